package io.serai.simulator.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.simulator.question.Question;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.ToIntFunction;

/**
 * Tokens of one exchange by the simulator's rule: three for the reply's beginning, three and its text a message, 85 a
 * picture, file or sound, and the tools as their JSON; an answer counts its text, or its calls' names and arguments.
 */
public record Counts(int prompt, int cached, int completion, int thinking) {

    /** Tokens that its models take. */
    public static final int CONTEXT = 200_000;

    private static final int OTHER_PART = 85;

    public static Counts prompt(Question question, ToIntFunction<String> counter, PromptCache cache) {
        JsonNode messages = question.messages();
        StringBuilder beginning = new StringBuilder(question.modelName());
        int tokens = 3;
        if (!question.toolList().isEmpty()) {
            String tools = question.toolList().toString();
            tokens += counter.applyAsInt(tools);
            beginning.append(tools);
        }
        int beginningTokens = tokens;
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.path(i);
            beginningTokens = i == messages.size() - 1 ? tokens : beginningTokens;
            if (tokens > CONTEXT) {
                break; // more is refused, so the rest need not be counted
            }
            tokens += 3 + counter.applyAsInt(Question.text(message));
            for (JsonNode part : message.path("content")) {
                tokens += part.has("text") || part.isTextual() ? 0 : OTHER_PART;
            }
            for (JsonNode call : message.path("tool_calls")) {
                tokens += counter.applyAsInt(call.path("function").toString());
            }
            if (i < messages.size() - 1) {
                beginning.append('\n').append(message);
            }
        }
        String key = beginningTokens < 1024
                ? ""
                : UUID.nameUUIDFromBytes(beginning.toString().getBytes(StandardCharsets.UTF_8))
                        .toString();
        return new Counts(tokens, cache.cached(key, beginningTokens), 0, 0);
    }

    public Counts and(int completionTokens, int thinkingTokens) {
        return new Counts(prompt, cached, completion + completionTokens + thinkingTokens, thinking + thinkingTokens);
    }

    ObjectNode json() {
        ObjectNode usage = JsonNodeFactory.instance.objectNode();
        usage.put("prompt_tokens", prompt);
        usage.put("completion_tokens", completion);
        usage.put("total_tokens", prompt + completion);
        usage.putObject("prompt_tokens_details").put("cached_tokens", cached).put("audio_tokens", 0);
        usage.putObject("completion_tokens_details")
                .put("reasoning_tokens", thinking)
                .put("audio_tokens", 0)
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0);
        return usage;
    }
}
