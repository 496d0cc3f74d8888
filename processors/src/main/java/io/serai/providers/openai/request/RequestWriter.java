package io.serai.providers.openai.request;

import com.fasterxml.jackson.core.JsonGenerator;
import io.serai.chat.ChatRequest;
import io.serai.chat.Json;
import io.serai.chat.ResponseFormat;
import io.serai.chat.Sampling;
import io.serai.chat.Tool;
import io.serai.chat.ToolChoice;
import io.serai.json.ProviderJson;
import io.serai.providers.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes a request that came by another wire. */
public final class RequestWriter {

    /** Extras that the vocabulary has words for, or that are for the gateway only. */
    private static final Set<String> WRITTEN = Set.of(
            "model",
            "models",
            "messages",
            "stream",
            "stream_options",
            "metadata",
            "user",
            "max_tokens",
            "max_completion_tokens");

    private final Vendor vendor;
    private final ChatRequest request;
    private final Target target;

    public RequestWriter(Vendor vendor, ChatRequest request, Target target) {
        this.vendor = vendor;
        this.request = request;
        this.target = target;
    }

    public byte[] bytes() {
        ByteArrayOutputStream into = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = ProviderJson.generator(into)) {
            write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return into.toByteArray();
    }

    private void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("model", target.upstream());
        new MessageWriter(vendor, json).messages(request.messages());
        if (!request.tools().isEmpty()) {
            tools(json);
        }
        format(json);
        sampling(json, request.sampling());
        if (request.stream()) {
            json.writeBooleanField("stream", true);
            if (vendor.knowsStreamOptions()) {
                json.writeObjectFieldStart("stream_options");
                json.writeBooleanField("include_usage", true);
                json.writeEndObject();
            }
        }
        labels(json);
        Set<String> binding = new HashSet<>(request.bindingExtras());
        for (Map.Entry<String, Json> extra : request.extras().entrySet()) {
            boolean harmless = !binding.contains(extra.getKey());
            if (!WRITTEN.contains(extra.getKey()) && !(harmless && vendor.refusesUnknownFields())) {
                json.writeFieldName(extra.getKey());
                json.writeRawValue(extra.getValue().text());
            }
        }
        json.writeEndObject();
    }

    private void tools(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("tools");
        for (Tool tool : request.tools()) {
            json.writeStartObject();
            json.writeStringField("type", "function");
            json.writeObjectFieldStart("function");
            json.writeStringField("name", tool.name());
            text(json, "description", tool.description());
            raw(json, "parameters", tool.parameters());
            if (tool.strict() != null) {
                json.writeBooleanField("strict", tool.strict());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
        switch (request.toolChoice()) {
            case ToolChoice.Auto auto -> {}
            case ToolChoice.None none -> json.writeStringField("tool_choice", "none");
            case ToolChoice.Required required -> json.writeStringField("tool_choice", "required");
            case ToolChoice.Named named -> {
                json.writeObjectFieldStart("tool_choice");
                json.writeStringField("type", "function");
                json.writeObjectFieldStart("function");
                json.writeStringField("name", named.name());
                json.writeEndObject();
                json.writeEndObject();
            }
        }
        if (request.sampling().parallelToolCalls() != null) {
            json.writeBooleanField("parallel_tool_calls", request.sampling().parallelToolCalls());
        }
    }

    private void format(JsonGenerator json) throws IOException {
        switch (request.format()) {
            case ResponseFormat.Text text -> {}
            case ResponseFormat.JsonObject object -> {
                json.writeObjectFieldStart("response_format");
                json.writeStringField("type", "json_object");
                json.writeEndObject();
            }
            case ResponseFormat.JsonSchema schema -> {
                json.writeObjectFieldStart("response_format");
                json.writeStringField("type", "json_schema");
                json.writeObjectFieldStart("json_schema");
                json.writeStringField("name", schema.name());
                text(json, "description", schema.description());
                raw(json, "schema", schema.schema());
                if (schema.strict() != null) {
                    json.writeBooleanField("strict", schema.strict());
                }
                json.writeEndObject();
                json.writeEndObject();
            }
        }
    }

    private void sampling(JsonGenerator json, Sampling sampling) throws IOException {
        number(json, "temperature", sampling.temperature());
        number(json, "top_p", sampling.topP());
        number(json, "presence_penalty", sampling.presencePenalty());
        number(json, "frequency_penalty", sampling.frequencyPenalty());
        boolean newName = vendor.knowsMaxCompletionTokens() && target.reasoning();
        number(json, newName ? "max_completion_tokens" : "max_tokens", sampling.maxOutputTokens());
        number(json, "n", sampling.choices());
        number(json, vendor.seed(), sampling.seed());
        number(json, "top_logprobs", sampling.topLogprobs());
        if (sampling.logprobs() != null) {
            json.writeBooleanField("logprobs", sampling.logprobs());
        }
        text(json, "reasoning_effort", sampling.reasoningEffort());
        if (!sampling.stop().isEmpty()) {
            json.writeArrayFieldStart("stop");
            for (String stop : sampling.stop()) {
                json.writeString(stop);
            }
            json.writeEndArray();
        }
    }

    private void labels(JsonGenerator json) throws IOException {
        if (!vendor.refusesUnknownFields()) {
            text(json, "user", request.user());
        }
        Json store = request.extras().get("store");
        boolean stored = store != null && store.text().strip().equals("true");
        if (!request.metadata().isEmpty() && vendor.keepsMetadata(stored)) {
            json.writeObjectFieldStart("metadata");
            for (Map.Entry<String, String> label : request.metadata().entrySet()) {
                json.writeStringField(label.getKey(), label.getValue());
            }
            json.writeEndObject();
        }
    }

    private static void text(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    private static void raw(JsonGenerator json, String name, @Nullable Json value) throws IOException {
        if (value != null) {
            json.writeFieldName(name);
            json.writeRawValue(value.text());
        }
    }

    /** Numbers as they read best: 1 for 1.0, for vendors that want whole numbers in some fields. */
    private static void number(JsonGenerator json, String name, @Nullable Number value) throws IOException {
        if (value == null) {
            return;
        }
        if (value instanceof Double fraction && fraction != fraction.longValue()) {
            json.writeNumberField(name, fraction);
        } else {
            json.writeNumberField(name, value.longValue());
        }
    }
}
