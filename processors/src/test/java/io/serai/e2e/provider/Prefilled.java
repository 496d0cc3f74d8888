package io.serai.e2e.provider;

import com.fasterxml.jackson.databind.JsonNode;

/** The beginning of the answer that a request may end with, in each vendor's shape. */
final class Prefilled {
    private Prefilled() {}

    /** Empty where the last turn is not the model's, or has no text. */
    static String in(JsonNode body) {
        JsonNode turns = body.has("contents") ? body.path("contents") : body.path("messages");
        JsonNode last = turns.path(turns.size() - 1);
        String role = last.path("role").asText();
        if (!role.equals("assistant") && !role.equals("model")) {
            return "";
        }
        JsonNode content = last.has("parts") ? last.path("parts") : last.path("content");
        if (content.isTextual()) {
            return content.asText();
        }
        StringBuilder text = new StringBuilder();
        content.forEach(part -> text.append(part.path("text").asText()));
        return text.toString();
    }
}
