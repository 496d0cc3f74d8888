package io.serai.providers.anthropic;

import io.serai.chat.ChatRequest;
import io.serai.chat.GatewayError;
import io.serai.chat.Refusal;
import io.serai.chat.Sampling;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Refuses what this wire has no word for; the decision should have kept such requests away. */
final class Unsupported {

    private Unsupported() {}

    static void check(ChatRequest request) {
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
