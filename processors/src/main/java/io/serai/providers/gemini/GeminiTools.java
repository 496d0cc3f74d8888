package io.serai.providers.gemini;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import io.serai.chat.ChatRequest;
import io.serai.chat.ResponseFormat;
import io.serai.chat.Tool;
import io.serai.chat.ToolChoice;
import io.serai.json.ProviderJson;
import io.serai.providers.schema.SchemaSubset;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tools of a request and the form of its answer; models before Gemini 3 take one of the two.
 *
 * <p>There a schema becomes a function of ours whose arguments are the answer, known by its reserved name when it is
 * called. {@code strict} has no word: Gemini always keeps to the schema as well as it can.
 *
 * @param format the schema the answer must follow by {@code responseJsonSchema}, or null
 * @param json   whether the answer is asked for in JSON
 * @param answer the schema of our function, or null
 * @param told   whether the model must be told in words to answer in JSON
 */
record GeminiTools(
        ChatRequest request,
        @Nullable JsonNode format,
        boolean json,
        @Nullable JsonNode answer,
        boolean told) {

    /** The function's name. */
    static final String JSON_ANSWER = "serai_json_answer";

    private static final SchemaSubset SUBSET = new SchemaSubset(
            Set.of(
                    "format",
                    "title",
                    "enum",
                    "items",
                    "prefixItems",
                    "minItems",
                    "maxItems",
                    "minimum",
                    "maximum",
                    "anyOf",
                    "properties",
                    "propertyOrdering",
                    "additionalProperties",
                    "required"),
            Set.of(),
            false);

    static GeminiTools of(ChatRequest request, GeminiModel model) {
        boolean forced =
                request.toolChoice() instanceof ToolChoice.Required || request.toolChoice() instanceof ToolChoice.Named;
        boolean tools = !request.tools().isEmpty();
        boolean together = !tools || model.takesJsonWithTools() || request.toolChoice() instanceof ToolChoice.None;
        if (tools && forced) {
            return new GeminiTools(request, null, false, null, false);
        }
        return switch (request.format()) {
            case ResponseFormat.Text text -> new GeminiTools(request, null, false, null, false);
            case ResponseFormat.JsonObject object -> new GeminiTools(request, null, together, null, !together);
            case ResponseFormat.JsonSchema schema -> {
                JsonNode reduced = reduced(ProviderJson.read(schema.schema()), "response_format");
                yield new GeminiTools(request, together ? reduced : null, together, together ? null : reduced, false);
            }
        };
    }

    private static JsonNode reduced(JsonNode schema, String param) {
        JsonNode reduced = SUBSET.reduce(schema);
        if (reduced == null) {
            throw new Refusal(new GatewayError.Invalid(
                    "The schema must be an object that refers to nothing outside itself.", param, "unsupported_value"));
        }
        return reduced;
    }

    void write(JsonGenerator out) throws IOException {
        boolean none = request.toolChoice() instanceof ToolChoice.None;
        if (request.tools().isEmpty() || (none && json)) {
            // tools that may not be called would rule out JSON on older models
            return;
        }
        out.writeArrayFieldStart("tools");
        out.writeStartObject();
        out.writeArrayFieldStart("functionDeclarations");
        for (Tool tool : request.tools()) {
            if (tool.name().equals(JSON_ANSWER)) {
                throw new Refusal(new GatewayError.Invalid("The tool name is reserved.", "tools", null));
            }
            JsonNode schema = tool.parameters() == null ? null : ProviderJson.read(tool.parameters());
            declare(out, tool.name(), tool.description(), schema == null ? null : reduced(schema, "tools"));
        }
        if (answer != null) {
            declare(out, JSON_ANSWER, "Gives the final answer to the user. Its arguments are the answer.", answer);
        }
        out.writeEndArray();
        out.writeEndObject();
        out.writeEndArray();
        choice(out);
    }

    private static void declare(JsonGenerator out, String name, @Nullable String description, @Nullable JsonNode schema)
            throws IOException {
        out.writeStartObject();
        out.writeStringField("name", name);
        if (description != null) {
            out.writeStringField("description", description);
        }
        if (schema != null && takesArguments(schema)) {
            out.writeFieldName("parametersJsonSchema");
            out.writeTree(schema);
        }
        out.writeEndObject();
    }

    /** Gemini wants no schema at all for a function without arguments. */
    private static boolean takesArguments(JsonNode schema) {
        return !schema.path("properties").isEmpty()
                || schema.has("$ref")
                || schema.has("anyOf")
                || schema.path("additionalProperties").isObject()
                || schema.path("additionalProperties").asBoolean(false);
    }

    private void choice(JsonGenerator out) throws IOException {
        String mode = switch (request.toolChoice()) {
            case ToolChoice.Auto auto -> answer == null ? null : "ANY";
            case ToolChoice.None none -> "NONE";
            case ToolChoice.Required required -> "ANY";
            case ToolChoice.Named named -> "ANY";
        };
        if (mode == null) {
            return;
        }
        out.writeObjectFieldStart("toolConfig");
        out.writeObjectFieldStart("functionCallingConfig");
        out.writeStringField("mode", mode);
        if (request.toolChoice() instanceof ToolChoice.Named named) {
            out.writeArrayFieldStart("allowedFunctionNames");
            out.writeString(named.name());
            out.writeEndArray();
        }
        out.writeEndObject();
        out.writeEndObject();
    }
}
