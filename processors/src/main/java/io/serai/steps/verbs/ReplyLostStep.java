package io.serai.steps.verbs;

import io.serai.steps.call.Slot;
import io.serai.steps.callers.QueueCaller;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The verb {@code replyLost}: an answer by message could not be sent, which its caller's side says in the log. */
public final class ReplyLostStep implements Processor {

    @Override
    public void process(Exchange exchange) {
        if (Slot.CALL.of(exchange).side() instanceof QueueCaller caller) {
            caller.lost(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        }
    }
}
