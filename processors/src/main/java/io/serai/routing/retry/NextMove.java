package io.serai.routing.retry;

import io.serai.call.Candidate;
import io.serai.call.FailedAttempt;
import io.serai.call.GatewayError;
import io.serai.call.ProviderFailure.Kind;
import io.serai.call.Trail;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a call does after an attempt that failed. */
public sealed interface NextMove {

    /** The same deployment is asked once more, after a pause. */
    record Again(Candidate candidate, Duration pause) implements NextMove {}

    /** Another candidate is asked, at once. */
    record MoveOn(Candidate to) implements NextMove {}

    /** The caller is told. */
    record GiveUp(GatewayError error) implements NextMove {}

    /**
     * What the move depends on beside the trail.
     *
     * @param now      the moment of the failure
     * @param patience how long the caller still waits
     * @param troubled whether the deployment has been failing other calls too, so that asking it again is in vain
     * @param luck     at least 0 and below 1, so that calls that failed together do not come again together
     */
    record Conditions(Instant now, Duration patience, boolean troubled, double luck) {}

    /**
     * Pure: the same arguments give the same move.
     *
     * @param trail whose last failed attempt has just failed
     */
    static NextMove after(Trail trail, RetryPolicy policy, Conditions conditions) {
        FailedAttempt last = trail.failed().getLast();
        boolean requestsOwn = trail.failed().stream().noneMatch(FailedAttempt::countsAgainstDeployment);
        if (last.failure().kind() == Kind.REQUEST_REFUSED && requestsOwn) {
            return new GiveUp(GivenUp.refused(last.failure())); // another provider would be asked in vain
        }
        NextMove next = conditions.patience().isPositive() ? new Choice(trail, policy, conditions, last).move() : null;
        if (next != null) {
            return next;
        }
        return new GiveUp(
                requestsOwn ? GivenUp.refused(last.failure()) : GivenUp.allFailed(trail, policy, conditions.now()));
    }

    /** Who is asked after this move, or null. */
    default @Nullable Candidate asks() {
        return switch (this) {
            case Again again -> again.candidate();
            case MoveOn on -> on.to();
            case GiveUp end -> null;
        };
    }
}
