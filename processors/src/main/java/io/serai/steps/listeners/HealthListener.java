package io.serai.steps.listeners;

import io.serai.call.Candidate;
import io.serai.call.ProviderFailure;
import io.serai.live.swap.Breaker;
import io.serai.routing.HealthView;
import io.serai.steps.call.AttemptListener;
import io.serai.steps.call.Call;
import io.serai.steps.call.Failures;
import io.serai.steps.call.RunningAttempt;
import io.serai.steps.provider.Connections;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Keeps the routing's view of every deployment, and tells breakers what connectors cannot see. */
public final class HealthListener implements AttemptListener {

    private final HealthView health;
    private final Connections connections;
    private final InstantSource clock;

    public HealthListener(HealthView health, Connections connections, InstantSource clock) {
        this.health = health;
        this.connections = connections;
        this.clock = clock;
    }

    @Override
    public void firstContent(Call call, RunningAttempt attempt) {
        String deployment = attempt.candidate().deployment();
        if (attempt.streamed()) {
            health.firstToken(deployment, attempt.millis());
        }
        health.breaker(deployment, false);
    }

    @Override
    public void answered(Call call, RunningAttempt attempt) {
        String deployment = attempt.candidate().deployment();
        long tokens = attempt.meter().usage().completionTotal();
        if (attempt.streamed()) {
            health.completed(deployment, tokens, attempt.millisSinceFirstContent());
        } else {
            health.answered(deployment, tokens, attempt.millis());
        }
    }

    @Override
    public void failed(Call call, RunningAttempt attempt, ProviderFailure failure, @Nullable Candidate next) {
        if (failure.countsAgainst(attempt.candidate())) {
            health.failed(attempt.candidate().deployment(), timed(failure, attempt.candidate()), clock.instant());
        }
    }

    /** The breaker saw a good beginning, so it has to hear of the end. */
    @Override
    public void broken(Call call, RunningAttempt attempt, ProviderFailure failure) {
        Candidate candidate = attempt.candidate();
        if (!failure.countsAgainst(candidate)) {
            return;
        }
        health.failed(candidate.deployment(), failure, clock.instant());
        if (Failures.opensBreaker(candidate, failure)) {
            connections
                    .breaker(candidate)
                    .ifPresent(breaker -> breaker.failed(Duration.ofMillis(attempt.millis()), failure));
        }
    }

    /** An open breaker opens again when its connector says so, and not when a setting of the routing does. */
    private ProviderFailure timed(ProviderFailure failure, Candidate candidate) {
        return failure.kind() != ProviderFailure.Kind.BREAKER_OPEN
                ? failure
                : connections
                        .breaker(candidate)
                        .map(Breaker::openFor)
                        .map(wait -> new ProviderFailure(
                                failure.kind(),
                                failure.status(),
                                failure.words(),
                                failure.code(),
                                failure.param(),
                                wait))
                        .orElse(failure);
    }
}
