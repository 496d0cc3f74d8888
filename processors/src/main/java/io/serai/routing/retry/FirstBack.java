package io.serai.routing.retry;

import io.serai.call.Candidate;
import io.serai.call.ProviderFailure.Kind;
import io.serai.call.Trail;
import io.serai.routing.DeploymentHealth;
import io.serai.routing.Health;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Of candidates that limit us, the one that may be asked first.
 *
 * @param rest how long it must not be asked yet; nothing where it may be
 */
public record FirstBack(Candidate candidate, Duration rest) {

    /** Null where the next of the trail may be asked now, which is the rule, or where it was asked before in this call. */
    public static @Nullable FirstBack of(Trail trail, Health health, Instant now) {
        Candidate next = trail.next();
        if (next == null || trail.asks(next) > 0 || rest(next, health, now).isZero()) {
            return null;
        }
        FirstBack best = null;
        for (Candidate candidate : trail.left()) {
            Duration rest = rest(candidate, health, now);
            if (best == null || rest.compareTo(best.rest()) < 0) {
                best = new FirstBack(candidate, rest);
            }
        }
        return best;
    }

    private static Duration rest(Candidate candidate, Health health, Instant now) {
        DeploymentHealth known = health.of(candidate.deployment());
        Instant until = known == null || known.outFor() != Kind.LIMITED ? null : known.outUntil();
        return until == null || !until.isAfter(now) ? Duration.ZERO : Duration.between(now, until);
    }
}
