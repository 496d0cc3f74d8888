package io.serai.providers.openai.reply;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.serai.json.ProviderJson;
import io.serai.providers.TokenCount;
import io.serai.usage.Usage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a usage object and splits it into disjoint classes; good for one object.
 *
 * <p>Prompt tokens include cached and audio ones, completion tokens include reasoning and audio. Some vendors (xAI,
 * Gemini) count reasoning beside the completion: where the total exceeds prompt and completion, the rest is reasoning.
 */
public final class UsageReader {

    private long prompt = -1;
    private long completion = -1;
    private long total = -1;
    private long cached;
    private long cacheWrite;
    private long audioIn;
    private long audioOut;
    private long reasoning;
    private boolean negative;

    /** Reads the object the parser stands on, or nothing where it is a null. */
    static UsageReader read(JsonParser parser) throws IOException {
        UsageReader usage = new UsageReader();
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            usage.fields(parser);
        } else {
            parser.skipChildren();
        }
        return usage;
    }

    /** The usage in the bytes of an answer of which nothing else is certain; null where there is none. */
    public static @Nullable Usage within(byte[] answer) {
        JsonNode body = ProviderJson.lenient(answer);
        if (body == null || !body.path("usage").isObject()) {
            return null;
        }
        try (JsonParser parser = ProviderJson.parser(ProviderJson.bytes(body.path("usage")))) {
            parser.nextToken();
            return read(parser).usage();
        } catch (IOException e) {
            return null;
        }
    }

    private void fields(JsonParser parser) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_OBJECT && name.endsWith("_details")) {
                fields(parser);
                continue;
            }
            // A count that is an object or a list would end this object too early.
            if (token.isStructStart() || token == JsonToken.VALUE_NULL) {
                parser.skipChildren();
                continue;
            }
            long count = TokenCount.of(parser, token);
            negative |= count == 0 && token.isNumeric() && parser.getText().startsWith("-");
            switch (name) {
                case "prompt_tokens" -> prompt = count;
                case "completion_tokens" -> completion = count;
                case "total_tokens" -> total = count;
                // OpenAI and most; Moonshot beside the totals; DeepSeek; Perplexity's and older vLLM's name
                case "cached_tokens", "prompt_cache_hit_tokens", "num_cached_tokens" ->
                    cached = Math.max(cached, count);
                case "cache_write_tokens", "cache_creation_input_tokens" -> cacheWrite = Math.max(cacheWrite, count);
                case "cache_read_input_tokens" -> cached = Math.max(cached, count);
                case "reasoning_tokens" -> reasoning = Math.max(reasoning, count);
                case "audio_tokens" -> audio(parser, count);
                default -> parser.skipChildren();
            }
        }
    }

    private void audio(JsonParser parser, long count) {
        if ("completion_tokens_details"
                .equals(parser.getParsingContext().getParent().getCurrentName())) {
            audioOut = count;
        } else {
            audioIn = count;
        }
    }

    /** Whether the three sums that SDKs insist on are there, and callers can be told them. */
    boolean wellFormed() {
        return prompt >= 0
                && completion >= 0
                && total >= 0
                && !negative
                && prompt + completion <= Usage.MOST_BELIEVED
                && total <= Usage.MOST_BELIEVED;
    }

    /** What was used, or null where too little was said: no answer takes no tokens, and half a usage is none. */
    @Nullable
    Usage usage() {
        if (total < 0 && (prompt < 0 || completion < 0)) {
            return null;
        }
        long in = Math.max(0, prompt >= 0 ? prompt : total - Math.max(0, completion));
        long out = Math.max(0, completion >= 0 ? completion : total - in);
        long beside = Math.max(0, total - in - out);
        if (in + out + beside == 0) {
            return null;
        }
        long thinking = Math.min(Math.max(0, reasoning - beside), out) + beside;
        out += beside;
        long sound = Math.min(audioOut, out - thinking);
        long read = Math.min(cached, in);
        long written = Math.min(cacheWrite, in - read);
        long heard = Math.min(audioIn, in - read - written);
        return new Usage(in - read - written - heard, read, written, 0, heard, out - thinking - sound, thinking, sound);
    }
}
