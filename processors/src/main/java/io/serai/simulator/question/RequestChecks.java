package io.serai.simulator.question;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** What OpenAI refuses in a request, as far as callers run into it. */
final class RequestChecks {

    private static final int MOST_TOOLS = 128;
    private static final int MOST_STOPS = 4;

    /** Ids that an error names; a caller who left more calls unanswered sees the kind of it by these. */
    private static final int MOST_NAMED = 10;

    private RequestChecks() {}

    static void check(JsonNode body) {
        messages(body.path("messages"));
        integer(body, "max_tokens", 1);
        integer(body, "max_completion_tokens", 1);
        integer(body, "n", 1);
        if (body.path("n").asLong(1) > 128) {
            throw aboveMaximum("n", "integer", 128, body.path("n"));
        }
        decimal(body, "temperature", 0, 2);
        decimal(body, "top_p", 0, 1);
        decimal(body, "presence_penalty", -2, 2);
        decimal(body, "frequency_penalty", -2, 2);
        if (given(body, "max_tokens") && given(body, "max_completion_tokens")) {
            throw Rejected.invalid(
                    "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
                    "max_tokens",
                    "invalid_parameter_combination");
        }
        if (given(body, "stream_options") && !body.path("stream").asBoolean(false)) {
            throw Rejected.invalid(
                    "The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options", null);
        }
        longest(body.path("stop"), "stop", MOST_STOPS);
        longest(body.path("tools"), "tools", MOST_TOOLS);
        tools(body);
        format(body.path("response_format"));
    }

    private static void messages(JsonNode messages) {
        if (messages.isMissingNode() || messages.isNull()) {
            throw Rejected.invalid("Missing required parameter: 'messages'.", "messages", "missing_required_parameter");
        }
        if (!messages.isArray()) {
            throw Rejected.invalid(
                    "Invalid type for 'messages': expected an array of objects.", "messages", "invalid_type");
        }
        if (messages.isEmpty()) {
            throw Rejected.invalid(
                    "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array"
                            + " instead.",
                    "messages",
                    "empty_array");
        }
        Set<String> open = new HashSet<>();
        for (int i = 0; i < messages.size(); i++) {
            message(messages.path(i), i, open);
        }
    }

    private static void message(JsonNode message, int place, Set<String> open) {
        String at = "messages[" + place + "]";
        switch (message.path("role").asText("")) {
            case "assistant" -> {
                open.clear();
                message.path("tool_calls")
                        .forEach(call -> open.add(call.path("id").asText()));
                if (open.isEmpty() && !given(message, "content") && !given(message, "refusal")) {
                    throw contentMissing(message, at);
                }
            }
            case "tool" -> {
                if (!open.remove(message.path("tool_call_id").asText())) {
                    throw Rejected.invalid(
                            "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with"
                                    + " 'tool_calls'.",
                            at + ".role",
                            null);
                }
            }
            case "system", "developer", "user", "function" -> {
                if (!open.isEmpty()) {
                    throw Rejected.invalid(
                            "An assistant message with 'tool_calls' must be followed by tool messages responding to each"
                                    + " 'tool_call_id'. The following tool_call_ids did not have response messages: "
                                    + open.stream()
                                            .limit(MOST_NAMED)
                                            .map(Rejected::shown)
                                            .collect(Collectors.joining(", ")),
                            at + ".role",
                            null);
                }
                if (!given(message, "content")) {
                    throw contentMissing(message, at);
                }
            }
            default ->
                throw Rejected.invalid(
                        "Invalid value: '" + Rejected.shown(message.path("role").asText(""))
                                + "'. Supported values are: 'system',"
                                + " 'assistant', 'user', 'function', 'tool', and 'developer'.",
                        at + ".role",
                        "invalid_value");
        }
    }

    private static Rejected contentMissing(JsonNode message, String at) {
        String got = message.has("content") ? "null" : "nothing";
        return Rejected.invalid(
                "Invalid value for 'content': expected a string or an array of objects, got " + got + ".",
                at + ".content",
                null);
    }

    private static void integer(JsonNode body, String name, int least) {
        JsonNode value = body.path(name);
        if (!given(body, name)) {
            return;
        }
        if (!value.isIntegralNumber()) {
            throw Rejected.invalid("Invalid type for '" + name + "': expected an integer.", name, "invalid_type");
        }
        if (value.asLong() < least) {
            throw Rejected.invalid(
                    "Invalid '" + name + "': integer below minimum value. Expected a value >= " + least + ", but got "
                            + Rejected.shown(value.asText()) + " instead.",
                    name,
                    "integer_below_min_value");
        }
    }

    private static void decimal(JsonNode body, String name, int least, int most) {
        JsonNode value = body.path(name);
        if (!given(body, name)) {
            return;
        }
        if (!value.isNumber()) {
            throw Rejected.invalid("Invalid type for '" + name + "': expected a decimal.", name, "invalid_type");
        }
        if (value.asDouble() < least) {
            throw Rejected.invalid(
                    "Invalid '" + name + "': decimal below minimum value. Expected a value >= " + least + ", but got "
                            + Rejected.shown(value.asText()) + " instead.",
                    name,
                    "decimal_below_min_value");
        }
        if (value.asDouble() > most) {
            throw aboveMaximum(name, "decimal", most, value);
        }
    }

    private static Rejected aboveMaximum(String name, String type, int most, JsonNode value) {
        return Rejected.invalid(
                "Invalid '" + name + "': " + type + " above maximum value. Expected a value <= " + most + ", but got "
                        + Rejected.shown(value.asText()) + " instead.",
                name,
                type + "_above_max_value");
    }

    private static void longest(JsonNode list, String name, int most) {
        if (list.size() > most) {
            throw Rejected.invalid(
                    "Invalid '" + name + "': array too long. Expected an array with maximum length " + most
                            + ", but got an array with length " + list.size() + " instead.",
                    name,
                    "array_above_max_length");
        }
    }

    private static void tools(JsonNode body) {
        JsonNode tools = body.path("tools");
        for (int i = 0; i < tools.size(); i++) {
            if (tools.path(i).path("function").path("name").asText("").isEmpty()) {
                String at = "tools[" + i + "].function.name";
                throw Rejected.invalid("Missing required parameter: '" + at + "'.", at, "missing_required_parameter");
            }
        }
        JsonNode choice = body.path("tool_choice");
        boolean demands = choice.isObject() || choice.asText("").equals("required");
        if (demands && tools.isEmpty()) {
            throw Rejected.invalid(
                    "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.",
                    "tool_choice",
                    null);
        }
        String named = choice.path("function").path("name").asText("");
        if (!named.isEmpty()) {
            for (JsonNode tool : tools) {
                if (tool.path("function").path("name").asText("").equals(named)) {
                    return;
                }
            }
            throw Rejected.invalid(
                    "Invalid value for 'tool_choice': the function '" + Rejected.shown(named)
                            + "' was not found in 'tools'.",
                    "tool_choice",
                    null);
        }
    }

    private static void format(JsonNode format) {
        boolean schema = format.path("type").asText("").equals("json_schema");
        if (schema && !format.path("json_schema").path("schema").isObject()) {
            throw Rejected.invalid(
                    "Missing required parameter: 'response_format.json_schema.schema'.",
                    "response_format.json_schema.schema",
                    "missing_required_parameter");
        }
    }

    private static boolean given(JsonNode node, String name) {
        return !node.path(name).isMissingNode() && !node.path(name).isNull();
    }
}
