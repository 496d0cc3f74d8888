package io.serai.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the answer is drawn; null where the caller did not say.
 *
 * @param maxOutputTokens from {@code max_completion_tokens} or {@code max_tokens}
 * @param stop            at most four sequences, empty for none
 */
public record Sampling(
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer maxOutputTokens,
        List<String> stop,
        @Nullable Integer choices,
        @Nullable Long seed,
        @Nullable Double presencePenalty,
        @Nullable Double frequencyPenalty,
        @Nullable Boolean logprobs,
        @Nullable Integer topLogprobs,
        @Nullable String reasoningEffort,
        @Nullable Boolean parallelToolCalls) {

    public Sampling {
        stop = List.copyOf(stop);
    }

    public int choicesOrOne() {
        return choices == null ? 1 : choices;
    }
}
