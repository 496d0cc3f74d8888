package io.serai.routing.health;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long a deployment that limits us is left alone.
 *
 * <p>As long as it asks, the first time. Where it does not say, and where it limits us again after its time was over, the pause
 * doubles each time up to a minute, and differs by a quarter, so that nodes and keys do not come back all at once.
 *
 * @param base   of the first pause where the provider does not say how long
 * @param chance from 0 to 1, at random
 */
public record Pauses(Duration base, DoubleSupplier chance) {

    private static final long LONGEST_MILLIS = 60_000;
    private static final int MOST_DOUBLINGS = 16;
    private static final double JITTER = 0.25;

    /**
     * The next pause.
     *
     * @param before how many came before it without an answer between them
     * @param asked  how long the provider asks to be left alone, or null
     */
    public Duration next(int before, @Nullable Duration asked) {
        if (asked != null && before == 0) {
            return asked;
        }
        long grown = Math.min(base.toMillis() << Math.min(before, MOST_DOUBLINGS), LONGEST_MILLIS);
        if (asked == null) {
            return Duration.ofMillis((long) (grown * (1 + JITTER * (2 * chance.getAsDouble() - 1))));
        }
        // Never sooner than it asked.
        long least = Math.max(asked.toMillis(), grown);
        return Duration.ofMillis((long) (least * (1 + JITTER * chance.getAsDouble())));
    }
}
