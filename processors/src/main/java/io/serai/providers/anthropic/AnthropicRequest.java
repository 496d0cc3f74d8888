package io.serai.providers.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import io.serai.chat.ChatRequest;
import io.serai.chat.Feature;
import io.serai.chat.Json;
import io.serai.chat.ResponseFormat;
import io.serai.chat.Sampling;
import io.serai.json.ProviderJson;
import io.serai.providers.RequestBytes;
import io.serai.providers.Target;
import io.serai.providers.Turns;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes one request of the Messages API. */
final class AnthropicRequest {

    /** What a model without a known limit is asked for, as the API demands a number. */
    private static final int DEFAULT_MAX_TOKENS = 4_096;

    /** Longer ids of end users are refused. */
    private static final int LONGEST_USER_ID = 256;

    private final ChatRequest request;
    private final Target target;
    private final ClaudeModel model;
    private final int maxTokens;

    AnthropicRequest(ChatRequest request, Target target) {
        this.request = request;
        this.target = target;
        this.model = ClaudeModel.named(target.upstream());
        this.maxTokens = maxTokens();
    }

    /** Whether the model goes on with a last turn of the assistant: an effort makes it think, which rules that out. */
    static boolean takesPrefill(ChatRequest request, Target target) {
        return ClaudeModel.named(target.upstream()).takesPrefill()
                && target.features().contains(Feature.PREFILL)
                && request.sampling().reasoningEffort() == null
                && request.format() instanceof ResponseFormat.Text;
    }

    byte[] bytes() {
        checkSupported();
        return RequestBytes.of(request, this::write);
    }

    private void write(JsonGenerator out, Turns turns) throws IOException {
        JsonAnswer answer = JsonAnswer.of(request, model);
        ToolList tools = ToolList.of(request, model, answer);
        Thinking thinking = Thinking.of(request, model, maxTokens, tools.forced());
        out.writeStartObject();
        out.writeStringField("model", target.upstream());
        out.writeNumberField("max_tokens", maxTokens);
        if (request.stream()) {
            out.writeBooleanField("stream", true);
        }
        system(out, turns.system());
        out.writeArrayFieldStart("messages");
        Blocks blocks = new Blocks(out);
        for (Turns.Turn turn : turns.turns()) {
            blocks.turn(turn, turn == turns.turns().getLast());
        }
        out.writeEndArray();
        tools.write(out);
        sampling(out, thinking);
        thinking(out, thinking, answer.format());
        user(out);
        out.writeEndObject();
    }

    /** The API has no JSON mode without a schema, so the model is told. */
    private void system(JsonGenerator out, String words) throws IOException {
        String system = words;
        if (request.format() instanceof ResponseFormat.JsonObject) {
            system = words.isEmpty() ? JsonAnswer.INSTRUCTION : words + "\n\n" + JsonAnswer.INSTRUCTION;
        }
        if (!system.isEmpty()) {
            out.writeStringField("system", system);
        }
    }

    private void sampling(JsonGenerator out, Thinking thinking) throws IOException {
        if (!request.sampling().stop().isEmpty()) {
            out.writeArrayFieldStart("stop_sequences");
            for (String stop : request.sampling().stop()) {
                if (stop.isBlank()) {
                    throw new Refusal(new GatewayError.Invalid(
                            "Anthropic models take no stop sequence of white space alone.",
                            "stop",
                            "unsupported_value"));
                }
                out.writeString(stop);
            }
            out.writeEndArray();
        }
        Double temperature = Samplers.temperature(request, model, thinking);
        if (temperature != null) {
            out.writeNumberField("temperature", temperature);
        }
        Double topP = Samplers.topP(request, model, thinking, temperature);
        if (topP != null) {
            out.writeNumberField("top_p", topP);
        }
    }

    private static void thinking(JsonGenerator out, Thinking thinking, @Nullable JsonNode format) throws IOException {
        if (thinking.on()) {
            out.writeObjectFieldStart("thinking");
            out.writeStringField("type", thinking.adaptive() ? "adaptive" : "enabled");
            if (!thinking.adaptive()) {
                out.writeNumberField("budget_tokens", thinking.budget());
            }
            out.writeEndObject();
        }
        if (thinking.effort() != null || format != null) {
            out.writeObjectFieldStart("output_config");
            if (thinking.effort() != null) {
                out.writeStringField("effort", thinking.effort());
            }
            if (format != null) {
                out.writeObjectFieldStart("format");
                out.writeStringField("type", "json_schema");
                out.writeFieldName("schema");
                out.writeTree(format);
                out.writeEndObject();
            }
            out.writeEndObject();
        }
    }

    private void user(JsonGenerator out) throws IOException {
        String user = request.user();
        Json safety = request.extras().get("safety_identifier");
        if (safety != null && ProviderJson.read(safety).isTextual()) {
            user = ProviderJson.read(safety).asText();
        }
        if (user != null && !user.isEmpty()) {
            out.writeObjectFieldStart("metadata");
            out.writeStringField("user_id", user.length() <= LONGEST_USER_ID ? user : ToolIds.digest(user));
            out.writeEndObject();
        }
    }

    /** What the caller allows, but never more than the model can say, which would be refused. */
    private int maxTokens() {
        Integer asked = request.sampling().maxOutputTokens();
        int most = target.maxOutputTokens();
        if (asked == null) {
            return most > 0 ? most : DEFAULT_MAX_TOKENS;
        }
        return most > 0 ? Math.min(asked, most) : asked;
    }

    /** The second net: the decision should have kept such requests away. */
    private void checkSupported() {
        Sampling sampling = request.sampling();
        if (sampling.choicesOrOne() > 1) {
            throw refused("n", "Anthropic models give one answer a call.");
        }
        if (Boolean.TRUE.equals(sampling.logprobs())) {
            throw refused("logprobs", "Anthropic models give no log probabilities.");
        }
        if (sampling.seed() != null) {
            throw refused("seed", "Anthropic models take no seed.");
        }
        if (nonZero(sampling.presencePenalty())) {
            throw refused("presence_penalty", "Anthropic models take no penalties.");
        }
        if (nonZero(sampling.frequencyPenalty())) {
            throw refused("frequency_penalty", "Anthropic models take no penalties.");
        }
        List<String> extras = request.bindingExtras();
        if (!extras.isEmpty()) {
            throw refused(extras.getFirst(), "Anthropic's API has no word for " + extras.getFirst() + '.');
        }
    }

    private static boolean nonZero(@Nullable Double value) {
        return value != null && value != 0.0;
    }

    private static Refusal refused(String param, String message) {
        return new Refusal(new GatewayError.Invalid(message, param, "unsupported_parameter"));
    }
}
