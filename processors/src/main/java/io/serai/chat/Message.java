package io.serai.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One turn of a conversation. */
public sealed interface Message {

    /** What was said, in order; empty where an assistant only called tools. */
    List<Part> parts();

    /** All text of the turn, pieces joined by line feeds. */
    default String text() {
        if (parts().size() == 1 && parts().getFirst() instanceof Part.Text only) {
            return only.text();
        }
        StringBuilder text = new StringBuilder();
        for (Part part : parts()) {
            if (part instanceof Part.Text piece) {
                text.append(text.isEmpty() ? "" : "\n").append(piece.text());
            }
        }
        return text.toString();
    }

    /** Instructions of the operator; {@code developer} keeps OpenAI's newer name of the role. */
    record System(
            List<Part> parts, boolean developer, @Nullable String name) implements Message {
        public System {
            parts = List.copyOf(parts);
        }
    }

    record User(List<Part> parts, @Nullable String name) implements Message {
        public User {
            parts = List.copyOf(parts);
        }
    }

    record Assistant(
            List<Part> parts,
            List<ToolCall> toolCalls,
            @Nullable String name) implements Message {
        public Assistant {
            parts = List.copyOf(parts);
            toolCalls = List.copyOf(toolCalls);
        }
    }

    /** What a tool answered to the call {@code callId}. */
    record ToolResult(String callId, List<Part> parts) implements Message {
        public ToolResult {
            parts = List.copyOf(parts);
        }
    }
}
