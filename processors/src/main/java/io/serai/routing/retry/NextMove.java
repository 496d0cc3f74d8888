package io.serai.routing.retry;

import io.serai.call.Candidate;
import io.serai.call.FailedAttempt;
import io.serai.call.GatewayError;
import io.serai.call.ProviderFailure.Kind;
import io.serai.call.Trail;

/** What a call does after an attempt that failed. */
public sealed interface NextMove {

    /** The next candidate is asked. */
    record MoveOn(Candidate to) implements NextMove {}

    /** The caller is told. */
    record GiveUp(GatewayError error) implements NextMove {}

    /**
     * Pure: the same trail gives the same move.
     *
     * @param trail whose last failed attempt has just failed
     */
    static NextMove after(Trail trail) {
        FailedAttempt last = trail.failed().getLast();
        if (last.failure().kind() == Kind.REQUEST_REFUSED) {
            return new GiveUp(GivenUp.refused(last.failure())); // another provider would be asked in vain
        }
        Candidate next = trail.next();
        if (next != null) {
            return new MoveOn(next);
        }
        boolean requestsOwn = trail.failed().size() == 1 && !last.countsAgainstDeployment();
        return new GiveUp(requestsOwn ? GivenUp.refused(last.failure()) : GivenUp.allFailed(trail));
    }
}
