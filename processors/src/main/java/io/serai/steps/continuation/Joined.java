package io.serai.steps.continuation;

import io.serai.chat.reply.Chunk;
import io.serai.chat.reply.Delta;
import io.serai.chat.reply.ReplyStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A continuing answer as its caller may hear it, behind what was delivered.
 *
 * <p>Its own beginning, thoughts and usage are left out, its text joined by a {@link Seam}. No chunk keeps its provider's bytes,
 * whose id and model are others than the caller has seen.
 */
final class Joined implements ReplyStream {

    private final ReplyStream stream;
    private final Seam seam;

    Joined(ReplyStream stream, Seam seam) {
        this.stream = stream;
        this.seam = seam;
    }

    @Override
    public @Nullable Chunk next() {
        for (Chunk chunk = stream.next(); chunk != null; chunk = stream.next()) {
            List<Delta> deltas = new ArrayList<>(2);
            for (Delta delta : chunk.deltas()) {
                join(delta, deltas);
            }
            if (!deltas.isEmpty()) {
                return new Chunk(deltas, null);
            }
        }
        return null;
    }

    private void join(Delta delta, List<Delta> deltas) {
        switch (delta) {
            case Delta.Start start -> {}
            case Delta.Reasoning thought -> {}
            case Delta.UsageReport report -> {}
            case Delta.Text text -> {
                if (text.choice() == 0) { // nobody asked for another
                    say(seam.take(text.text()), deltas);
                }
            }
            case Delta.Finish finish -> last(delta, finish.choice(), deltas);
            case Delta.Refusal refusal -> last(delta, refusal.choice(), deltas);
            case Delta.ToolCallStart call -> last(delta, call.choice(), deltas);
            case Delta.ToolCallArguments arguments -> last(delta, arguments.choice(), deltas);
        }
    }

    /** What is no text ends the text: nothing of it may be held back any longer. */
    private void last(Delta delta, int choice, List<Delta> deltas) {
        if (choice == 0) {
            say(seam.end(), deltas);
            deltas.add(delta);
        }
    }

    private static void say(String text, List<Delta> deltas) {
        if (!text.isEmpty()) {
            deltas.add(new Delta.Text(0, text));
        }
    }

    @Override
    public void close() {
        stream.close();
    }
}
