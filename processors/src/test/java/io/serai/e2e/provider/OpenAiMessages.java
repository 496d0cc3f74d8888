package io.serai.e2e.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What OpenAI refuses in the messages of a chat completion request. */
final class OpenAiMessages {
    private static final Map<String, Set<String>> FIELDS = Map.of(
            "system", Set.of("role", "content", "name"),
            "developer", Set.of("role", "content", "name"),
            "user", Set.of("role", "content", "name"),
            "assistant",
                    Set.of("role", "content", "name", "refusal", "audio", "tool_calls", "function_call", "annotations"),
            "tool", Set.of("role", "content", "tool_call_id"),
            "function", Set.of("role", "content", "name"));
    private static final Map<String, Set<String>> PARTS = Map.of(
            "system", Set.of("text"),
            "developer", Set.of("text"),
            "user", Set.of("text", "image_url", "input_audio", "file"),
            "assistant", Set.of("text", "refusal"),
            "tool", Set.of("text"),
            "function", Set.of());

    private OpenAiMessages() {}

    static void check(JsonNode body) {
        if (!Json.given(body, "messages")) {
            throw OpenAiErrors.missing("messages");
        }
        JsonNode messages = body.path("messages");
        if (!messages.isArray()) {
            throw OpenAiErrors.type("messages", "an array of objects", OpenAiChecks.kind(messages));
        }
        if (messages.isEmpty()) {
            throw OpenAiChecks.emptyArray("messages");
        }
        for (int i = 0; i < messages.size(); i++) {
            message(messages.path(i), "messages[" + i + "]");
        }
        order(messages);
    }

    private static void message(JsonNode message, String at) {
        if (!Json.given(message, "role")) {
            throw OpenAiErrors.missing(at + ".role");
        }
        OpenAiChecks.oneOf(message, "role", FIELDS.keySet(), at + ".role");
        String role = message.path("role").asText();
        OpenAiChecks.fields(message, at, FIELDS.getOrDefault(role, Set.of()));
        content(message, role, at);
        if (role.equals("assistant")) {
            calls(message, at);
        }
        if (role.equals("tool") && !message.path("tool_call_id").isTextual()) {
            throw OpenAiErrors.missing(at + ".tool_call_id");
        }
        if (Json.given(message, "name")) {
            OpenAiChecks.name(message.path("name"), at + ".name");
        }
    }

    private static void content(JsonNode message, String role, String at) {
        JsonNode content = message.path("content");
        if (content.isTextual()) {
            return;
        }
        if (content.isArray()) {
            if (content.isEmpty()) {
                throw OpenAiChecks.emptyArray(at + ".content");
            }
            for (int i = 0; i < content.size(); i++) {
                part(content.path(i), role, at + ".content[" + i + "]");
            }
            return;
        }
        boolean mayLack = role.equals("assistant")
                && (Json.given(message, "tool_calls")
                        || Json.given(message, "function_call")
                        || Json.given(message, "refusal")
                        || Json.given(message, "audio"));
        if (!content.isMissingNode() && !content.isNull()) {
            throw OpenAiErrors.type(at + ".content", "one of a string or array of objects", OpenAiChecks.kind(content));
        }
        if (!mayLack) {
            throw OpenAiErrors.invalid(
                    "Invalid value for 'content': expected a string, got null.",
                    at.replace("[", ".[") + ".content",
                    null);
        }
    }

    private static void part(JsonNode part, String role, String at) {
        if (!Json.given(part, "type")) {
            throw OpenAiErrors.missing(at + ".type");
        }
        OpenAiChecks.oneOf(part, "type", PARTS.getOrDefault(role, Set.of()), at + ".type");
        String type = part.path("type").asText();
        OpenAiChecks.fields(part, at, Set.of("type", type, "prompt_cache_breakpoint"));
        switch (type) {
            case "text", "refusal" -> {
                if (!part.path(type).isTextual()) {
                    throw OpenAiErrors.missing(at + "." + type);
                }
            }
            case "image_url" -> image(part.path("image_url"), at + ".image_url");
            case "input_audio" -> {
                OpenAiChecks.fields(part.path(type), at + "." + type, Set.of("data", "format"));
                OpenAiChecks.oneOf(part.path(type), "format", Set.of("wav", "mp3"), at + ".input_audio.format");
            }
            default ->
                OpenAiChecks.fields(part.path(type), at + "." + type, Set.of("file_data", "file_id", "filename"));
        }
    }

    private static void image(JsonNode image, String at) {
        if (!image.isObject()) {
            throw OpenAiErrors.type(at, "an object", OpenAiChecks.kind(image));
        }
        OpenAiChecks.fields(image, at, Set.of("url", "detail"));
        if (!image.path("url").isTextual()) {
            throw OpenAiErrors.missing(at + ".url");
        }
        String url = image.path("url").asText();
        boolean data = url.startsWith("data:image/") && url.contains(";base64,");
        if (data ? !Base64Text.valid(url.substring(url.indexOf(',') + 1)) : !isWeb(url)) {
            throw OpenAiErrors.invalid(
                    "Invalid '" + at + ".url'. Expected a valid URL, but got a value with an invalid format.",
                    at + ".url",
                    "invalid_value");
        }
        if (Json.given(image, "detail")) {
            OpenAiChecks.oneOf(image, "detail", Set.of("auto", "low", "high"), at + ".detail");
        }
    }

    private static boolean isWeb(String url) {
        try {
            String scheme = URI.create(url).getScheme();
            return "https".equals(scheme) || "http".equals(scheme);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void calls(JsonNode message, String at) {
        if (!Json.given(message, "tool_calls")) {
            return;
        }
        JsonNode calls = message.path("tool_calls");
        if (calls.isEmpty()) {
            throw OpenAiChecks.emptyArray(at + ".tool_calls");
        }
        for (int i = 0; i < calls.size(); i++) {
            JsonNode call = calls.path(i);
            String in = at + ".tool_calls[" + i + "]";
            OpenAiChecks.fields(call, in, Set.of("id", "type", "function", "custom"));
            for (String field : Set.of("id", "type")) {
                if (!call.path(field).isTextual()) {
                    throw OpenAiErrors.missing(in + "." + field);
                }
            }
            if (call.path("id").asText().length() > 40) {
                throw OpenAiErrors.invalid(
                        "Invalid '" + in + ".id': string too long. Expected a string with maximum length 40, but got a"
                                + " string with length "
                                + call.path("id").asText().length() + " instead.",
                        in + ".id",
                        "string_above_max_length");
            }
            if (call.path("type").asText().equals("function")) {
                OpenAiChecks.name(call.path("function").path("name"), in + ".function.name");
                if (!call.path("function").path("arguments").isTextual()) {
                    throw OpenAiErrors.type(
                            in + ".function.arguments",
                            "a string",
                            OpenAiChecks.kind(call.path("function").path("arguments")));
                }
            }
        }
    }

    /** Every call is answered by the tool messages right after it, and no tool message stands alone. */
    private static void order(JsonNode messages) {
        Set<String> open = new LinkedHashSet<>();
        int asked = -1;
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.path(i);
            if (message.path("role").asText().equals("tool")) {
                String id = message.path("tool_call_id").asText();
                if (asked < 0) {
                    throw OpenAiErrors.invalid(
                            "Invalid parameter: messages with role 'tool' must be a response to a preceeding message"
                                    + " with 'tool_calls'.",
                            "messages.[" + i + "].role",
                            null);
                }
                if (!open.remove(id)) {
                    throw OpenAiErrors.invalid(
                            "Invalid parameter: 'tool_call_id' of '" + id
                                    + "' not found in 'tool_calls' of previous message.",
                            "messages.[" + i + "].tool_call_id",
                            null);
                }
                continue;
            }
            answered(open, asked);
            asked = -1;
            for (JsonNode call : message.path("tool_calls")) {
                open.add(call.path("id").asText());
                asked = i;
            }
        }
        answered(open, asked);
    }

    private static void answered(Set<String> open, int asked) {
        if (!open.isEmpty()) {
            throw OpenAiErrors.invalid(
                    "An assistant message with 'tool_calls' must be followed by tool messages responding to each"
                            + " 'tool_call_id'. The following tool_call_ids did not have response messages: "
                            + String.join(", ", open),
                    "messages.[" + (asked + 1) + "].role",
                    null);
        }
    }
}
