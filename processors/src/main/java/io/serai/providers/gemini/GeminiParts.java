package io.serai.providers.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.call.ProviderFailure;
import io.serai.json.ProviderJson;

/** Reads the pieces that whole and streamed answers share. */
final class GeminiParts {

    /** More answers than this are asked of nobody. */
    private static final int MOST_CANDIDATES = 1024;

    private GeminiParts() {}

    /** The answer's id, ours where Gemini gives none. */
    static String responseId(JsonNode body) {
        String id = ProviderJson.text(body, "responseId");
        return id == null || id.isEmpty() ? new GeminiCallId(null, null).text().replace("call_", "gen_") : id;
    }

    /**
     * Which of the answers a candidate is; those who read it may keep a list with a place for each.
     *
     * @param place where it stands, where it does not say
     */
    static int index(JsonNode candidate, int place) {
        int index = candidate.path("index").asInt(place);
        if (index < 0 || index >= MOST_CANDIDATES) {
            throw new ProviderFailure(
                    ProviderFailure.Kind.MALFORMED, "Gemini's answer has a candidate with the index " + index);
        }
        return index;
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
