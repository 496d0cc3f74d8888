package io.serai.e2e.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What Anthropic refuses in a message request outside of its messages. */
final class AnthropicChecks {
    private static final Set<String> PARAMETERS = Set.of(
            "model",
            "messages",
            "max_tokens",
            "cache_control",
            "container",
            "inference_geo",
            "metadata",
            "output_config",
            "service_tier",
            "stop_sequences",
            "stream",
            "system",
            "temperature",
            "thinking",
            "tool_choice",
            "tools",
            "top_k",
            "top_p");
    private static final Pattern ONE_SAMPLER =
            Pattern.compile("^claude-(opus-4-[1-9]|sonnet-4-[5-9]|haiku-4-[5-9]|[a-z]+-[5-9]).*");
    private static final Pattern FORMATS =
            Pattern.compile("^claude-(opus-4-[1-9]|sonnet-4-[5-9]|haiku-4-[5-9]|[a-z]+-[5-9]).*");
    private static final int MOST_BREAKPOINTS = 4;

    private AnthropicChecks() {}

    static void check(JsonNode body, String model) {
        fields(body, "", PARAMETERS);
        maxTokens(body, model);
        stream(body);
        number(body, "temperature", 0, 1);
        number(body, "top_p", 0, 1);
        number(body, "top_k", 0, 500);
        if (Json.given(body, "temperature")
                && Json.given(body, "top_p")
                && ONE_SAMPLER.matcher(model).matches()) {
            throw AnthropicErrors.invalid(
                    "`temperature` and `top_p` cannot both be specified for this model. Please use only one.");
        }
        stops(body);
        if (Json.given(body, "metadata")) {
            fields(body.path("metadata"), "metadata.", Set.of("user_id"));
        }
        AnthropicTools.check(body);
        thinking(body);
        outputConfig(body, model);
        breakpoints(body);
    }

    private static void maxTokens(JsonNode body, String model) {
        JsonNode tokens = body.path("max_tokens");
        if (tokens.isMissingNode()) {
            throw AnthropicErrors.required("max_tokens");
        }
        if (!tokens.isIntegralNumber()) {
            throw AnthropicErrors.invalid("max_tokens: Input should be a valid integer");
        }
        if (tokens.longValue() < 1) {
            throw AnthropicErrors.invalid("max_tokens: must be greater than or equal to 1");
        }
        long most = model.contains("opus-4-1") ? 32_000 : model.contains("-3-") ? 8_192 : 64_000;
        if (tokens.longValue() > most) {
            throw AnthropicErrors.invalid("max_tokens: " + tokens.longValue() + " > " + most
                    + ", which is the maximum allowed number of output tokens for " + model);
        }
    }

    private static void stream(JsonNode body) {
        if (body.has("stream") && !body.path("stream").isBoolean()) {
            throw AnthropicErrors.invalid("stream: Input should be a valid boolean");
        }
    }

    private static void number(JsonNode body, String name, int least, int most) {
        if (!body.has(name)) {
            return;
        }
        JsonNode value = body.path(name);
        if (!value.isNumber()) {
            throw AnthropicErrors.invalid(name + ": Input should be a valid number");
        }
        if (value.asDouble() < least) {
            throw AnthropicErrors.invalid(name + ": Input should be greater than or equal to " + least);
        }
        if (value.asDouble() > most) {
            throw AnthropicErrors.invalid(name + ": Input should be less than or equal to " + most);
        }
    }

    private static void stops(JsonNode body) {
        if (!body.has("stop_sequences")) {
            return;
        }
        if (!body.path("stop_sequences").isArray()) {
            throw AnthropicErrors.invalid("stop_sequences: Input should be a valid list");
        }
        for (JsonNode stop : body.path("stop_sequences")) {
            if (stop.asText().isBlank()) {
                throw AnthropicErrors.invalid("stop_sequences: each stop sequence must contain non-whitespace");
            }
        }
    }

    private static void thinking(JsonNode body) {
        if (!body.has("thinking")) {
            return;
        }
        JsonNode thinking = body.path("thinking");
        String type = thinking.path("type").asText();
        switch (type) {
            case "disabled" -> fields(thinking, "thinking.disabled.", Set.of("type"));
            case "adaptive" -> fields(thinking, "thinking.adaptive.", Set.of("type", "display"));
            case "enabled" -> budget(body, thinking);
            default ->
                throw AnthropicErrors.invalid("thinking: Input tag '" + type
                        + "' found using 'type' does not match any of the expected tags: 'adaptive', 'disabled',"
                        + " 'enabled'");
        }
        if (type.equals("disabled")) {
            return;
        }
        if (Json.given(body, "temperature") && body.path("temperature").asDouble() != 1) {
            throw AnthropicErrors.invalid("`temperature` may only be set to 1 when thinking is enabled.");
        }
        if (Json.given(body, "top_k")) {
            throw AnthropicErrors.invalid("`top_k` must be unset when thinking is enabled.");
        }
        if (Set.of("any", "tool").contains(body.path("tool_choice").path("type").asText())) {
            throw AnthropicErrors.invalid("Thinking may not be enabled when tool_choice forces tool use.");
        }
    }

    private static void budget(JsonNode body, JsonNode thinking) {
        fields(thinking, "thinking.enabled.", Set.of("type", "budget_tokens", "display"));
        if (!thinking.has("budget_tokens")) {
            throw AnthropicErrors.required("thinking.enabled.budget_tokens");
        }
        if (thinking.path("budget_tokens").asLong() < 1024) {
            throw AnthropicErrors.invalid(
                    "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024");
        }
        if (thinking.path("budget_tokens").asLong() >= body.path("max_tokens").asLong()) {
            throw AnthropicErrors.invalid("`max_tokens` must be greater than `thinking.budget_tokens`.");
        }
    }

    private static void outputConfig(JsonNode body, String model) {
        if (!body.has("output_config")) {
            return;
        }
        JsonNode config = body.path("output_config");
        fields(config, "output_config.", Set.of("effort", "format"));
        if (Json.given(config, "effort")
                && !Set.of("low", "medium", "high", "xhigh", "max")
                        .contains(config.path("effort").asText())) {
            throw AnthropicErrors.invalid(
                    "output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'");
        }
        if (!Json.given(config, "format")) {
            return;
        }
        JsonNode format = config.path("format");
        fields(format, "output_config.format.", Set.of("type", "schema"));
        if (!format.path("type").asText().equals("json_schema")) {
            throw AnthropicErrors.invalid("output_config.format.type: Input should be 'json_schema'");
        }
        if (!format.path("schema").isObject()) {
            throw AnthropicErrors.required("output_config.format.schema");
        }
        if (!FORMATS.matcher(model).matches()) {
            throw AnthropicErrors.invalid("'" + model + "' does not support output format.");
        }
        AnthropicTools.closed(format.path("schema"), "output_config.format.schema");
    }

    private static void breakpoints(JsonNode body) {
        int found = body.findValues("cache_control").size();
        if (found > MOST_BREAKPOINTS) {
            throw AnthropicErrors.invalid("A maximum of " + MOST_BREAKPOINTS
                    + " blocks with cache_control may be provided. Found " + found + ".");
        }
        for (JsonNode breakpoint : body.findValues("cache_control")) {
            if (!breakpoint.isNull() && !breakpoint.path("type").asText().equals("ephemeral")) {
                throw AnthropicErrors.invalid("cache_control.type: Input should be 'ephemeral'");
            }
        }
    }

    /** Refuses any field that is not in the list; the prefix ends in a dot or is empty. */
    static void fields(JsonNode object, String prefix, Set<String> known) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!known.contains(field.getKey())) {
                throw AnthropicErrors.extra(prefix + field.getKey());
            }
        }
    }
}
