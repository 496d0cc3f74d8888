package io.serai.chat.reply;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds the chunk that says why an answer ended until it is known that nothing comes behind it.
 *
 * <p>Some servers say it early, or with every chunk: then it is taken back.
 */
public final class LateFinish {

    private final Deque<Chunk> ready = new ArrayDeque<>(2);
    private @Nullable Chunk held;
    private boolean finished;
    private boolean takenBack;
    /** Whether the answer has said something without saying at once why it ended. */
    private boolean trusted;

    /** A chunk has come. */
    public void take(Chunk chunk) {
        boolean finishes = has(chunk, null);
        Chunk before = held;
        held = null;
        if (before != null) {
            boolean early = has(before, chunk);
            takenBack |= early;
            ready.add(early ? withoutFinish(before) : before);
        }
        if (finishes) {
            finished = true;
            trusted |= !chunk.says();
            held = chunk;
        } else {
            trusted |= chunk.says();
            finished &= !chunk.hasContent();
            ready.add(chunk);
        }
    }

    /** Nothing comes any more. */
    public void end() {
        Chunk last = held;
        held = null;
        if (last != null) {
            ready.add(last);
        }
    }

    public @Nullable Chunk poll() {
        return ready.poll();
    }

    /** Whether the answer has said why it ended, and nothing since. */
    public boolean finished() {
        return finished;
    }

    /** Whether nothing but its end mark is to be expected: not where the first words came with a reason to end already. */
    public boolean ending() {
        return finished && trusted && !takenBack;
    }

    /** Whether the server says too early why an answer ends, so that only its end mark or a clean end of the body is one. */
    public boolean takenBack() {
        return takenBack;
    }

    /** Whether a chunk finishes a choice; with {@code later}, one that it goes on with. */
    private static boolean has(Chunk chunk, @Nullable Chunk later) {
        for (Delta delta : chunk.deltas()) {
            if (delta instanceof Delta.Finish finish && (later == null || goesOn(later, finish.choice()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean goesOn(Chunk chunk, int choice) {
        for (Delta delta : chunk.deltas()) {
            int about = switch (delta) {
                case Delta.Text text -> text.choice();
                case Delta.Reasoning reasoning -> reasoning.choice();
                case Delta.Refusal refusal -> refusal.choice();
                case Delta.ToolCallStart call -> call.choice();
                case Delta.ToolCallArguments call -> call.choice();
                case Delta.Finish finish -> finish.choice();
                case Delta.Start start -> -1;
                case Delta.UsageReport usage -> -1;
            };
            if (about == choice) {
                return true;
            }
        }
        return false;
    }

    private static Chunk withoutFinish(Chunk chunk) {
        List<Delta> deltas = new ArrayList<>(chunk.deltas());
        deltas.removeIf(delta -> delta instanceof Delta.Finish);
        return new Chunk(deltas, null);
    }
}
