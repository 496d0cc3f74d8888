package io.serai.routing.health;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * Remembers how long the latest calls took; for all threads, without a lock.
 *
 * <p>The quantiles are worked out anew every eighth call, so that most calls pay two writes.
 */
public final class LatencyRing {

    private static final int SIZE = 64;
    private static final int EVERY = 8;

    private final AtomicIntegerArray millis = new AtomicIntegerArray(SIZE);
    private final AtomicInteger count = new AtomicInteger();

    /** @return the new figures, or null where they are not due yet */
    public @Nullable Latencies add(long took) {
        int number = count.getAndUpdate(before -> before == Integer.MAX_VALUE ? SIZE : before + 1);
        millis.set(number % SIZE, (int) Math.clamp(took, 0, Integer.MAX_VALUE));
        return number < EVERY || number % EVERY == 0 ? figures(Math.min(number + 1, SIZE)) : null;
    }

    private Latencies figures(int samples) {
        int[] sorted = new int[samples];
        for (int i = 0; i < samples; i++) {
            sorted[i] = millis.get(i);
        }
        Arrays.sort(sorted);
        return new Latencies(at(sorted, 0.5), at(sorted, 0.95), at(sorted, 0.99), samples);
    }

    private static int at(int[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}
