package io.serai.providers.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import io.serai.chat.ChatRequest;
import io.serai.chat.ResponseFormat;
import io.serai.chat.ToolChoice;
import io.serai.json.ProviderJson;
import io.serai.providers.schema.SchemaSubset;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the model is made to answer in JSON.
 *
 * <p>A schema goes into {@code output_config.format} where the model and the schema allow it. Otherwise the model must call
 * a tool of ours whose input is the answer; its reserved name lets the reader of the answer turn the call back into text
 * without knowing the request. Where the caller demands a call of its own tools there is no text to give a form to.
 *
 * @param format the schema for {@code output_config.format}, or null
 * @param tool   the schema of our tool, or null
 */
record JsonAnswer(@Nullable JsonNode format, @Nullable JsonNode tool) {

    /** The tool's name. */
    static final String TOOL = "serai_json_answer";

    static final String INSTRUCTION =
            "Answer with a single valid JSON object and nothing else: no Markdown fences and no text around it.";

    private static final JsonAnswer NONE = new JsonAnswer(null, null);

    static final SchemaSubset SUBSET = new SchemaSubset(
            Set.of("enum", "title", "properties", "required", "items", "minItems", "anyOf", "allOf", "format"),
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"),
            true);

    static JsonAnswer of(ChatRequest request, ClaudeModel model) {
        if (!(request.format() instanceof ResponseFormat.JsonSchema schema)) {
            return NONE;
        }
        JsonNode wanted = ProviderJson.read(schema.schema());
        JsonNode reduced = model.takesSchemas() ? SUBSET.reduce(wanted) : null;
        if (reduced != null) {
            return new JsonAnswer(reduced, null);
        }
        if (request.toolChoice() instanceof ToolChoice.Required || request.toolChoice() instanceof ToolChoice.Named) {
            return NONE;
        }
        if (!wanted.path("type").asText("object").equals("object")) {
            throw new Refusal(new GatewayError.Invalid(
                    "The schema in response_format must be of type object for this model.",
                    "response_format",
                    "unsupported_value"));
        }
        return new JsonAnswer(null, wanted);
    }
}
