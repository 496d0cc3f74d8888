package io.serai.simulator.compose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.simulator.question.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.ToIntFunction;

/** Makes up the answers to a question: tool calls, JSON or prose; the same question gets the same words. */
public final class Composer {

    private static final int LONGEST_PIECE = 12;

    private final Question question;
    private final ToIntFunction<String> counter;
    private final int thinking;
    private final Budget budget = new Budget();
    private final List<ToolPicker.Pick> picks;

    public Composer(Question question, ToIntFunction<String> counter) {
        this.question = question;
        this.counter = counter;
        int wished = switch (question.effort()) {
            case "none", "minimal" -> 0;
            case "low" -> question.model().thinking() / 2;
            case "high", "xhigh", "max" -> question.model().thinking() * 3;
            default -> question.model().thinking();
        };
        this.thinking = Math.min(wished, question.limit() / 2);
        this.picks = ToolPicker.picks(question);
    }

    /** Tokens of thinking in each answer; part of what the limit of the answer allows. */
    public int thinking() {
        return thinking;
    }

    public SimulatedReply say(int choice) {
        return picks.isEmpty() ? text(choice) : calls(choice);
    }

    private SimulatedReply text(int choice) {
        String text = words(choice);
        String finish = "stop";
        for (String stop : question.stops()) {
            int at = stop.isEmpty() ? -1 : text.indexOf(stop);
            text = at < 0 ? text : text.substring(0, at);
        }
        List<String> pieces = pieces(text);
        int room = question.limit() - thinking;
        int tokens = counter.applyAsInt(text);
        if (tokens > room) {
            pieces = upTo(pieces, room);
            tokens = Math.min(room, counter.applyAsInt(String.join("", pieces)));
            finish = "length";
        }
        return new SimulatedReply(pieces, List.of(), finish, tokens);
    }

    private String words(int choice) {
        JsonNode schema = question.schema();
        if (schema != null) {
            return new SchemaValues(schema, question.topic(), choice, budget.on("response_format"))
                    .value()
                    .toString();
        }
        if (question.jsonObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            object.put("topic", question.topic().words());
            object.put("answer", Prose.answer(question, choice));
            return object.toString();
        }
        return Prose.answer(question, choice);
    }

    private SimulatedReply calls(int choice) {
        List<SimulatedReply.Call> calls = new ArrayList<>();
        int tokens = 0;
        String finish = question.toolNamed() != null ? "stop" : "tool_calls";
        for (ToolPicker.Pick pick : picks) {
            String name = pick.tool().path("name").asText();
            JsonNode schema = pick.tool().path("parameters");
            String arguments = schema.isObject()
                    ? new SchemaValues(schema, question.topic(), pick.turn() + choice, budget.on("tools"))
                            .value()
                            .toString()
                    : "{}";
            List<String> pieces = pieces(arguments);
            int cost = counter.applyAsInt(name) + counter.applyAsInt(arguments);
            int room = question.limit() - thinking - tokens;
            if (cost > room) {
                pieces = upTo(pieces, room - counter.applyAsInt(name));
                cost = room;
                finish = "length";
            }
            calls.add(new SimulatedReply.Call("call_" + random(), name, pieces));
            tokens += cost;
            if (finish.equals("length")) {
                break;
            }
        }
        return new SimulatedReply(List.of(), calls, finish, tokens);
    }

    private List<String> upTo(List<String> pieces, int room) {
        int tokens = 0;
        for (int i = 0; i < pieces.size(); i++) {
            tokens += counter.applyAsInt(pieces.get(i));
            if (tokens > room) {
                return pieces.subList(0, i);
            }
        }
        return pieces;
    }

    /** Cuts a text as models tell it: a word with the space before it, long words in parts. */
    static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        int from = 0;
        for (int at = 1; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean word = Character.isWhitespace(c) && !Character.isWhitespace(text.charAt(at - 1));
            boolean whole = !Character.isLowSurrogate(c);
            if (whole && (word || at - from >= LONGEST_PIECE)) {
                pieces.add(text.substring(from, at));
                from = at;
            }
        }
        if (from < text.length()) {
            pieces.add(text.substring(from));
        }
        return pieces;
    }

    public static String random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return Long.toHexString(random.nextLong() | Long.MIN_VALUE)
                + Integer.toHexString(random.nextInt() | Integer.MIN_VALUE);
    }
}
