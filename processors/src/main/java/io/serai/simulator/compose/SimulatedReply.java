package io.serai.simulator.compose;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One answer of the simulator.
 *
 * @param pieces its text in the order of telling, empty where it only calls tools
 * @param finish OpenAI's word for why it ended
 * @param tokens what its text, or its calls, count for
 */
public record SimulatedReply(List<String> pieces, List<Call> calls, String finish, int tokens) {

    /** A good answer without a word. */
    public static final SimulatedReply NOTHING = new SimulatedReply(List.of(), List.of(), "stop", 0);

    private static final long PIECE_BYTES = 120;

    /** A call of a tool, its arguments in the order of telling. */
    public record Call(String id, String name, List<String> pieces) {

        public Call {
            pieces = List.copyOf(pieces);
        }

        public String arguments() {
            return String.join("", pieces);
        }
    }

    public SimulatedReply {
        pieces = List.copyOf(pieces);
        calls = List.copyOf(calls);
    }

    /** About how much memory it takes: a piece, and the step that tells it, are objects of their own. */
    public long heldBytes() {
        long told = pieces.size()
                + calls.stream().mapToLong(call -> call.pieces().size()).sum();
        return told * PIECE_BYTES;
    }

    @Nullable
    public String text() {
        return calls.isEmpty() ? String.join("", pieces) : null;
    }
}
