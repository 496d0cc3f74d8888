package io.serai.providers.anthropic;

import io.serai.chat.Message;
import io.serai.chat.Part;
import java.util.ArrayList;
import java.util.List;

/**
 * A conversation as Anthropic wants it: the operator's words apart, user and assistant by turns, nothing empty.
 *
 * <p>System and developer messages move to the front in their order, wherever they stood. A conversation of nothing else
 * becomes the user's turn, and one that begins with the assistant gets a user's turn before it, because the API refuses
 * both.
 *
 * @param system the operator's words, empty for none
 */
record Turns(String system, List<Turn> turns) {

    private static final Turn OPENING = new Turn(
            true, List.of(), List.of(new Message.User(List.of(new Part.Text("(The assistant speaks first.)")), null)));

    /**
     * What one side says until the other speaks.
     *
     * @param results tool results, which must come first in a user's turn
     * @param said    the other messages, each with something in it
     */
    record Turn(boolean user, List<Message.ToolResult> results, List<Message> said) {}

    static Turns of(List<Message> messages) {
        StringBuilder system = new StringBuilder();
        List<Turn> turns = new ArrayList<>();
        for (Message message : messages) {
            switch (message) {
                case Message.System words -> {
                    String text = TextOf.named(words.text(), words.name());
                    if (!text.isBlank()) {
                        system.append(system.isEmpty() ? "" : "\n\n").append(text);
                    }
                }
                case Message.User user -> {
                    if (TextOf.hasContent(user)) {
                        turn(turns, true).said().add(user);
                    }
                }
                case Message.Assistant assistant -> {
                    if (TextOf.hasContent(assistant) || !assistant.toolCalls().isEmpty()) {
                        turn(turns, false).said().add(assistant);
                    }
                }
                case Message.ToolResult result -> turn(turns, true).results().add(result);
            }
        }
        if (turns.isEmpty() && !system.isEmpty()) {
            Message asked = new Message.User(List.of(new Part.Text(system.toString())), null);
            return new Turns("", List.of(new Turn(true, List.of(), List.of(asked))));
        }
        if (!turns.isEmpty() && !turns.getFirst().user()) {
            turns.addFirst(OPENING);
        }
        return new Turns(system.toString(), turns);
    }

    private static Turn turn(List<Turn> turns, boolean user) {
        if (turns.isEmpty() || turns.getLast().user() != user) {
            turns.add(new Turn(user, new ArrayList<>(), new ArrayList<>()));
        }
        return turns.getLast();
    }
}
