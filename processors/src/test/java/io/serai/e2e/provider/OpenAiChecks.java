package io.serai.e2e.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What OpenAI refuses in a chat completion request outside of its messages. */
final class OpenAiChecks {
    static final Pattern NAME = Pattern.compile("^[a-zA-Z0-9_-]+$");
    private static final Set<String> PARAMETERS = Set.of(
            "messages",
            "model",
            "audio",
            "frequency_penalty",
            "function_call",
            "functions",
            "logit_bias",
            "logprobs",
            "max_completion_tokens",
            "max_tokens",
            "metadata",
            "modalities",
            "moderation",
            "n",
            "parallel_tool_calls",
            "prediction",
            "presence_penalty",
            "prompt_cache_key",
            "prompt_cache_options",
            "prompt_cache_retention",
            "reasoning_effort",
            "response_format",
            "safety_identifier",
            "seed",
            "service_tier",
            "stop",
            "store",
            "stream",
            "stream_options",
            "temperature",
            "tool_choice",
            "tools",
            "top_logprobs",
            "top_p",
            "user",
            "verbosity",
            "web_search_options");
    private static final Pattern REASONING = Pattern.compile("^(o\\d|gpt-5(?!-chat|\\.\\d-chat)).*");
    private static final Pattern FIXED_SAMPLING = Pattern.compile("^(o\\d|gpt-5(?![.\\d]|-chat)).*");
    private static final Set<String> EFFORTS = Set.of("none", "minimal", "low", "medium", "high", "xhigh", "max");

    private OpenAiChecks() {}

    static boolean reasons(String model) {
        return REASONING.matcher(model).matches();
    }

    static void check(JsonNode body, String model) {
        known(body, model);
        switches(body);
        limits(body, model);
        sampling(body, model);
        metadata(body);
        stops(body, model);
        OpenAiTools.check(body);
        OpenAiFormats.check(body);
    }

    private static void known(JsonNode body, String model) {
        List<String> unknown = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : body.properties()) {
            if (!PARAMETERS.contains(field.getKey())) {
                unknown.add(field.getKey());
            }
        }
        if (Json.given(body, "reasoning_effort") && !reasons(model)) {
            unknown.add("reasoning_effort");
        }
        if (!unknown.isEmpty()) {
            throw OpenAiErrors.invalid(
                    "Unrecognized request argument" + (unknown.size() > 1 ? "s" : "") + " supplied: "
                            + String.join(", ", unknown),
                    null,
                    null);
        }
        if (Json.given(body, "reasoning_effort")) {
            oneOf(body, "reasoning_effort", EFFORTS);
        }
        if (Json.given(body, "service_tier")) {
            oneOf(body, "service_tier", Set.of("auto", "default", "flex", "scale", "priority", "fast"));
        }
        if (Json.given(body, "verbosity")) {
            oneOf(body, "verbosity", Set.of("low", "medium", "high"));
        }
    }

    private static void switches(JsonNode body) {
        for (String name : List.of("stream", "store", "logprobs", "parallel_tool_calls")) {
            if (Json.given(body, name) && !body.path(name).isBoolean()) {
                throw OpenAiErrors.type(name, "a boolean", kind(body.path(name)));
            }
        }
        JsonNode options = body.path("stream_options");
        if (!Json.given(body, "stream_options")) {
            return;
        }
        if (!body.path("stream").asBoolean()) {
            throw OpenAiErrors.invalid(
                    "The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options", null);
        }
        for (Map.Entry<String, JsonNode> option : options.properties()) {
            if (!Set.of("include_usage", "include_obfuscation").contains(option.getKey())) {
                throw OpenAiErrors.unknown("stream_options." + option.getKey());
            }
        }
    }

    private static void limits(JsonNode body, String model) {
        boolean old = Json.given(body, "max_tokens");
        if (old && Json.given(body, "max_completion_tokens")) {
            throw OpenAiErrors.invalid(
                    "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
                    "max_tokens",
                    "invalid_parameter_combination");
        }
        if (old && reasons(model)) {
            throw OpenAiErrors.unsupported("max_tokens", " Use 'max_completion_tokens' instead.");
        }
        integer(body, "max_tokens", 1, 128_000);
        integer(body, "max_completion_tokens", 1, 128_000);
        integer(body, "n", 1, 128);
        integer(body, "top_logprobs", 0, 20);
        integer(body, "seed", Long.MIN_VALUE, Long.MAX_VALUE);
        if (Json.given(body, "top_logprobs") && !body.path("logprobs").asBoolean()) {
            throw OpenAiErrors.invalid(
                    "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.", "top_logprobs", null);
        }
    }

    private static void sampling(JsonNode body, String model) {
        decimal(body, "temperature", 0, 2);
        decimal(body, "top_p", 0, 1);
        decimal(body, "presence_penalty", -2, 2);
        decimal(body, "frequency_penalty", -2, 2);
        if (!FIXED_SAMPLING.matcher(model).matches()) {
            return;
        }
        for (String name : List.of("presence_penalty", "frequency_penalty", "logprobs", "top_logprobs", "logit_bias")) {
            boolean neutral = body.path(name).isNumber() && body.path(name).asDouble() == 0;
            if (Json.given(body, name)
                    && !neutral
                    && !(body.path(name).isBoolean() && !body.path(name).asBoolean())) {
                throw OpenAiErrors.unsupported(name, "");
            }
        }
        for (String name : List.of("temperature", "top_p")) {
            if (Json.given(body, name) && body.path(name).asDouble() != 1) {
                throw OpenAiErrors.invalid(
                        "Unsupported value: '" + name + "' does not support "
                                + body.path(name).asText()
                                + " with this model. Only the default (1) value is supported.",
                        name,
                        "unsupported_value");
            }
        }
    }

    private static void metadata(JsonNode body) {
        if (!Json.given(body, "metadata")) {
            return;
        }
        JsonNode metadata = body.path("metadata");
        if (!metadata.isObject()) {
            throw OpenAiErrors.type("metadata", "an object", kind(metadata));
        }
        if (metadata.size() > 16) {
            throw OpenAiErrors.invalid(
                    "Invalid 'metadata': too many properties. Expected an object with at most 16 properties, but got an"
                            + " object with " + metadata.size() + " properties instead.",
                    "metadata",
                    "object_above_max_properties");
        }
        for (Map.Entry<String, JsonNode> entry : metadata.properties()) {
            String param = "metadata." + entry.getKey();
            if (!entry.getValue().isTextual()) {
                throw OpenAiErrors.type(param, "a string", kind(entry.getValue()));
            }
            length(param, entry.getKey(), 64);
            length(param, entry.getValue().asText(), 512);
        }
        if (!body.path("store").asBoolean()) {
            throw OpenAiErrors.invalid(
                    "The 'metadata' parameter is only allowed when 'store' is enabled.", "metadata", null);
        }
    }

    private static void stops(JsonNode body, String model) {
        if (!Json.given(body, "stop")) {
            return;
        }
        JsonNode stop = body.path("stop");
        if (FIXED_SAMPLING.matcher(model).matches()) {
            throw OpenAiErrors.unsupported("stop", "");
        }
        if (stop.size() > 4) {
            throw OpenAiErrors.invalid(
                    "Invalid 'stop': array too long. Expected an array with maximum length 4, but got an array with"
                            + " length " + stop.size() + " instead.",
                    "stop",
                    "array_above_max_length");
        }
        if (!stop.isTextual() && !stop.isArray()) {
            throw OpenAiErrors.type("stop", "one of a string or array of strings", kind(stop));
        }
    }

    static void name(JsonNode name, String param) {
        if (!name.isTextual()) {
            throw OpenAiErrors.missing(param);
        }
        length(param, name.asText(), 64);
        if (!NAME.matcher(name.asText()).matches()) {
            throw OpenAiErrors.invalid(
                    "Invalid '" + param + "': string does not match pattern. Expected a string that matches the pattern"
                            + " '^[a-zA-Z0-9_-]+$'.",
                    param,
                    "invalid_value");
        }
    }

    static void fields(JsonNode object, String at, Set<String> known) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!known.contains(field.getKey())) {
                throw OpenAiErrors.unknown(at + "." + field.getKey());
            }
        }
    }

    static void oneOf(JsonNode object, String field, Set<String> values, String param) {
        if (!values.contains(object.path(field).asText())) {
            throw OpenAiErrors.invalid(
                    "Invalid value: '" + object.path(field).asText() + "'. Supported values are: "
                            + values.stream()
                                    .sorted()
                                    .map(value -> "'" + value + "'")
                                    .reduce((left, right) -> left + ", " + right)
                                    .orElse("")
                            + ".",
                    param,
                    "invalid_value");
        }
    }

    static Refused emptyArray(String param) {
        return OpenAiErrors.invalid(
                "Invalid '" + param + "': empty array. Expected an array with minimum length 1, but got an empty array"
                        + " instead.",
                param,
                "empty_array");
    }

    /** A value's type in OpenAI's words. */
    static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> "a string";
            case NUMBER -> node.isIntegralNumber() ? "an integer" : "a decimal";
            case BOOLEAN -> "a boolean";
            case ARRAY -> "an array";
            case OBJECT, POJO -> "an object";
            case NULL, MISSING, BINARY -> "null";
        };
    }

    private static void oneOf(JsonNode body, String field, Set<String> values) {
        oneOf(body, field, values, field);
    }

    private static void length(String param, String text, int most) {
        if (text.length() > most) {
            throw OpenAiErrors.invalid(
                    "Invalid '" + param + "': string too long. Expected a string with maximum length " + most
                            + ", but got a string with length " + text.length() + " instead.",
                    param,
                    "string_above_max_length");
        }
    }

    private static void integer(JsonNode body, String name, long least, long most) {
        if (!Json.given(body, name)) {
            return;
        }
        if (!body.path(name).isIntegralNumber()) {
            throw OpenAiErrors.type(name, "an integer", kind(body.path(name)));
        }
        range(
                name,
                "integer",
                body.path(name).longValue() < least,
                body.path(name).longValue() > most,
                least,
                most,
                body.path(name));
    }

    private static void decimal(JsonNode body, String name, long least, long most) {
        if (!Json.given(body, name)) {
            return;
        }
        if (!body.path(name).isNumber()) {
            throw OpenAiErrors.type(name, "a decimal", kind(body.path(name)));
        }
        double value = body.path(name).doubleValue();
        range(name, "decimal", value < least, value > most, least, most, body.path(name));
    }

    private static void range(
            String name, String kind, boolean below, boolean above, long least, long most, JsonNode got) {
        if (below || above) {
            throw OpenAiErrors.invalid(
                    "Invalid '" + name + "': " + kind + (below ? " below minimum" : " above maximum")
                            + " value. Expected a value " + (below ? ">= " + least : "<= " + most) + ", but got "
                            + got.asText() + " instead.",
                    name,
                    kind + (below ? "_below_min_value" : "_above_max_value"));
        }
    }
}
