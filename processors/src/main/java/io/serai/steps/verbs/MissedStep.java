package io.serai.steps.verbs;

import io.serai.call.Attempt;
import io.serai.call.Candidate;
import io.serai.call.GatewayError;
import io.serai.call.Missed;
import io.serai.call.ProviderFailure;
import io.serai.call.Refusal;
import io.serai.live.swap.Deployments;
import io.serai.routing.HealthView;
import io.serai.steps.alerts.Alarms;
import io.serai.steps.call.Call;
import io.serai.steps.call.CallerGone;
import io.serai.steps.call.Failures;
import io.serai.steps.call.GivenUp;
import io.serai.steps.call.Settlement;
import io.serai.steps.call.Slot;
import io.serai.steps.call.Trail;
import io.serai.steps.provider.Connections;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** The verb {@code missed}: remembers why an attempt failed, and moves on to the next candidate or gives up. */
public final class MissedStep implements Processor {

    private final Connections connections;
    private final HealthView health;
    private final Deployments deployments;
    private final Alarms alarms;
    private final InstantSource clock;

    public MissedStep(
            Connections connections, HealthView health, Deployments deployments, Alarms alarms, InstantSource clock) {
        this.connections = connections;
        this.health = health;
        this.deployments = deployments;
        this.alarms = alarms;
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) {
        Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        exchange.removeProperty(Exchange.EXCEPTION_CAUGHT);
        Call call = Slot.CALL.of(exchange);
        RuntimeException meaning = Failures.of(thrown, call.deadline());
        if (!(meaning instanceof CallerGone)) {
            settlement(call).missed();
        }
        Attempt attempt = Slot.ATTEMPT.of(exchange);
        // The one place that every failure before an answer passes: what follows tells it to callers, operators and
        // logs.
        ProviderFailure failure = connections.secrets(attempt.candidate()).blank(failure(meaning, exchange));
        Trail trail = Slot.TRAIL.of(exchange).plus(new Missed(attempt, failure, Duration.ofMillis(call.askedMillis())));
        Slot.TRAIL.set(exchange, trail);
        if (meaning instanceof Refusal) {
            return; // no provider was asked, and another candidate's wire may carry what this one's cannot
        }
        Candidate next = trail.next();
        if (Failures.countsAgainst(attempt.candidate(), failure)) {
            health.failed(
                    attempt.candidate().deployment(),
                    timed(failure, attempt.candidate().deployment()),
                    clock.instant());
            alarms.missed(call.id(), attempt.candidate(), failure, next);
        }
        if (!failure.kind().movesOn()) {
            throw new Refusal(refused(failure));
        }
        if (next == null) {
            throw new Refusal(
                    trail.missed().size() == 1 && !Failures.countsAgainst(attempt.candidate(), failure)
                            ? refused(failure)
                            : GivenUp.error(trail));
        }
    }

    /** What failed at a provider, or what its wire cannot carry while others are left; anything else ends the call. */
    private static ProviderFailure failure(RuntimeException meaning, Exchange exchange) {
        if (meaning instanceof ProviderFailure failure) {
            return failure;
        }
        if (meaning instanceof Refusal refusal && Slot.TRAIL.of(exchange).next() != null) {
            GatewayError error = refusal.error();
            return new ProviderFailure(
                    ProviderFailure.Kind.REQUEST_REFUSED,
                    error.status(),
                    error.message(),
                    error.code(),
                    error.param(),
                    null);
        }
        throw meaning;
    }

    /** An open breaker opens again when its connector says so, and not when a setting of the routing does. */
    private ProviderFailure timed(ProviderFailure failure, String deployment) {
        return failure.kind() != ProviderFailure.Kind.BREAKER_OPEN
                ? failure
                : deployments
                        .breaker(deployment)
                        .map(breaker -> new ProviderFailure(
                                failure.kind(),
                                failure.status(),
                                failure.words(),
                                failure.code(),
                                failure.param(),
                                breaker.openFor()))
                        .orElse(failure);
    }

    private static GatewayError refused(ProviderFailure failure) {
        int status = switch (failure.status()) {
            case 0 -> 400;
            // SDKs would send the same again, to be refused again
            case 429 -> 413;
            default -> failure.status();
        };
        return new GatewayError.RefusedByProvider(status, failure.words(), failure.param(), failure.code());
    }

    private static Settlement settlement(Call call) {
        @Nullable Settlement settlement = call.settlement();
        if (settlement == null) {
            throw new IllegalStateException("the call was not admitted: the step admit must come first");
        }
        return settlement;
    }
}
