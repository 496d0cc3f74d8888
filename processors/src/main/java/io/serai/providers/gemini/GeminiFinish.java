package io.serai.providers.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.call.ProviderFailure;
import io.serai.chat.reply.FinishReason;
import io.serai.json.ProviderJson;
import io.serai.providers.ProviderWords;
import org.jspecify.annotations.Nullable;

/**
 * Translates why a candidate ended, and why a prompt got none.
 *
 * <p>A blocked prompt is an answer that refuses, not a failure: another provider should not be asked for what one found
 * harmful, the tokens were used, and Anthropic's refusals look the same. A call that the model garbled is a failure of the
 * model, and the next candidate may do better.
 */
final class GeminiFinish {

    private GeminiFinish() {}

    /** Null while the candidate goes on. */
    static @Nullable FinishReason of(JsonNode candidate, boolean calledTools) {
        String reason = ProviderJson.text(candidate, "finishReason");
        return switch (reason) {
            case null -> null;
            case "FINISH_REASON_UNSPECIFIED" -> null;
            case "STOP" -> calledTools ? FinishReason.TOOL_CALLS : FinishReason.STOP;
            case "MAX_TOKENS" -> FinishReason.LENGTH;
            case "MALFORMED_FUNCTION_CALL",
                    "UNEXPECTED_TOOL_CALL",
                    "TOO_MANY_TOOL_CALLS",
                    "MALFORMED_RESPONSE",
                    "MISSING_THOUGHT_SIGNATURE" -> throw garbled(candidate, reason);
            // safety, recitation, blocklists, language and whatever else stopped it before its end
            default -> FinishReason.CONTENT_FILTER;
        };
    }

    /** What a filtered answer says instead, or null. */
    static @Nullable String refusal(JsonNode candidate, FinishReason reason) {
        String message = ProviderJson.text(candidate, "finishMessage");
        return reason == FinishReason.CONTENT_FILTER && message != null && !message.isBlank() ? message : null;
    }

    /** What is said of a blocked prompt, or null where it was not blocked. */
    static @Nullable String blocked(JsonNode body) {
        JsonNode feedback = body.path("promptFeedback");
        String reason = ProviderJson.text(feedback, "blockReason");
        if (reason == null || !body.path("candidates").isEmpty()) {
            return null;
        }
        String message = ProviderJson.text(feedback, "blockReasonMessage");
        return message != null ? message : "The provider blocked the prompt (" + reason + ").";
    }

    private static ProviderFailure garbled(JsonNode candidate, String reason) {
        String message = ProviderJson.text(candidate, "finishMessage");
        return new ProviderFailure(
                ProviderFailure.Kind.MALFORMED,
                0,
                ProviderWords.redacted("the model ended with " + reason + (message == null ? "" : ": " + message)),
                reason,
                null,
                null);
    }
}
