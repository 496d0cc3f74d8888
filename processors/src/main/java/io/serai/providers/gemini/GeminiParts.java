package io.serai.providers.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.providers.ProviderJson;

/** Reads the pieces that whole and streamed answers share. */
final class GeminiParts {

    private GeminiParts() {}

    /** The answer's id, ours where Gemini gives none. */
    static String responseId(JsonNode body) {
        String id = ProviderJson.text(body, "responseId");
        return id == null || id.isEmpty() ? new GeminiCallId(null, null).text().replace("call_", "gen_") : id;
    }

    static boolean isJsonAnswer(JsonNode part) {
        return callName(part).equals(GeminiTools.JSON_ANSWER);
    }

    static String callName(JsonNode part) {
        return part.path("functionCall").path("name").asText("");
    }

    static String callId(JsonNode part) {
        String id = ProviderJson.text(part.path("functionCall"), "id");
        String signature = ProviderJson.text(part, "thoughtSignature");
        return new GeminiCallId(
                        id == null || id.isEmpty() ? null : id,
                        signature == null || signature.isEmpty() ? null : signature)
                .text();
    }

    static String arguments(JsonNode part) {
        JsonNode args = part.path("functionCall").path("args");
        return args.isObject() ? args.toString() : "{}";
    }
}
