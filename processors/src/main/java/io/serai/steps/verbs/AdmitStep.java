package io.serai.steps.verbs;

import io.serai.call.Decision;
import io.serai.catalog.files.LiveCatalog;
import io.serai.chat.ChatRequest;
import io.serai.metering.outbox.Outbox;
import io.serai.steps.call.AttemptListener;
import io.serai.steps.call.Attempts;
import io.serai.steps.call.Call;
import io.serai.steps.call.Settlement;
import io.serai.steps.call.Slot;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * The verb {@code admit}: from here on the call is settled whatever happens.
 *
 * <p>What settles it is hung on the call's own exchange, from Java: a route's own end-of-call hook loses the bill of a call that
 * is under way while the route is edited.
 */
public final class AdmitStep implements Processor {

    private final LiveCatalog catalog;
    private final Outbox outbox;
    private final List<AttemptListener> listeners;

    /** @param listeners hear what becomes of the attempts, in this order */
    public AdmitStep(LiveCatalog catalog, Outbox outbox, List<AttemptListener> listeners) {
        this.catalog = catalog;
        this.outbox = outbox;
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void process(Exchange exchange) {
        Call call = Slot.CALL.of(exchange);
        ChatRequest request = Slot.REQUEST.of(exchange);
        Decision decision = Slot.DECISION.of(exchange);
        Settlement settlement = new Settlement(
                call,
                Slot.CALLER.of(exchange),
                request,
                Slot.TASK.of(exchange),
                decision.preference(),
                catalog.current(),
                outbox::append);
        Attempts attempts = new Attempts(call, settlement, decision.candidates(), listeners);
        call.exchange().getExchangeExtension().addOnCompletion(attempts);
        Duration patience =
                shorter(call.side().patience(), decision.preference().handling().patience());
        if (patience != null) {
            call.patience(patience);
        }
        Slot.ATTEMPTS.set(exchange, attempts);
        Slot.UNANSWERED.set(exchange, true);
        Slot.STREAMED.set(exchange, request.stream());
    }

    private static @Nullable Duration shorter(@Nullable Duration callers, @Nullable Duration rules) {
        return callers == null || rules != null && rules.compareTo(callers) < 0 ? rules : callers;
    }
}
