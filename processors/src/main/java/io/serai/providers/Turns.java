package io.serai.providers;

import io.serai.chat.Message;
import io.serai.chat.Part;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A conversation by turns: the operator's words apart, user and assistant alternating, nothing empty.
 *
 * <p>System and developer messages move to the front in their order, wherever they stood. A conversation of nothing else
 * becomes the user's turn, and one that begins with the assistant gets a user's turn before it, because the APIs
 * that want turns refuse both.
 *
 * @param system the operator's words, empty for none
 */
public record Turns(String system, List<Turn> turns) {

    private static final Turn OPENING = new Turn(
            true, List.of(), List.of(new Message.User(List.of(new Part.Text("(The assistant speaks first.)")), null)));

    /**
     * What one side says until the other speaks.
     *
     * @param results tool results, which must come first in a user's turn
     * @param said    the other messages, each with something in it
     */
    public record Turn(boolean user, List<Message.ToolResult> results, List<Message> said) {
        public Turn {
            results = List.copyOf(results);
            said = List.copyOf(said);
        }
    }

    public Turns {
        turns = List.copyOf(turns);
    }

    public static Turns of(List<Message> messages) {
        StringBuilder system = new StringBuilder();
        Gathering turns = new Gathering();
        for (Message message : messages) {
            switch (message) {
                case Message.System words -> {
                    String text = named(words.text(), words.name());
                    if (!text.isBlank()) {
                        system.append(system.isEmpty() ? "" : "\n\n").append(text);
                    }
                }
                case Message.User user -> {
                    if (hasContent(user)) {
                        turns.side(true).said.add(user);
                    }
                }
                case Message.Assistant assistant -> {
                    if (hasContent(assistant) || !assistant.toolCalls().isEmpty()) {
                        turns.side(false).said.add(assistant);
                    }
                }
                case Message.ToolResult result -> turns.side(true).results.add(result);
            }
        }
        return opened(system.toString(), turns.all());
    }

    private static Turns opened(String system, List<Turn> turns) {
        if (turns.isEmpty() && !system.isEmpty()) {
            Message asked = new Message.User(List.of(new Part.Text(system)), null);
            return new Turns("", List.of(new Turn(true, List.of(), List.of(asked))));
        }
        if (!turns.isEmpty() && !turns.getFirst().user()) {
            turns.addFirst(OPENING);
        }
        return new Turns(system, turns);
    }

    /** The turns so far, the last of them still open. */
    private static final class Gathering {
        private final List<Turn> done = new ArrayList<>();
        private final List<Message.ToolResult> results = new ArrayList<>();
        private final List<Message> said = new ArrayList<>();
        private boolean user;

        Gathering side(boolean isUser) {
            if (user != isUser) {
                close();
                user = isUser;
            }
            return this;
        }

        private void close() {
            if (!results.isEmpty() || !said.isEmpty()) {
                done.add(new Turn(user, results, said));
                results.clear();
                said.clear();
            }
        }

        List<Turn> all() {
            close();
            return done;
        }
    }

    /** These wires have no field for a participant's name, so it stands before what they said. */
    public static String named(String text, @Nullable String name) {
        return name == null || text.isBlank() ? text : name + ": " + text;
    }

    /** Whether anything in the message is worth sending: empty and blank texts are refused. */
    public static boolean hasContent(Message message) {
        for (Part part : message.parts()) {
            if (!isBlank(part)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the part is a text that says nothing. */
    public static boolean isBlank(Part part) {
        return switch (part) {
            case Part.Text text -> text.text().isBlank();
            case Part.Refusal refusal -> refusal.text().isBlank();
            case Part.ImageUrl image -> false;
            case Part.ImageData image -> false;
            case Part.Audio audio -> false;
            case Part.File file -> false;
        };
    }
}
