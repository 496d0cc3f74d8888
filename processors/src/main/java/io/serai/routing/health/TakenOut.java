package io.serai.routing.health;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A person took the deployment out.
 *
 * @param until when it comes back by itself, or null where a person has to put it back
 */
public record TakenOut(
        String reason, Instant since, @Nullable Instant until) {

    /** Whether it still holds. */
    public boolean holds(Instant now) {
        return until == null || now.isBefore(until);
    }
}
