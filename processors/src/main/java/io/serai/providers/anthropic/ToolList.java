package io.serai.providers.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import io.serai.chat.ToolChoice;
import io.serai.json.ProviderJson;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tools of a request and which of them the model must use.
 *
 * <p>Tools that only appear in earlier turns are declared without a schema and may not be called, because the API wants
 * every tool of the conversation declared. {@code strict} is kept where the model keeps it and the schema allows it; other
 * models follow the schema as well as they can.
 *
 * @param choice  the type of {@code tool_choice}, or null for none
 * @param named   the tool it names, or null
 * @param oneOnly whether at most one tool may be called
 */
record ToolList(
        ChatRequest request,
        ClaudeModel model,
        @Nullable JsonNode answer,
        @Nullable String choice,
        @Nullable String named,
        boolean oneOnly) {

    static ToolList of(ChatRequest request, ClaudeModel model, JsonAnswer answer) {
        boolean oneOnly = Boolean.FALSE.equals(request.sampling().parallelToolCalls());
        boolean own = !request.tools().isEmpty();
        if (answer.tool() != null) {
            if (own && request.toolChoice() instanceof ToolChoice.Auto) {
                return new ToolList(request, model, answer.tool(), "any", null, oneOnly);
            }
            return new ToolList(request, model, answer.tool(), "tool", JsonAnswer.TOOL, true);
        }
        if (!own) {
            return new ToolList(request, model, null, "none", null, false);
        }
        return switch (request.toolChoice()) {
            case ToolChoice.Auto auto -> new ToolList(request, model, null, oneOnly ? "auto" : null, null, oneOnly);
            case ToolChoice.None none -> new ToolList(request, model, null, "none", null, false);
            case ToolChoice.Required required -> new ToolList(request, model, null, "any", null, oneOnly);
            case ToolChoice.Named one -> new ToolList(request, model, null, "tool", one.name(), oneOnly);
        };
    }

    /** Whether a call is demanded, which rules thinking out. */
    boolean forced() {
        return "any".equals(choice) || "tool".equals(choice);
    }

    void write(JsonGenerator out) throws IOException {
        Map<String, @Nullable Tool> tools = declared();
        if (tools.isEmpty() && answer == null) {
            return;
        }
        out.writeArrayFieldStart("tools");
        for (Map.Entry<String, @Nullable Tool> tool : tools.entrySet()) {
            tool(out, tool.getKey(), tool.getValue());
        }
        if (answer != null) {
            out.writeStartObject();
            out.writeStringField("name", JsonAnswer.TOOL);
            out.writeStringField("description", "Gives the final answer to the user. Its input is the answer.");
            out.writeFieldName("input_schema");
            out.writeTree(withType(answer));
            out.writeEndObject();
        }
        out.writeEndArray();
        if (choice != null) {
            out.writeObjectFieldStart("tool_choice");
            out.writeStringField("type", choice);
            if (named != null) {
                out.writeStringField("name", named);
            }
            if (oneOnly) {
                out.writeBooleanField("disable_parallel_tool_use", true);
            }
            out.writeEndObject();
        }
    }

    private Map<String, @Nullable Tool> declared() {
        Map<String, @Nullable Tool> tools = new LinkedHashMap<>();
        for (Tool tool : request.tools()) {
            if (tool.name().equals(JsonAnswer.TOOL)) {
                throw new Refusal(new GatewayError.Invalid("The tool name is reserved.", "tools", null));
            }
            tools.put(tool.name(), tool);
        }
        if (tools.isEmpty()) {
            for (Message message : request.messages()) {
                if (message instanceof Message.Assistant assistant) {
                    for (ToolCall call : assistant.toolCalls()) {
                        tools.put(call.name(), null);
                    }
                }
            }
        }
        return tools;
    }

    private void tool(JsonGenerator out, String name, @Nullable Tool tool) throws IOException {
        JsonNode schema = tool == null || tool.parameters() == null
                ? JsonNodeFactory.instance.objectNode()
                : ProviderJson.read(tool.parameters());
        boolean strict = tool != null && Boolean.TRUE.equals(tool.strict()) && model.takesSchemas();
        JsonNode reduced = strict ? JsonAnswer.SUBSET.reduce(schema) : null;
        out.writeStartObject();
        out.writeStringField("name", name);
        if (tool != null && tool.description() != null) {
            out.writeStringField("description", tool.description());
        }
        out.writeFieldName("input_schema");
        out.writeTree(withType(reduced != null ? reduced : schema));
        if (reduced != null) {
            out.writeBooleanField("strict", true);
        }
        out.writeEndObject();
    }

    /** The API demands {@code type: object}, which OpenAI's callers may leave out. */
    private static JsonNode withType(JsonNode schema) {
        if (schema.has("type") || !schema.isObject()) {
            return schema;
        }
        ObjectNode typed = JsonNodeFactory.instance.objectNode();
        typed.put("type", "object");
        typed.setAll((ObjectNode) schema);
        return typed;
    }
}
