package io.serai.providers.anthropic;

import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import io.serai.chat.ChatRequest;
import org.jspecify.annotations.Nullable;

/**
 * Says which of temperature and top_p a model is given.
 *
 * <p>A value of 1 is both APIs' default, so it is left out where it might be refused. Any other value that the model does
 * not take is refused here with its name, as OpenAI does for its own reasoning models: an answer drawn otherwise than asked
 * would be a silent change. That holds for temperatures above 1 (OpenAI goes to 2, Anthropic to 1), for any sampling on
 * Claude 4.7 and later, for both values at once from 4.1 on, and for both while the model thinks.
 */
final class Samplers {

    private Samplers() {}

    static @Nullable Double temperature(ChatRequest request, ClaudeModel model, Thinking thinking) {
        Double asked = request.sampling().temperature();
        if (asked == null || asked == 1.0) {
            return null;
        }
        if (asked > 1.0) {
            throw refused("temperature", "Anthropic models take a temperature from 0 to 1.");
        }
        check("temperature", model, thinking);
        return asked;
    }

    static @Nullable Double topP(
            ChatRequest request, ClaudeModel model, Thinking thinking, @Nullable Double temperature) {
        Double asked = request.sampling().topP();
        if (asked == null || asked == 1.0) {
            return null;
        }
        check("top_p", model, thinking);
        if (temperature != null && !model.takesBothSamplers()) {
            throw refused("top_p", "This model takes either temperature or top_p, not both.");
        }
        return asked;
    }

    private static void check(String param, ClaudeModel model, Thinking thinking) {
        if (!model.takesSampling()) {
            throw refused(param, "This model takes only the default " + param + "; leave it out.");
        }
        if (thinking.on()) {
            throw refused(
                    param,
                    "This model takes no " + param + " while it reasons; leave one of it and"
                            + " reasoning_effort out.");
        }
    }

    private static Refusal refused(String param, String message) {
        return new Refusal(new GatewayError.Invalid(message, param, "unsupported_value"));
    }
}
