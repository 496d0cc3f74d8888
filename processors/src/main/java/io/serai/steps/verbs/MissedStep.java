package io.serai.steps.verbs;

import io.serai.call.GatewayError;
import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.call.Refusal;
import io.serai.routing.retry.NextMove;
import io.serai.steps.call.Attempts;
import io.serai.steps.call.CallerGone;
import io.serai.steps.call.Failures;
import io.serai.steps.call.Slot;
import io.serai.steps.provider.Connections;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The verb {@code missed}: remembers why an attempt failed, and moves on to the next candidate or gives up. */
public final class MissedStep implements Processor {

    private final Connections connections;

    public MissedStep(Connections connections) {
        this.connections = connections;
    }

    @Override
    public void process(Exchange exchange) {
        Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        exchange.removeProperty(Exchange.EXCEPTION_CAUGHT);
        Attempts attempts = Slot.ATTEMPTS.of(exchange);
        ProviderFailure failure =
                failure(Failures.of(thrown, Slot.CALL.of(exchange).deadline()), attempts);
        // The one place that every failure before an answer passes: what follows tells it to callers, operators and
        // logs.
        ProviderFailure told =
                connections.secrets(attempts.running().candidate()).blank(failure);
        if (attempts.failed(told) instanceof NextMove.GiveUp end) {
            throw new Refusal(end.error());
        }
    }

    /** What failed at a provider, or what its wire cannot carry while others are left; anything else ends the call. */
    private static ProviderFailure failure(RuntimeException meaning, Attempts attempts) {
        if (meaning instanceof ProviderFailure failure) {
            return failure;
        }
        if (meaning instanceof Refusal refusal && attempts.trail().next() != null) {
            return unsupported(refusal.error());
        }
        if (!(meaning instanceof CallerGone)) { // whose call is billed as what it is when the exchange is done
            attempts.dropped();
        }
        throw meaning;
    }

    /** No provider was asked, and another candidate's wire may carry what this one's cannot. */
    private static ProviderFailure unsupported(GatewayError error) {
        return new ProviderFailure(
                Kind.UNSUPPORTED, error.status(), error.message(), error.code(), error.param(), null);
    }
}
