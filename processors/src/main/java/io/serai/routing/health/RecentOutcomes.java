package io.serai.routing.health;

/**
 * How the latest attempts at a deployment ended.
 *
 * @param failed a bit an attempt, the newest lowest, set where it failed
 * @param count  attempts behind it
 */
public record RecentOutcomes(int failed, int count) {

    /** No attempt was seen. */
    public static final RecentOutcomes NONE = new RecentOutcomes(0, 0);

    /** A deployment that fails always is taken to need so many tries. */
    private static final double MOST_TRIES = 5;

    /** With one more. */
    public RecentOutcomes with(boolean failure) {
        return new RecentOutcomes(failed << 1 | (failure ? 1 : 0), Math.min(count + 1, Integer.SIZE));
    }

    /** Share that failed, 0 to 1; 0 where no attempt was seen. */
    public double errorRate() {
        return count == 0 ? 0 : (double) Integer.bitCount(failed) / count;
    }

    /**
     * Attempts to be expected until one is answered, 1 to 5; what few attempts say counts less.
     *
     * @param fresh from 1 (they have just ended) to 0 (so long ago that they say nothing)
     */
    public double tries(double fresh) {
        double rate = (double) Integer.bitCount(failed) / (count + 2) * fresh;
        return Math.min(1 / (1 - rate), MOST_TRIES);
    }
}
