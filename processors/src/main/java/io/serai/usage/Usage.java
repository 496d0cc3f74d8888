package io.serai.usage;

/**
 * Tokens of one attempt by class; the classes are disjoint, so their sum is what was processed.
 *
 * <p>Providers count differently (OpenAI's prompt tokens include cached ones, Anthropic's input tokens do not; OpenAI's
 * completion tokens include reasoning): each dialect converts once, here nobody does again.
 */
public record Usage(
        long input,
        long cacheRead,
        long cacheWrite5m,
        long cacheWrite1h,
        long audioInput,
        long output,
        long reasoning,
        long audioOutput) {

    /** The most tokens that one attempt is believed to have used, whatever its provider reports. */
    public static final long MOST_BELIEVED = 1_000_000_000L;

    public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0, 0, 0);

    public Usage {
        if ((input | cacheRead | cacheWrite5m | cacheWrite1h | audioInput | output | reasoning | audioOutput) < 0) {
            throw new IllegalArgumentException("token counts must not be negative");
        }
    }

    public static Usage of(long input, long output) {
        return new Usage(input, 0, 0, 0, 0, output, 0, 0);
    }

    public long tokens(TokenClass kind) {
        return switch (kind) {
            case INPUT -> input;
            case CACHE_READ -> cacheRead;
            case CACHE_WRITE_5M -> cacheWrite5m;
            case CACHE_WRITE_1H -> cacheWrite1h;
            case AUDIO_INPUT -> audioInput;
            case OUTPUT -> output;
            case REASONING -> reasoning;
            case AUDIO_OUTPUT -> audioOutput;
        };
    }

    /** What both used together. */
    public Usage plus(Usage other) {
        return new Usage(
                sum(input, other.input),
                sum(cacheRead, other.cacheRead),
                sum(cacheWrite5m, other.cacheWrite5m),
                sum(cacheWrite1h, other.cacheWrite1h),
                sum(audioInput, other.audioInput),
                sum(output, other.output),
                sum(reasoning, other.reasoning),
                sum(audioOutput, other.audioOutput));
    }

    /** This, with the prompt or the answer of an earlier report where here is said nothing of it. */
    public Usage elseOf(Usage earlier) {
        boolean prompt = promptTotal() > 0 || earlier.promptTotal() == 0;
        boolean answer = completionTotal() > 0 || earlier.completionTotal() == 0;
        if (prompt && answer) {
            return this;
        }
        Usage asked = prompt ? this : earlier;
        Usage said = answer ? this : earlier;
        return new Usage(
                asked.input,
                asked.cacheRead,
                asked.cacheWrite5m,
                asked.cacheWrite1h,
                asked.audioInput,
                said.output,
                said.reasoning,
                said.audioOutput);
    }

    /** All tokens of the prompt, cached or not: OpenAI's {@code prompt_tokens}. */
    public long promptTotal() {
        return sum(sum(sum(input, cacheRead), cacheWriteTotal()), audioInput);
    }

    /** Tokens written to a cache, for whatever time. */
    public long cacheWriteTotal() {
        return sum(cacheWrite5m, cacheWrite1h);
    }

    /** All tokens of the answer, reasoning included: OpenAI's {@code completion_tokens}. */
    public long completionTotal() {
        return sum(sum(output, reasoning), audioOutput);
    }

    public long total() {
        return sum(promptTotal(), completionTotal());
    }

    /** Whether an attempt can have used so many; no bill is made of a report that says otherwise. */
    public boolean believable() {
        return total() <= MOST_BELIEVED;
    }

    /** Stays at the largest long rather than becoming negative. */
    private static long sum(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
