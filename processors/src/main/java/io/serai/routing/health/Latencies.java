package io.serai.routing.health;

/**
 * Milliseconds that calls took lately: half of them no longer than {@code p50}, and so on.
 *
 * @param samples calls behind it, at most as many as a {@link LatencyRing} remembers
 */
public record Latencies(int p50, int p95, int p99, int samples) {

    /** No call was seen. */
    public static final Latencies NONE = new Latencies(0, 0, 0, 0);

    /** Fewer samples say little about the slowest calls. */
    private static final int ENOUGH = 8;

    /** Whether there are enough calls to go by. */
    public boolean known() {
        return samples >= ENOUGH;
    }
}
