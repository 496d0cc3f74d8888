package io.serai.providers.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.chat.reply.FinishReason;
import io.serai.json.ProviderJson;
import org.jspecify.annotations.Nullable;

/** Translates why an answer ended. */
final class StopReasons {

    private StopReasons() {}

    /** A reason nobody here knows counts as a natural end; so does the call of our tool that carries a JSON answer. */
    static FinishReason of(@Nullable String reason, boolean calledTools) {
        return switch (reason) {
            case null -> calledTools ? FinishReason.TOOL_CALLS : FinishReason.STOP;
            case "max_tokens", "model_context_window_exceeded" -> FinishReason.LENGTH;
            case "tool_use" -> calledTools ? FinishReason.TOOL_CALLS : FinishReason.STOP;
            case "refusal" -> FinishReason.CONTENT_FILTER;
            default -> FinishReason.STOP;
        };
    }

    /** What the API says of a refusal, or null. */
    static @Nullable String refusal(JsonNode holder) {
        String explanation = ProviderJson.text(holder.path("stop_details"), "explanation");
        return explanation == null || explanation.isBlank() ? null : explanation;
    }
}
