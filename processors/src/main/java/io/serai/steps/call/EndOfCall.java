package io.serai.steps.call;

import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/** Takes a call out of the watch when its exchange is done, admitted or not. */
public final class EndOfCall extends SynchronizationAdapter {

    private final Call call;

    public EndOfCall(Call call) {
        this.call = call;
    }

    @Override
    public void onDone(Exchange exchange) {
        call.deadline().over();
        call.side().close();
    }

    /** After everything else, the settlement above all, which asks the deadline. */
    @Override
    public int getOrder() {
        return LOWEST;
    }
}
