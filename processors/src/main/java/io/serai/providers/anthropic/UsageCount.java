package io.serai.providers.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.providers.TokenCount;
import io.serai.usage.Usage;

/**
 * Adds up nothing: takes the latest of Anthropic's cumulative counts that says something.
 *
 * <p>They are sorted into disjoint classes: {@code input_tokens} leaves cached tokens out already; {@code output_tokens} includes thinking.
 */
final class UsageCount {

    private long input;
    private long cacheRead;
    private long cacheWrite;
    private long cacheWrite1h;
    private long output;
    private long thinking;

    void take(JsonNode usage) {
        if (!usage.isObject()) {
            return;
        }
        input = latest(usage.path("input_tokens"), input);
        cacheRead = latest(usage.path("cache_read_input_tokens"), cacheRead);
        cacheWrite = latest(usage.path("cache_creation_input_tokens"), cacheWrite);
        cacheWrite1h = latest(usage.path("cache_creation").path("ephemeral_1h_input_tokens"), cacheWrite1h);
        long fiveMinutes = latest(usage.path("cache_creation").path("ephemeral_5m_input_tokens"), 0);
        cacheWrite = Math.max(cacheWrite, fiveMinutes + cacheWrite1h);
        output = latest(usage.path("output_tokens"), output);
        thinking = latest(usage.path("output_tokens_details").path("thinking_tokens"), thinking);
    }

    /** A zero behind a count is no correction of it. */
    private static long latest(JsonNode count, long before) {
        long said = TokenCount.of(count, before);
        return said == 0 ? before : said;
    }

    /** Whether any was counted: an answer that took no tokens is one whose usage was not told. */
    boolean seen() {
        return usage().total() > 0;
    }

    Usage usage() {
        long reasoning = Math.min(thinking, output);
        return new Usage(
                input, cacheRead, cacheWrite - cacheWrite1h, cacheWrite1h, 0, output - reasoning, reasoning, 0);
    }
}
