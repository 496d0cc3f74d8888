package io.serai.providers.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.providers.TokenCount;
import io.serai.usage.Usage;

/**
 * Adds up nothing: takes the latest of Anthropic's cumulative counts and sorts them into disjoint classes.
 *
 * <p>{@code input_tokens} leaves cached tokens out already; {@code output_tokens} includes thinking.
 */
final class UsageCount {

    private boolean seen;
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
        seen = true;
        input = latest(usage.path("input_tokens"), input);
        cacheRead = latest(usage.path("cache_read_input_tokens"), cacheRead);
        cacheWrite = latest(usage.path("cache_creation_input_tokens"), cacheWrite);
        cacheWrite1h = latest(usage.path("cache_creation").path("ephemeral_1h_input_tokens"), cacheWrite1h);
        long fiveMinutes = latest(usage.path("cache_creation").path("ephemeral_5m_input_tokens"), 0);
        cacheWrite = Math.max(cacheWrite, fiveMinutes + cacheWrite1h);
        output = latest(usage.path("output_tokens"), output);
        thinking = latest(usage.path("output_tokens_details").path("thinking_tokens"), thinking);
    }

    private static long latest(JsonNode count, long before) {
        return TokenCount.of(count, before);
    }

    boolean seen() {
        return seen;
    }

    Usage usage() {
        long reasoning = Math.min(thinking, output);
        return new Usage(
                input, cacheRead, cacheWrite - cacheWrite1h, cacheWrite1h, 0, output - reasoning, reasoning, 0);
    }
}
