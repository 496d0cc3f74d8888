package io.serai.providers.anthropic;

import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import org.jspecify.annotations.Nullable;

/**
 * How much the model thinks before it answers, from the caller's {@code reasoning_effort}.
 *
 * <p>Models from 4.6 on take the effort itself and think adaptively; older ones take a budget, the same that Google
 * documents for its OpenAI wire (1, 8 and 24 Ki tokens for low, medium and high). An effort is a wish, so thinking is left
 * out where the API forbids it: when a tool call is forced, and, with a budget, in the middle of a round of tool calls,
 * whose thinking blocks the vocabulary does not keep, or when {@code max_tokens} leaves no room for the least budget.
 *
 * @param budget   tokens, or 0 for none
 * @param adaptive whether the model decides how much
 * @param effort   Anthropic's word for the effort, or null to leave it at its default
 */
record Thinking(int budget, boolean adaptive, @Nullable String effort) {

    private static final int LEAST_BUDGET = 1_024;
    private static final Thinking OFF = new Thinking(0, false, null);

    static Thinking of(ChatRequest request, ClaudeModel model, int maxTokens, boolean forced) {
        String effort = request.sampling().reasoningEffort();
        if (effort == null) {
            return OFF;
        }
        int wanted = budget(effort);
        boolean mayThink = !forced && wanted > 0;
        if (model.thinksAdaptively()) {
            return new Thinking(0, mayThink && !effort.equals("minimal"), word(effort, model));
        }
        if (wanted > 0 && !model.thinks()) {
            throw refused("This model does not reason; leave reasoning_effort out.");
        }
        int budget = Math.min(wanted, maxTokens / 5 * 4);
        return mayThink && budget >= LEAST_BUDGET && !answersTools(request) ? new Thinking(budget, false, null) : OFF;
    }

    boolean on() {
        return adaptive || budget > 0;
    }

    private static int budget(String effort) {
        return switch (effort) {
            case "none" -> 0;
            case "minimal", "low" -> LEAST_BUDGET;
            case "medium" -> 8_192;
            case "high" -> 24_576;
            case "xhigh" -> 32_768;
            default -> throw refused("reasoning_effort must be none, minimal, low, medium, high or xhigh.");
        };
    }

    private static String word(String effort, ClaudeModel model) {
        return switch (effort) {
            case "none", "minimal" -> "low";
            case "xhigh" -> model.takesExtraHighEffort() ? "xhigh" : "high";
            default -> effort;
        };
    }

    private static boolean answersTools(ChatRequest request) {
        return request.messages().getLast() instanceof Message.ToolResult;
    }

    private static Refusal refused(String why) {
        return new Refusal(new GatewayError.Invalid(why, "reasoning_effort", "unsupported_value"));
    }
}
