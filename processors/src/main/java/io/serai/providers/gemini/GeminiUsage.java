package io.serai.providers.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.providers.TokenCount;
import io.serai.usage.Usage;
import org.jspecify.annotations.Nullable;

/** Sorts Gemini's counts into disjoint classes: its prompt includes cached tokens, its candidates leave thoughts out. */
final class GeminiUsage {

    private GeminiUsage() {}

    static @Nullable Usage of(JsonNode metadata) {
        if (!metadata.isObject() || metadata.isEmpty()) {
            return null;
        }
        long prompt = count(metadata, "promptTokenCount") + count(metadata, "toolUsePromptTokenCount");
        long cached = Math.min(count(metadata, "cachedContentTokenCount"), prompt);
        long heard = audio(metadata.path("promptTokensDetails")) - audio(metadata.path("cacheTokensDetails"));
        long audioInput = Math.clamp(heard, 0, prompt - cached);
        long answer = count(metadata, "candidatesTokenCount");
        long audioOutput = Math.min(audio(metadata.path("candidatesTokensDetails")), answer);
        long thoughts = count(metadata, "thoughtsTokenCount");
        if (prompt + answer + thoughts == 0) {
            return null; // no answer takes no tokens
        }
        return new Usage(
                prompt - cached - audioInput, cached, 0, 0, audioInput, answer - audioOutput, thoughts, audioOutput);
    }

    private static long count(JsonNode holder, String name) {
        return TokenCount.of(holder.path(name), 0);
    }

    private static long audio(JsonNode details) {
        long tokens = 0;
        for (JsonNode detail : details) {
            if (detail.path("modality").asText("").equals("AUDIO")) {
                tokens += count(detail, "tokenCount");
            }
        }
        return tokens;
    }
}
