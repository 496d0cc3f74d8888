package io.serai.chat.reply;

import io.serai.chat.ToolCall;
import io.serai.usage.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a model answered. */
public sealed interface ChatReply {

    /**
     * A whole answer.
     *
     * @param model    the model's name as the provider gives it
     * @param created  seconds since 1970
     * @param usage    null where the provider reported none
     * @param verbatim the provider's own body where it may be passed on unchanged
     */
    record Whole(
            String id,
            String model,
            long created,
            List<Choice> choices,
            @Nullable Usage usage,
            @Nullable Verbatim verbatim)
            implements ChatReply {
        public Whole {
            choices = List.copyOf(choices);
        }

        /** The same answer, without what its provider says that it used. */
        public Whole withoutUsage() {
            return new Whole(id, model, created, choices, null, verbatim);
        }
    }

    /** An answer that is still growing; its first content has come. */
    record Streamed(ReplyStream stream) implements ChatReply {}

    /**
     * One of the answers, usually the only one.
     *
     * @param text      null where the model only called tools or refused
     * @param reasoning the model's thinking where the provider shows it
     */
    record Choice(
            int index,
            @Nullable String text,
            @Nullable String reasoning,
            @Nullable String refusal,
            List<ToolCall> toolCalls,
            FinishReason finish) {
        public Choice {
            toolCalls = List.copyOf(toolCalls);
        }
    }
}
