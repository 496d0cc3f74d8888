package io.serai.e2e.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What OpenAI refuses in the tools of a request and in the choice among them. */
final class OpenAiTools {
    private OpenAiTools() {}

    static void check(JsonNode body) {
        tools(body);
        toolChoice(body);
    }

    private static void tools(JsonNode body) {
        if (!Json.given(body, "tools")) {
            return;
        }
        JsonNode tools = body.path("tools");
        if (!tools.isArray()) {
            throw OpenAiErrors.type("tools", "an array of objects", OpenAiChecks.kind(tools));
        }
        if (tools.isEmpty()) {
            throw OpenAiChecks.emptyArray("tools");
        }
        for (int i = 0; i < tools.size(); i++) {
            JsonNode tool = tools.path(i);
            String at = "tools[" + i + "]";
            if (!tool.path("type").isTextual()) {
                throw OpenAiErrors.missing(at + ".type");
            }
            if (tool.path("type").asText().equals("custom")) {
                OpenAiChecks.name(tool.path("custom").path("name"), at + ".custom.name");
                continue;
            }
            OpenAiChecks.oneOf(tool, "type", Set.of("function", "custom"), at + ".type");
            function(tool, at);
        }
    }

    private static void function(JsonNode tool, String at) {
        OpenAiChecks.fields(tool, at, Set.of("type", "function"));
        JsonNode function = tool.path("function");
        OpenAiChecks.fields(function, at + ".function", Set.of("name", "description", "parameters", "strict"));
        OpenAiChecks.name(function.path("name"), at + ".function.name");
        if (!Json.given(function, "parameters")) {
            return;
        }
        JsonNode parameters = function.path("parameters");
        String name = function.path("name").asText();
        if (!parameters.isObject()) {
            throw OpenAiErrors.type(at + ".function.parameters", "an object", OpenAiChecks.kind(parameters));
        }
        if (!parameters.isEmpty() && !parameters.path("type").asText().equals("object")) {
            String type = parameters.has("type") ? parameters.path("type").asText() : "None";
            throw OpenAiErrors.invalid(
                    "Invalid schema for function '" + name
                            + "': schema must be a JSON Schema of 'type: \"object\"', got 'type: \"" + type + "\"'.",
                    at + ".function.parameters",
                    "invalid_function_parameters");
        }
        if (function.path("strict").asBoolean()) {
            OpenAiFormats.strict(
                    parameters, "function '" + name + "'", at + ".function.parameters", "invalid_function_parameters");
        }
    }

    private static void toolChoice(JsonNode body) {
        boolean tools = Json.given(body, "tools");
        for (String name : List.of("tool_choice", "parallel_tool_calls")) {
            if (Json.given(body, name) && !tools) {
                throw OpenAiErrors.invalid(
                        "Invalid value for '" + name + "': '" + name + "' is only allowed when 'tools' are specified.",
                        name,
                        null);
            }
        }
        JsonNode choice = body.path("tool_choice");
        if (choice.isTextual()) {
            OpenAiChecks.oneOf(body, "tool_choice", Set.of("none", "auto", "required"), "tool_choice");
        } else if (choice.isObject() && choice.path("type").asText().equals("function")) {
            String name = choice.path("function").path("name").asText();
            Set<String> names = new HashSet<>();
            body.path("tools")
                    .forEach(
                            tool -> names.add(tool.path("function").path("name").asText()));
            if (!names.contains(name)) {
                throw OpenAiErrors.invalid(
                        "Invalid value for 'tool_choice': the function '" + name + "' is not in 'tools'.",
                        "tool_choice",
                        "invalid_value");
            }
        } else if (Json.given(body, "tool_choice")
                && !Set.of("custom", "allowed_tools")
                        .contains(choice.path("type").asText())) {
            throw OpenAiErrors.type(
                    "tool_choice", "one of a string or a tool choice object", OpenAiChecks.kind(choice));
        }
    }
}
