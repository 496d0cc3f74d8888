package io.serai.steps.verbs;

import io.serai.call.Candidate;
import io.serai.call.GatewayError;
import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.call.Refusal;
import io.serai.routing.DeploymentHealth;
import io.serai.routing.Health;
import io.serai.routing.retry.NextMove;
import io.serai.routing.retry.RetryDecision;
import io.serai.routing.retry.RetryPolicy;
import io.serai.steps.call.Attempts;
import io.serai.steps.call.CallerGone;
import io.serai.steps.call.Deadline;
import io.serai.steps.call.Failures;
import io.serai.steps.call.Slot;
import io.serai.steps.continuation.Continuation;
import io.serai.steps.provider.Connections;
import io.serai.steps.rules.LargerModel;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** The verb {@code attemptFailed}: remembers why an attempt failed, and asks again, moves on to another candidate or gives up. */
public final class AttemptFailedStep implements Processor {

    /** A deployment that failed so many calls in a row is not asked twice by the next one, where others are left. */
    private static final int TROUBLED = 3;

    private final Connections connections;
    private final Health health;
    private final RetryPolicy policy;
    private final LargerModel largerModel;
    private final InstantSource clock;

    /** @param largerModel finds who may take a prompt that is too long for whom it was meant */
    public AttemptFailedStep(
            Connections connections, Health health, RetryPolicy policy, LargerModel largerModel, InstantSource clock) {
        this.connections = connections;
        this.health = health;
        this.policy = policy;
        this.largerModel = largerModel;
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) {
        Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        exchange.removeProperty(Exchange.EXCEPTION_CAUGHT);
        Attempts attempts = Slot.ATTEMPTS.of(exchange);
        Deadline deadline = Slot.CALL.of(exchange).deadline();
        Continuation continuation = Slot.CALL.of(exchange).continuation();
        ProviderFailure failure = failure(Failures.of(thrown, deadline), attempts, continuation);
        Candidate asked = attempts.running().candidate();
        // The one place that every failure before an answer passes: what follows tells it to callers, operators and
        // logs.
        ProviderFailure told =
                connections.untilItCloses(asked, connections.secrets(asked).blank(failure));
        boolean refused = told.kind() == Kind.REQUEST_REFUSED || told.kind() == Kind.UNSUPPORTED;
        if (continuation != null && continuation.underWay() && refused) {
            // What was refused is how the rest was asked for: the caller's own request was accepted before.
            told = unsupported(told);
            if (continuation.refused()) {
                attempts.prefers(asked);
            }
        }
        if (told.kind() == Kind.TOO_LONG) {
            Candidate larger = largerModel.of(exchange, asked);
            if (larger != null) {
                attempts.adds(larger);
            }
        }
        RetryDecision.Conditions conditions = new RetryDecision.Conditions(
                clock.instant(),
                deadline.patience(),
                isTroubled(asked),
                ThreadLocalRandom.current().nextDouble());
        RetryPolicy own = policy.with(Slot.DECISION.of(exchange).preference().handling());
        NextMove move = attempts.failed(told, trail -> RetryDecision.after(trail, own, conditions));
        if (move instanceof NextMove.GiveUp end) {
            throw new Refusal(end.error());
        }
    }

    private boolean isTroubled(Candidate asked) {
        DeploymentHealth known = health.of(asked.deployment());
        return known != null && known.failures() >= TROUBLED;
    }

    /** What failed at a provider, or what its wire cannot carry while others are left; anything else ends the call. */
    private static ProviderFailure failure(
            RuntimeException meaning, Attempts attempts, @Nullable Continuation continuation) {
        if (meaning instanceof ProviderFailure failure) {
            return failure;
        }
        boolean mayGoOn = attempts.trail().next() != null || (continuation != null && continuation.underWay());
        if (meaning instanceof Refusal refusal && mayGoOn) {
            return unsupported(refusal.error());
        }
        if (!(meaning instanceof CallerGone)) { // whose call is billed as what it is when the exchange is done
            attempts.dropped();
        }
        throw meaning;
    }

    private static ProviderFailure unsupported(ProviderFailure refused) {
        return new ProviderFailure(
                Kind.UNSUPPORTED, refused.status(), refused.words(), refused.code(), refused.param(), null);
    }

    /** No provider was asked, and another candidate's wire may carry what this one's cannot. */
    private static ProviderFailure unsupported(GatewayError error) {
        return new ProviderFailure(
                Kind.UNSUPPORTED, error.status(), error.message(), error.code(), error.param(), null);
    }
}
