package io.serai.e2e.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** What Anthropic refuses in the tools of a request, in the choice among them and in schemas. */
final class AnthropicTools {
    private static final Set<String> TOOL = Set.of(
            "name",
            "description",
            "input_schema",
            "type",
            "cache_control",
            "strict",
            "input_examples",
            "defer_loading",
            "allowed_callers",
            "eager_input_streaming");
    private static final Pattern TOOL_NAME = Pattern.compile("^[a-zA-Z0-9_-]{1,128}$");

    private AnthropicTools() {}

    static void check(JsonNode body) {
        tools(body);
        toolChoice(body);
    }

    private static void tools(JsonNode body) {
        if (!body.has("tools")) {
            return;
        }
        if (!body.path("tools").isArray()) {
            throw AnthropicErrors.invalid("tools: Input should be a valid list");
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < body.path("tools").size(); i++) {
            JsonNode tool = body.path("tools").path(i);
            String at = "tools." + i + ".custom.";
            if (tool.has("type") && !tool.path("type").asText().equals("custom")) {
                throw AnthropicErrors.invalid("tools." + i + ": Input tag '"
                        + tool.path("type").asText()
                        + "' found using 'type' does not match any of the expected tags: 'custom'");
            }
            AnthropicChecks.fields(tool, at, TOOL);
            for (String field : Set.of("name", "input_schema")) {
                if (!tool.has(field)) {
                    throw AnthropicErrors.required(at + field);
                }
            }
            if (!TOOL_NAME.matcher(tool.path("name").asText()).matches()) {
                throw AnthropicErrors.invalid(at + "name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'");
            }
            if (!names.add(tool.path("name").asText())) {
                throw AnthropicErrors.invalid("tools: Tool names must be unique.");
            }
            inputSchema(tool, at);
        }
    }

    private static void inputSchema(JsonNode tool, String at) {
        JsonNode schema = tool.path("input_schema");
        if (!schema.isObject()) {
            throw AnthropicErrors.invalid(at + "input_schema: Input should be a valid dictionary");
        }
        if (!schema.has("type")) {
            throw AnthropicErrors.required(at + "input_schema.type");
        }
        if (!schema.path("type").asText().equals("object")) {
            throw AnthropicErrors.invalid(at + "input_schema.type: Input should be 'object'");
        }
        if (tool.path("strict").asBoolean()) {
            closed(schema, at + "input_schema");
        }
    }

    private static void toolChoice(JsonNode body) {
        if (!body.has("tool_choice")) {
            return;
        }
        JsonNode choice = body.path("tool_choice");
        if (!choice.isObject()) {
            throw AnthropicErrors.invalid(
                    "tool_choice: Input should be a valid dictionary or object to extract fields from");
        }
        String type = choice.path("type").asText();
        Set<String> known = switch (type) {
            case "auto", "any" -> Set.of("type", "disable_parallel_tool_use");
            case "tool" -> Set.of("type", "name", "disable_parallel_tool_use");
            case "none" -> Set.of("type");
            default ->
                throw AnthropicErrors.invalid("tool_choice: Input tag '" + type
                        + "' found using 'type' does not match any of the expected tags: 'auto', 'any', 'tool',"
                        + " 'none'");
        };
        AnthropicChecks.fields(choice, "tool_choice." + type + ".", known);
        if (body.path("tools").isEmpty()) {
            throw AnthropicErrors.invalid("tool_choice may only be specified while providing tools");
        }
        if (type.equals("tool")) {
            if (!choice.has("name")) {
                throw AnthropicErrors.required("tool_choice.tool.name");
            }
            String name = choice.path("name").asText();
            boolean offered = false;
            for (JsonNode tool : body.path("tools")) {
                offered |= tool.path("name").asText().equals(name);
            }
            if (!offered) {
                throw AnthropicErrors.invalid("Tool '" + name + "' not found in provided tools");
            }
        }
    }

    /** Every object of a schema for constrained output must be closed. */
    static void closed(JsonNode schema, String at) {
        if (schema.path("type").asText().equals("object")) {
            if (!schema.has("additionalProperties")) {
                throw AnthropicErrors.invalid(
                        at + ": For 'object' type, 'additionalProperties' must be explicitly set to false");
            }
            if (!schema.path("additionalProperties").isBoolean()
                    || schema.path("additionalProperties").asBoolean()) {
                throw AnthropicErrors.invalid(at + ": For 'object' type, 'additionalProperties: "
                        + schema.path("additionalProperties")
                        + "' is not supported. Please set 'additionalProperties' to false");
            }
        }
        for (String unsupported : Set.of("minimum", "maximum", "multipleOf", "minLength", "maxLength", "maxItems")) {
            if (schema.has(unsupported) && !schema.path(unsupported).isObject()) {
                throw AnthropicErrors.invalid(at + ": For '"
                        + schema.path("type").asText() + "' type, property '" + unsupported + "' is not supported");
            }
        }
        for (String group : Set.of("properties", "$defs", "definitions")) {
            schema.path(group).forEach(inner -> closed(inner, at));
        }
        if (schema.has("items")) {
            closed(schema.path("items"), at);
        }
        for (String group : Set.of("anyOf", "allOf")) {
            schema.path(group).forEach(inner -> closed(inner, at));
        }
    }
}
