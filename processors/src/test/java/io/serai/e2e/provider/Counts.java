package io.serai.e2e.provider;

/**
 * Tokens of one answer in classes that do not overlap, whatever the vendor's own fields say.
 *
 * @param freshInput input that came from no cache and went to none
 * @param cacheRead input read from a cache
 * @param cacheWrite5m input written to a cache of five minutes
 * @param cacheWrite1h input written to a cache of an hour
 * @param output output that the caller sees
 * @param reasoning output that the model thought
 */
public record Counts(
        long freshInput, long cacheRead, long cacheWrite5m, long cacheWrite1h, long output, long reasoning) {
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

    public Counts {
        if (Math.min(Math.min(freshInput, cacheRead), Math.min(cacheWrite5m, cacheWrite1h)) < 0
                || Math.min(output, reasoning) < 0) {
            throw new IllegalArgumentException("token counts cannot be negative");
        }
    }

    public static Counts of(long freshInput, long output) {
        return new Counts(freshInput, 0, 0, 0, output, 0);
    }

    public Counts withCache(long read, long write5m, long write1h) {
        return new Counts(freshInput, read, write5m, write1h, output, reasoning);
    }

    public Counts withReasoning(long tokens) {
        return new Counts(freshInput, cacheRead, cacheWrite5m, cacheWrite1h, output, tokens);
    }

    public Counts withOutput(long tokens) {
        return new Counts(freshInput, cacheRead, cacheWrite5m, cacheWrite1h, tokens, reasoning);
    }

    /** All input, cached or not. */
    public long input() {
        return freshInput + cacheRead + cacheWrite5m + cacheWrite1h;
    }

    public Counts plus(Counts other) {
        return new Counts(
                freshInput + other.freshInput,
                cacheRead + other.cacheRead,
                cacheWrite5m + other.cacheWrite5m,
                cacheWrite1h + other.cacheWrite1h,
                output + other.output,
                reasoning + other.reasoning);
    }
}
