package io.serai.chat;

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

    /** All tokens of the prompt, cached or not: OpenAI's {@code prompt_tokens}. */
    public long promptTotal() {
        return input + cacheRead + cacheWrite5m + cacheWrite1h + audioInput;
    }

    /** All tokens of the answer, reasoning included: OpenAI's {@code completion_tokens}. */
    public long completionTotal() {
        return output + reasoning + audioOutput;
    }

    public long total() {
        return promptTotal() + completionTotal();
    }
}
