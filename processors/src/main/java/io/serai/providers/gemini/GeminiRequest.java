package io.serai.providers.gemini;

import com.fasterxml.jackson.core.JsonGenerator;
import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Sampling;
import io.serai.providers.RequestBytes;
import io.serai.providers.Target;
import io.serai.providers.Turns;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes one request of generateContent; the model's name and whether it streams stand in the address.
 *
 * <p>The end user's id has no word here and serves only a provider's abuse checks, so it is left out.
 */
final class GeminiRequest {

    private static final String IN_JSON =
            "Answer with a single valid JSON object and nothing else: no Markdown fences and no text around it.";

    private final ChatRequest request;
    private final GeminiModel model;
    private final int most;

    GeminiRequest(ChatRequest request, Target target) {
        this.request = request;
        this.model = GeminiModel.named(target.upstream());
        this.most = target.maxOutputTokens();
    }

    byte[] bytes() {
        checkSupported();
        return RequestBytes.of(request, this::write);
    }

    private void write(JsonGenerator out, Turns turns) throws IOException {
        GeminiTools tools = GeminiTools.of(request, model);
        out.writeStartObject();
        String system = turns.system();
        if (tools.told()) {
            system = system.isEmpty() ? IN_JSON : system + "\n\n" + IN_JSON;
        }
        if (!system.isEmpty()) {
            out.writeObjectFieldStart("systemInstruction");
            out.writeArrayFieldStart("parts");
            out.writeStartObject();
            out.writeStringField("text", system);
            out.writeEndObject();
            out.writeEndArray();
            out.writeEndObject();
        }
        out.writeArrayFieldStart("contents");
        Contents contents = new Contents(out, model);
        for (Turns.Turn turn : turns.turns()) {
            contents.turn(turn);
        }
        out.writeEndArray();
        tools.write(out);
        out.writeObjectFieldStart("generationConfig");
        config(out, tools);
        out.writeEndObject();
        out.writeEndObject();
    }

    private void config(JsonGenerator out, GeminiTools tools) throws IOException {
        Sampling sampling = request.sampling();
        number(out, "temperature", sampling.temperature());
        number(out, "topP", sampling.topP());
        if (sampling.maxOutputTokens() != null) {
            // never more than the model can say, which would be refused
            out.writeNumberField(
                    "maxOutputTokens",
                    most > 0 ? Math.min(sampling.maxOutputTokens(), most) : sampling.maxOutputTokens());
        }
        if (!sampling.stop().isEmpty()) {
            out.writeArrayFieldStart("stopSequences");
            for (String stop : sampling.stop()) {
                out.writeString(stop);
            }
            out.writeEndArray();
        }
        if (sampling.seed() != null) {
            out.writeNumberField("seed", sampling.seed());
        }
        if (sampling.choicesOrOne() > 1) {
            out.writeNumberField("candidateCount", sampling.choicesOrOne());
        }
        penalty(out, "presencePenalty", sampling.presencePenalty());
        penalty(out, "frequencyPenalty", sampling.frequencyPenalty());
        if (tools.json()) {
            out.writeStringField("responseMimeType", "application/json");
        }
        if (tools.format() != null) {
            out.writeFieldName("responseJsonSchema");
            out.writeTree(tools.format());
        }
        GeminiThinking thinking = GeminiThinking.of(sampling.reasoningEffort(), model);
        if (thinking != null) {
            thinking.write(out);
        }
    }

    private static void number(JsonGenerator out, String name, @Nullable Double value) throws IOException {
        if (value != null) {
            out.writeNumberField(name, value);
        }
    }

    /** A penalty of 0 is none, and models without penalties refuse even that. */
    private static void penalty(JsonGenerator out, String name, @Nullable Double value) throws IOException {
        if (value != null && value != 0.0) {
            out.writeNumberField(name, value);
        }
    }

    /** The second net: the decision should have kept such requests away. */
    private void checkSupported() {
        Sampling sampling = request.sampling();
        if (Boolean.TRUE.equals(sampling.logprobs())) {
            throw refused("logprobs", "Log probabilities of Gemini models cannot be passed on.");
        }
        Long seed = sampling.seed();
        if (seed != null && seed != seed.intValue()) {
            throw refused("seed", "Gemini models take a seed of 32 bits.");
        }
        if (Boolean.FALSE.equals(sampling.parallelToolCalls())
                && !request.tools().isEmpty()) {
            throw refused("parallel_tool_calls", "Gemini models cannot be held to one tool call at a time.");
        }
        if (!request.messages().isEmpty()
                && request.messages().getLast() instanceof Message.Assistant last
                && last.toolCalls().isEmpty()
                && !model.goesOnWithItsTurn()) {
            throw refused("messages", "This Gemini model does not continue an answer; end with a message of the user.");
        }
        List<String> extras = request.bindingExtras();
        if (!extras.isEmpty()) {
            throw refused(extras.getFirst(), "The Gemini API has no word for " + extras.getFirst() + '.');
        }
    }

    private static Refusal refused(String param, String message) {
        return new Refusal(new GatewayError.Invalid(message, param, "unsupported_parameter"));
    }
}
