package io.serai.steps.verbs;

import io.serai.call.Decision;
import io.serai.catalog.files.LiveCatalog;
import io.serai.chat.ChatRequest;
import io.serai.metering.outbox.Outbox;
import io.serai.steps.call.Call;
import io.serai.steps.call.Settlement;
import io.serai.steps.call.Slot;
import io.serai.steps.call.Trail;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The verb {@code admit}: the one place that may still refuse; from here on the call is settled whatever happens.
 *
 * <p>Who admits registers the settlement, from Java and on the call's own exchange: a route's own end-of-call hook loses the
 * bill of a call that is under way while the route is edited.
 */
public final class AdmitStep implements Processor {

    private final LiveCatalog catalog;
    private final Outbox outbox;

    public AdmitStep(LiveCatalog catalog, Outbox outbox) {
        this.catalog = catalog;
        this.outbox = outbox;
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
                outbox);
        call.settlement(settlement);
        call.exchange().getExchangeExtension().addOnCompletion(settlement);
        Slot.TRAIL.set(exchange, new Trail(decision.candidates(), List.of()));
        Slot.UNANSWERED.set(exchange, true);
        Slot.STREAMED.set(exchange, request.stream());
    }
}
