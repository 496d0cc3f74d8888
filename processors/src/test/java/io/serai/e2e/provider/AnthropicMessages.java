package io.serai.e2e.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What Anthropic refuses in the system text and the messages of a request. */
final class AnthropicMessages {
    private static final Pattern ID = Pattern.compile("^[a-zA-Z0-9_-]+$");
    private static final Pattern NO_PREFILL = Pattern.compile("^claude-(opus-4-[6-9]|sonnet-4-[6-9]|[a-z]+-[5-9]).*");
    private static final Map<String, Set<String>> BLOCKS = Map.of(
            "text", Set.of("type", "text", "cache_control", "citations"),
            "image", Set.of("type", "source", "cache_control"),
            "document", Set.of("type", "source", "cache_control", "title", "context", "citations"),
            "thinking", Set.of("type", "thinking", "signature"),
            "redacted_thinking", Set.of("type", "data"),
            "tool_use", Set.of("type", "id", "name", "input", "cache_control", "caller"),
            "tool_result", Set.of("type", "tool_use_id", "content", "is_error", "cache_control"));
    private static final Set<String> OF_USER = Set.of("text", "image", "document", "tool_result");
    private static final Set<String> OF_ASSISTANT = Set.of("text", "thinking", "redacted_thinking", "tool_use");
    private static final Set<String> IMAGES = Set.of("image/jpeg", "image/png", "image/gif", "image/webp");

    private AnthropicMessages() {}

    static void check(JsonNode body, String model) {
        system(body);
        if (!body.has("messages")) {
            throw AnthropicErrors.required("messages");
        }
        JsonNode messages = body.path("messages");
        if (!messages.isArray()) {
            throw AnthropicErrors.invalid("messages: Input should be a valid list");
        }
        if (messages.isEmpty()) {
            throw AnthropicErrors.invalid("messages: at least one message is required");
        }
        for (int i = 0; i < messages.size(); i++) {
            message(messages.path(i), i, i == messages.size() - 1);
        }
        if (!messages.path(0).path("role").asText().equals("user")) {
            throw AnthropicErrors.invalid("messages: first message must use the \"user\" role");
        }
        toolOrder(merged(messages));
        prefill(body, messages.path(messages.size() - 1), model);
    }

    private static void system(JsonNode body) {
        if (!body.has("system")) {
            return;
        }
        JsonNode system = body.path("system");
        if (!system.isTextual() && !system.isArray()) {
            throw AnthropicErrors.invalid("system: Input should be a valid list");
        }
        for (int i = 0; i < system.size(); i++) {
            JsonNode block = system.path(i);
            if (!block.path("type").asText().equals("text")) {
                throw AnthropicErrors.invalid("system." + i + ".type: Input should be 'text'");
            }
            AnthropicChecks.fields(block, "system." + i + ".", BLOCKS.getOrDefault("text", Set.of()));
            if (block.path("text").asText().isEmpty()) {
                throw AnthropicErrors.invalid("system: text content blocks must be non-empty");
            }
        }
    }

    private static void message(JsonNode message, int index, boolean last) {
        String at = "messages." + index;
        AnthropicChecks.fields(message, at + ".", Set.of("role", "content"));
        for (String field : List.of("role", "content")) {
            if (!message.has(field)) {
                throw AnthropicErrors.required(at + "." + field);
            }
        }
        String role = message.path("role").asText();
        if (role.equals("system")) {
            throw AnthropicErrors.invalid("messages: Unexpected role \"system\". The Messages API accepts a top-level"
                    + " `system` parameter, not \"system\" as an input message role.");
        }
        if (!Set.of("user", "assistant").contains(role)) {
            throw AnthropicErrors.invalid(at + ".role: Input should be 'user' or 'assistant'");
        }
        JsonNode content = message.path("content");
        if (!content.isTextual() && !content.isArray()) {
            throw AnthropicErrors.invalid(at + ".content: Input should be a valid list");
        }
        boolean mayBeEmpty = last && role.equals("assistant");
        if (!mayBeEmpty
                && (content.isArray() ? content.isEmpty() : content.asText().isEmpty())) {
            throw AnthropicErrors.invalid(
                    role.equals("user")
                            ? at + ": user messages must have non-empty content"
                            : at + ": all messages must have non-empty content except for the optional final assistant"
                                    + " message");
        }
        if (content.isTextual() && !mayBeEmpty) {
            text(content.asText());
        }
        for (int i = 0; i < content.size(); i++) {
            block(content.path(i), role, at + ".content." + i);
        }
    }

    private static void text(String text) {
        if (text.isEmpty()) {
            throw AnthropicErrors.invalid("messages: text content blocks must be non-empty");
        }
        if (text.isBlank()) {
            throw AnthropicErrors.invalid("messages: text content blocks must contain non-whitespace text");
        }
    }

    private static void block(JsonNode block, String role, String at) {
        String type = block.path("type").asText();
        Set<String> known = BLOCKS.get(type);
        Set<String> allowed = role.equals("user") ? OF_USER : OF_ASSISTANT;
        if (known == null || !allowed.contains(type)) {
            throw AnthropicErrors.invalid(at + ": Input tag '" + type
                    + "' found using 'type' does not match any of the expected tags for role '" + role + "'");
        }
        AnthropicChecks.fields(block, at + "." + type + ".", known);
        switch (type) {
            case "text" -> {
                if (!block.path("text").isTextual()) {
                    throw AnthropicErrors.required(at + ".text.text");
                }
                text(block.path("text").asText());
            }
            case "image" -> source(block.path("source"), at + ".image.source");
            case "thinking" -> {
                String thought = block.path("thinking").asText();
                if (!block.path("signature").asText().equals(AnthropicReply.signature(thought))) {
                    throw AnthropicErrors.invalid(at + ": Invalid `signature` in `thinking` block");
                }
            }
            case "tool_use" -> toolUse(block, at + ".tool_use.");
            case "tool_result" -> toolResult(block, at + ".tool_result.");
            default -> {
                // Documents and redacted thoughts are passed on unread.
            }
        }
    }

    private static void source(JsonNode source, String at) {
        String type = source.path("type").asText();
        switch (type) {
            case "base64" -> {
                AnthropicChecks.fields(source, at + ".base64.", Set.of("type", "media_type", "data"));
                if (!IMAGES.contains(source.path("media_type").asText())) {
                    throw AnthropicErrors.invalid(at + ".base64.media_type: Input should be 'image/jpeg', 'image/png',"
                            + " 'image/gif' or 'image/webp'");
                }
                if (!Base64Text.valid(source.path("data").asText())) {
                    throw AnthropicErrors.invalid(at + ".base64.data: Invalid base64 data");
                }
            }
            case "url" -> {
                AnthropicChecks.fields(source, at + ".url.", Set.of("type", "url"));
                if (!source.path("url").asText().startsWith("https://")) {
                    throw AnthropicErrors.invalid(at + ".url.url: Only HTTPS URLs are supported.");
                }
            }
            case "file" -> AnthropicChecks.fields(source, at + ".file.", Set.of("type", "file_id"));
            default ->
                throw AnthropicErrors.invalid(at + ": Input tag '" + type
                        + "' found using 'type' does not match any of the expected tags: 'base64', 'file', 'url'");
        }
    }

    private static void toolUse(JsonNode block, String at) {
        for (String field : List.of("id", "name", "input")) {
            if (!block.has(field)) {
                throw AnthropicErrors.required(at + field);
            }
        }
        if (!ID.matcher(block.path("id").asText()).matches()) {
            throw AnthropicErrors.invalid(at + "id: String should match pattern '^[a-zA-Z0-9_-]+$'");
        }
        if (!block.path("input").isObject()) {
            throw AnthropicErrors.invalid(at + "input: Input should be a valid dictionary");
        }
    }

    private static void toolResult(JsonNode block, String at) {
        if (!ID.matcher(block.path("tool_use_id").asText()).matches()) {
            throw AnthropicErrors.invalid(at + "tool_use_id: String should match pattern '^[a-zA-Z0-9_-]+$'");
        }
        JsonNode content = block.path("content");
        for (int i = 0; i < content.size(); i++) {
            String type = content.path(i).path("type").asText();
            if (!Set.of("text", "image", "document", "search_result").contains(type)) {
                throw AnthropicErrors.invalid(at + "content." + i + ": Input tag '" + type
                        + "' found using 'type' does not match any of the expected tags: 'document', 'image',"
                        + " 'search_result', 'text'");
            }
            if (type.equals("text")) {
                text(content.path(i).path("text").asText());
            }
        }
    }

    /** Consecutive messages of one role count as one; each run is its blocks, strings left out. */
    private static List<List<JsonNode>> merged(JsonNode messages) {
        List<List<JsonNode>> runs = new ArrayList<>();
        String role = "";
        for (JsonNode message : messages) {
            if (!message.path("role").asText().equals(role)) {
                role = message.path("role").asText();
                runs.add(new ArrayList<>());
            }
            List<JsonNode> run = runs.getLast();
            JsonNode content = message.path("content");
            if (content.isTextual()) {
                run.add(Json.object().put("type", "text"));
            }
            content.forEach(run::add);
        }
        return runs;
    }

    private static void toolOrder(List<List<JsonNode>> runs) {
        Set<String> everAsked = new HashSet<>();
        Set<String> open = new LinkedHashSet<>();
        for (int i = 0; i < runs.size(); i++) {
            results(runs.get(i), i, open);
            for (JsonNode block : runs.get(i)) {
                if (block.path("type").asText().equals("tool_use")) {
                    String id = block.path("id").asText();
                    if (!everAsked.add(id)) {
                        throw AnthropicErrors.invalid("messages." + i + ": `tool_use` ids must be unique");
                    }
                    open.add(id);
                }
            }
        }
        unanswered(open, runs.size() - 1);
    }

    /** The results come first, one for each call of the run before. */
    private static void results(List<JsonNode> run, int index, Set<String> open) {
        Set<String> asked = Set.copyOf(open);
        boolean leading = true;
        for (int c = 0; c < run.size(); c++) {
            if (!run.get(c).path("type").asText().equals("tool_result")) {
                leading = false;
                continue;
            }
            String id = run.get(c).path("tool_use_id").asText();
            if (!asked.contains(id)) {
                throw AnthropicErrors.invalid("messages." + index + ".content." + c
                        + ": unexpected `tool_use_id` found in `tool_result` blocks: " + id
                        + ". Each `tool_result` block must have a corresponding `tool_use` block in the previous"
                        + " message.");
            }
            if (leading && !open.remove(id)) {
                throw AnthropicErrors.invalid("messages." + index + ".content." + c
                        + ": each tool_use must have a single result. Found multiple `tool_result` blocks with id: "
                        + id);
            }
        }
        unanswered(open, index - 1);
    }

    private static void unanswered(Set<String> open, int index) {
        if (!open.isEmpty()) {
            throw AnthropicErrors.invalid("messages." + index
                    + ": `tool_use` ids were found without `tool_result` blocks immediately after: "
                    + String.join(", ", open)
                    + ". Each `tool_use` block must have a corresponding `tool_result` block in the next message.");
        }
    }

    private static void prefill(JsonNode body, JsonNode last, String model) {
        boolean thinks = Set.of("enabled", "adaptive")
                .contains(body.path("thinking").path("type").asText());
        if (thinks) {
            thoughtsFirst(body.path("messages"));
        }
        if (!last.path("role").asText().equals("assistant")) {
            return;
        }
        if (NO_PREFILL.matcher(model).matches()
                || thinks
                || body.path("output_config").has("format")) {
            throw AnthropicErrors.invalid("This model does not support assistant message prefill. The conversation must"
                    + " end with a user message.");
        }
        JsonNode content = last.path("content");
        String text = content.isTextual()
                ? content.asText()
                : content.path(content.size() - 1).path("text").asText();
        if (!text.equals(text.stripTrailing())) {
            throw AnthropicErrors.invalid("messages: final assistant content cannot end with trailing whitespace");
        }
    }

    /** While tools are being used, the thoughts that led to the call must be sent back before it. */
    private static void thoughtsFirst(JsonNode messages) {
        int last = messages.size() - 1;
        JsonNode first = messages.path(last - 1).path("content").path(0);
        boolean answersTools =
                messages.path(last).path("content").findValues("tool_use_id").size() > 0;
        boolean thought = first.path("type").asText().endsWith("thinking");
        if (answersTools && !thought) {
            throw AnthropicErrors.invalid("messages." + (last - 1) + ".content.0.type: Expected `thinking` or"
                    + " `redacted_thinking`, but found `" + first.path("type").asText()
                    + "`. When `thinking` is enabled, a final `assistant` message must start with a thinking block.");
        }
    }
}
