package io.serai.routing.retry;

import io.serai.call.Candidate;
import io.serai.call.FailedAttempt;
import io.serai.call.ProviderFailure.Kind;
import io.serai.call.Trail;
import io.serai.routing.retry.NextMove.Again;
import io.serai.routing.retry.NextMove.GiveUp;
import io.serai.routing.retry.NextMove.MoveOn;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides what a call does after an attempt that failed; its table is in {@code docs/reliability.md}. */
public final class RetryDecision {

    /**
     * What the move depends on beside the trail.
     *
     * @param now      the moment of the failure
     * @param patience how long the caller still waits
     * @param troubled whether the deployment has been failing other calls too, so that asking it again is in vain
     * @param luck     at least 0 and below 1, so that calls that failed together do not come again together
     */
    public record Conditions(Instant now, Duration patience, boolean troubled, double luck) {}

    private final Trail trail;
    private final RetryPolicy policy;
    private final Conditions conditions;
    private final FailedAttempt last;

    private RetryDecision(Trail trail, RetryPolicy policy, Conditions conditions) {
        this.trail = trail;
        this.policy = policy;
        this.conditions = conditions;
        this.last = trail.failed().getLast();
    }

    /**
     * Pure: the same arguments give the same move.
     *
     * @param trail whose last failed attempt has just failed
     */
    public static NextMove after(Trail trail, RetryPolicy policy, Conditions conditions) {
        return new RetryDecision(trail, policy, conditions).move();
    }

    private NextMove move() {
        boolean requestsOwn = trail.failed().stream().noneMatch(FailedAttempt::countsAgainstDeployment);
        if (last.failure().kind() == Kind.REQUEST_REFUSED && requestsOwn) {
            return new GiveUp(GivenUp.refused(last.failure())); // another provider would be asked in vain
        }
        NextMove next = conditions.patience().isPositive() ? ask() : null;
        if (next != null) {
            return next;
        }
        return new GiveUp(
                requestsOwn ? GivenUp.refused(last.failure()) : GivenUp.allFailed(trail, policy, conditions.now()));
    }

    /** Null where nobody can be asked any more. */
    private @Nullable NextMove ask() {
        Candidate next = last.failure().kind() == Kind.TOO_LONG ? larger() : trail.next();
        if (next == null) {
            return last.failure().kind() == Kind.TOO_LONG ? null : wait(policy.longestWait());
        }
        Candidate sameModel = last.failure().kind() == Kind.LIMITED ? sameModel() : null;
        if (sameModel != null) {
            return new MoveOn(sameModel);
        }
        Duration pause = Pauses.whileOthersAreLeft(last, policy, conditions.luck());
        if (pause != null
                && !conditions.troubled()
                && trail.asks(asked()) < policy.asks()
                && fits(pause, policy.worthWaiting())) {
            return new Again(asked(), pause);
        }
        return new MoveOn(next);
    }

    private Candidate asked() {
        return last.attempt().candidate();
    }

    /** The next whose context holds more than the one that was too small. */
    private @Nullable Candidate larger() {
        return trail.left().stream()
                .filter(each -> each.window() > asked().window())
                .findFirst()
                .orElse(null);
    }

    private @Nullable Candidate sameModel() {
        return trail.left().stream()
                .filter(each -> each.sameModel(asked()))
                .findFirst()
                .orElse(null);
    }

    /** Nobody else is left: the one that comes back first is asked again, if that is soon enough. */
    private @Nullable NextMove wait(Duration longest) {
        return Stream.concat(justFailed(), cooling())
                .filter(again -> trail.asks(again.candidate()) < policy.asks() && fits(again.pause(), longest))
                .min(Comparator.comparing(Again::pause))
                .orElse(null);
    }

    private Stream<Again> justFailed() {
        Duration pause = Pauses.alone(last, policy, conditions.luck());
        return pause == null ? Stream.empty() : Stream.of(new Again(asked(), pause));
    }

    /** Those that said, earlier in this call, when they can be asked again. */
    private Stream<Again> cooling() {
        return trail.failed().stream()
                .filter(failed -> failed != last && Pauses.comesBack(failed.failure()))
                .map(failed -> new Again(failed.attempt().candidate(), Pauses.until(failed, policy, conditions.now())));
    }

    private boolean fits(Duration pause, Duration longest) {
        return pause.compareTo(longest) <= 0 && pause.compareTo(conditions.patience()) < 0;
    }
}
