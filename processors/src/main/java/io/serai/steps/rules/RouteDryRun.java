package io.serai.steps.rules;

import io.serai.call.CallId;
import io.serai.call.Caller;
import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import io.serai.chat.ChatRequest;
import io.serai.live.RequiredAddress;
import io.serai.routing.DryRun;
import io.serai.steps.call.Call;
import io.serai.steps.call.Deadlines;
import io.serai.steps.call.EndOfCall;
import io.serai.steps.call.Slot;
import io.serai.steps.callers.CallerHeaders;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;

/** Rehearses a decision on the route that serves live calls, up to where a provider would be asked. */
public final class RouteDryRun implements DryRun {

    private final ProducerTemplate routes;
    private final Deadlines deadlines;
    private final InstantSource clock;
    private final CallerHeaders kept;

    public RouteDryRun(ProducerTemplate routes, Deadlines deadlines, InstantSource clock, CallerHeaders kept) {
        this.routes = routes;
        this.deadlines = deadlines;
        this.clock = clock;
        this.kept = kept;
    }

    @Override
    public Rehearsal rehearse(
            ChatRequest request, Caller caller, @Nullable String task, Function<String, @Nullable String> headers) {
        Exchange rehearsed = routes.send(RequiredAddress.DECIDE.uri(), exchange -> {
            Call call = new Call(CallId.next(), clock.instant(), new Rehearsing(task), deadlines, exchange);
            EndOfCall.watch(call, List.of());
            kept.keep(exchange, headers);
            Slot.CALL.set(exchange, call);
            Slot.REQUEST.set(exchange, request);
            Slot.CALLER.set(exchange, caller);
        });
        for (Throwable cause = rehearsed.getException(); cause != null; cause = cause.getCause()) {
            if (cause instanceof Refusal refusal && refusal.error() instanceof GatewayError.RefusedByRule byRule) {
                return new Rehearsal(Slot.TASK.of(rehearsed), new Refused(byRule));
            }
            if (cause instanceof Refusal refusal) {
                throw refusal;
            }
        }
        if (rehearsed.getException() != null) {
            throw new IllegalStateException(rehearsed.getException());
        }
        return new Rehearsal(Slot.TASK.of(rehearsed), new Decided(Slot.DECISION.of(rehearsed)));
    }
}
