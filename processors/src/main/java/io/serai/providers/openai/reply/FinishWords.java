package io.serai.providers.openai.reply;

import io.serai.chat.reply.FinishReason;
import java.util.Locale;

/** The words for why an answer ended, OpenAI's own and those that vendors brought along. */
final class FinishWords {

    private FinishWords() {}

    /** Whether the word is one that SDKs know. */
    static boolean known(String word) {
        return switch (word) {
            case "stop", "length", "tool_calls", "content_filter", "function_call" -> true;
            default -> false;
        };
    }

    /** OpenAI's own word for it. */
    static String word(FinishReason reason) {
        return switch (reason) {
            case STOP -> "stop";
            case LENGTH -> "length";
            case TOOL_CALLS -> "tool_calls";
            case CONTENT_FILTER -> "content_filter";
        };
    }

    static FinishReason reason(String word) {
        return switch (word) {
            case "stop" -> FinishReason.STOP;
            case "length" -> FinishReason.LENGTH;
            case "tool_calls", "function_call" -> FinishReason.TOOL_CALLS;
            case "content_filter" -> FinishReason.CONTENT_FILTER;
            default ->
                switch (word.toLowerCase(Locale.ROOT)) {
                    case "length", "max_tokens", "model_length", "model_context_window_exceeded" -> FinishReason.LENGTH;
                    case "tool_calls", "tool_use", "tool_call", "function_call" -> FinishReason.TOOL_CALLS;
                    case "content_filter", "safety", "refusal", "sensitive", "prohibited_content", "recitation" ->
                        FinishReason.CONTENT_FILTER;
                    default -> FinishReason.STOP;
                };
        };
    }
}
