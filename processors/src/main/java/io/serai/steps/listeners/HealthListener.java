package io.serai.steps.listeners;

import io.serai.call.Candidate;
import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.live.swap.Breaker;
import io.serai.routing.DeploymentHealth;
import io.serai.routing.HealthView;
import io.serai.steps.call.AttemptListener;
import io.serai.steps.call.Call;
import io.serai.steps.call.Failures;
import io.serai.steps.call.RunningAttempt;
import io.serai.steps.patience.AnswerLimits;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keeps the routing's view of every deployment, and tells breakers what connectors cannot see. */
public final class HealthListener implements AttemptListener {

    /** So many silences in a row, each of which cost a caller its patience, are enough. */
    private static final int MOST_SILENCES = 2;

    /**
     * So many failures in a row open a breaker that saw each of their answers begin well, as many as open it by itself: at 30 %
     * failures one in 4,600 attempts ends such a row.
     */
    private static final int MOST_BROKEN = 7;

    /** Of a model that the catalogue does not list. */
    private static final Duration OWN_REST = Duration.ofSeconds(4);

    private final HealthView health;
    private final Function<Candidate, Optional<Breaker>> breakers;
    private final AnswerLimits limits;
    private final InstantSource clock;

    /** @param breakers the one that a candidate is asked through */
    public HealthListener(
            HealthView health,
            Function<Candidate, Optional<Breaker>> breakers,
            AnswerLimits limits,
            InstantSource clock) {
        this.health = health;
        this.breakers = breakers;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public void firstContent(Call call, RunningAttempt attempt) {
        String deployment = attempt.candidate().deployment();
        limits.ended(attempt);
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
        limits.ended(attempt);
        if (failure.countsAgainst(attempt.candidate())) {
            count(attempt.candidate(), failure);
        }
    }

    /** The breaker saw a good beginning, so it has to hear of the end. */
    @Override
    public void broken(Call call, RunningAttempt attempt, ProviderFailure failure) {
        Candidate candidate = attempt.candidate();
        if (failure.countsAgainst(candidate)) {
            if (Failures.opensBreaker(candidate, failure)) {
                breakers.apply(candidate)
                        .ifPresent(breaker -> breaker.failed(Duration.ofMillis(attempt.millis()), failure));
            }
            count(candidate, failure, MOST_BROKEN);
        }
    }

    /** One who leaves a silence that was too long has waited in vain like one who was told so. */
    @Override
    public void left(Call call, RunningAttempt attempt) {
        limits.ended(attempt);
        ProviderFailure slow = limits.leftTooLate(call, attempt);
        if (slow == null) {
            return;
        }
        if (attempt.begun()) {
            broken(call, attempt, slow);
        } else {
            count(attempt.candidate(), slow);
        }
    }

    private void count(Candidate candidate, ProviderFailure failure) {
        count(candidate, failure, Integer.MAX_VALUE);
    }

    private void count(Candidate candidate, ProviderFailure failure, int most) {
        String deployment = candidate.deployment();
        Breaker breaker = breakers.apply(candidate).orElse(null);
        if (failure.kind() == Kind.BREAKER_OPEN) {
            health.breaker(deployment, breaker == null ? null : breaker.openFor());
            return;
        }
        health.failed(deployment, failure, clock.instant());
        if (breaker == null) {
            return;
        }
        DeploymentHealth known = health.of(deployment);
        if (known != null && (known.silences() >= MOST_SILENCES || known.failures() >= most)) {
            if (Failures.opensBreaker(candidate, failure)) {
                breaker.open();
            } else {
                health.breaker(deployment, OWN_REST); // others of its provider share the breaker and may do well
            }
        }
        // It has just opened, or has not: what it says later comes too late to be timed.
        Duration openFor = breaker.openFor();
        if (openFor.isPositive() && (known == null || !known.breakerOpen(clock.instant()))) {
            health.breaker(deployment, openFor);
        }
    }
}
