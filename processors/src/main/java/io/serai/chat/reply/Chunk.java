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

    /** One that says nothing. */
    public static final Chunk NOTHING = new Chunk(List.of(), null);

    public Chunk {
        deltas = List.copyOf(deltas);
    }

    /** Whether something is said in it: words, thoughts, a call or a refusal; an end alone is not. */
    public boolean says() {
        for (Delta delta : deltas) {
            if (!(delta instanceof Delta.Finish) && isContent(delta)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a caller would see something of the answer in it: from then on no other model may take over. */
    public boolean hasContent() {
        for (Delta delta : deltas) {
            if (isContent(delta)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isContent(Delta delta) {
        return switch (delta) {
            case Delta.Start start -> false;
            case Delta.UsageReport report -> false;
            case Delta.Text text -> !text.text().isEmpty();
            case Delta.Reasoning reasoning -> !reasoning.text().isEmpty();
            case Delta.Refusal refusal -> !refusal.text().isEmpty();
            case Delta.ToolCallStart call -> true;
            case Delta.ToolCallArguments arguments -> true;
            case Delta.Finish finish -> true;
        };
    }
}
