package io.serai.steps.call;

import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Takes a call out of the watch when its exchange is done, admitted or not, and tells how it ended.
 *
 * <p>Until then all that its thread logs has the call's id as {@code %X{call}}.
 */
public final class EndOfCall extends SynchronizationAdapter {

    /** The key of the call's id in the log's context. */
    private static final String MDC_KEY = "call";

    private static final Logger log = LoggerFactory.getLogger(EndOfCall.class);
    private static final OncePerMinute TROUBLE = new OncePerMinute(InstantSource.system());

    private final Call call;
    private final List<CallListener> listeners;
    /** Of a call within whose flow this one is asked. */
    private final @Nullable String around = MDC.get(MDC_KEY);

    private EndOfCall(Call call, List<CallListener> listeners) {
        this.call = call;
        this.listeners = listeners;
    }

    /** Watches a call from its beginning to the end of its exchange. */
    public static void watch(Call call, List<CallListener> listeners) {
        EndOfCall end = new EndOfCall(call, listeners);
        call.exchange().getExchangeExtension().addOnCompletion(end);
        MDC.put(MDC_KEY, call.id().value());
        end.tell(listener -> listener.opened(call));
    }

    @Override
    public void onDone(Exchange exchange) {
        try {
            if (!listeners.isEmpty()) {
                CallListener.End end = call.end();
                tell(listener -> listener.ended(call, end));
            }
        } finally {
            call.deadline().over();
            call.side().close();
            if (around == null) {
                MDC.remove(MDC_KEY);
            } else {
                MDC.put(MDC_KEY, around);
            }
        }
    }

    private void tell(Consumer<CallListener> what) {
        for (CallListener listener : listeners) {
            try {
                what.accept(listener);
            } catch (RuntimeException e) {
                if (TROUBLE.passes(listener.getClass().getName())) {
                    log.warn("Of call {} a listener could not be told; the call goes on", call.id(), e);
                }
            }
        }
    }

    /** After everything else, the settlement above all, which asks the deadline. */
    @Override
    public int getOrder() {
        return LOWEST;
    }
}
