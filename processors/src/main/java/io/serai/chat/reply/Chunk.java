package io.serai.chat.reply;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event of a streamed answer.
 *
 * @param deltas   what it says, in order; may be empty (a field nobody here knows)
 * @param verbatim the provider's own JSON of the event where it may be passed on unchanged
 */
public record Chunk(List<Delta> deltas, @Nullable Verbatim verbatim) {

    public Chunk {
        deltas = List.copyOf(deltas);
    }

    /** Whether a caller would see something of the answer in it: from then on no other model may take over. */
    public boolean hasContent() {
        for (Delta delta : deltas) {
            boolean content = switch (delta) {
                case Delta.Start start -> false;
                case Delta.UsageReport report -> false;
                case Delta.Text text -> !text.text().isEmpty();
                case Delta.Reasoning reasoning -> !reasoning.text().isEmpty();
                case Delta.Refusal refusal -> !refusal.text().isEmpty();
                case Delta.ToolCallStart call -> true;
                case Delta.ToolCallArguments arguments -> true;
                case Delta.Finish finish -> true;
            };
            if (content) {
                return true;
            }
        }
        return false;
    }
}
