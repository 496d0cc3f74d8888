package io.serai.simulator.compose;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.simulator.question.Question;
import io.serai.simulator.question.Topic;
import java.util.ArrayList;
import java.util.List;

/** Writes answers that look like a model's and always come out the same for the same prompt. */
final class Prose {

    private static final List<String> OPENINGS = List.of(
            "Here is what I can say about “%s”.",
            "Let us look at “%s” step by step.",
            "Thanks for asking about “%s”. In short:",
            "A good way to think about “%s” is in three parts.");
    private static final List<String> STEPS = List.of(
            "Start with the facts: write down what is known and what has to be found out.",
            "Separate what is urgent from what is important, and say who decides.",
            "Compare two or three options by cost, risk and time before choosing one.",
            "Try the smallest version first and measure it against the goal.",
            "Keep a record of the decision and of the reasons behind it.",
            "Check the result with somebody who was not part of the work.",
            "Plan how to go back in case it does not work out.");
    private static final List<String> CLOSINGS = List.of(
            "Tell me more about your case and I will go into detail.",
            "If one of these points matters most to you, we can start there.",
            "That should be enough to begin with.");

    /** Results of tools that an answer speaks of. */
    private static final int MOST_RESULTS = 8;

    private Prose() {}

    /** @param variant tells apart the answers to one prompt */
    static String answer(Question question, int variant) {
        String said = question.userText();
        Topic topic = question.topic();
        int seed = Math.floorMod(said.hashCode() * 31 + variant, 10_000);
        if (question.last().path("role").asText().equals("tool")) {
            return fromTools(question);
        }
        if (question.last().path("role").asText().equals("assistant")) {
            String begun = Question.text(question.last());
            String whole = begun.isBlank() ? "" : fresh(said, topic, seed);
            if (whole.length() > begun.length() && whole.startsWith(begun)) {
                return whole.substring(begun.length());
            }
            return " " + STEPS.get(seed % STEPS.size()) + " " + CLOSINGS.get(seed % CLOSINGS.size());
        }
        return fresh(said, topic, seed);
    }

    private static String fresh(String said, Topic topic, int seed) {
        String lower = topic.lower();
        if (said.length() < 40 && (lower.startsWith("hi") || lower.startsWith("hello") || lower.startsWith("hey"))) {
            return "Hello! I am Serai's simulator. Ask me anything: I answer at the speed of a real model.";
        }
        if (lower.contains("code")
                || lower.contains("function")
                || lower.contains("python")
                || lower.contains("java")) {
            return code(topic);
        }
        return steps(topic, seed);
    }

    private static String steps(Topic topic, int seed) {
        StringBuilder text =
                new StringBuilder(OPENINGS.get(seed % OPENINGS.size()).formatted(topic.words()));
        text.append("\n\n");
        int count = 3 + seed % 3;
        for (int i = 0; i < count; i++) {
            text.append(i + 1)
                    .append(". ")
                    .append(STEPS.get((seed + i) % STEPS.size()))
                    .append('\n');
        }
        if (!topic.names().isEmpty()) {
            text.append("\nYou mentioned ")
                    .append(String.join(", ", topic.names().stream().limit(5).toList()))
                    .append(", which I kept in mind.\n");
        }
        return text.append('\n').append(CLOSINGS.get(seed % CLOSINGS.size())).toString();
    }

    private static String code(Topic topic) {
        return """
                Here is a sketch for “%s”:

                ```python
                def solve(items):
                    result = []
                    for item in items:
                        if item not in result:
                            result.append(item)
                    return result
                ```

                It keeps the first of equal items and their order. For long lists, remember the items seen in a set.""".formatted(topic.words());
    }

    private static String fromTools(Question question) {
        List<String> results = new ArrayList<>();
        for (int i = question.messages().size() - 1; i >= 0 && results.size() < MOST_RESULTS; i--) {
            JsonNode message = question.messages().path(i);
            if (!message.path("role").asText().equals("tool")) {
                break;
            }
            String text = Question.text(message).strip();
            results.addFirst(text.length() > 400 ? Topic.beginning(text, 400) + "…" : text);
        }
        Topic topic = question.topic();
        return "You asked: “" + topic.words() + "”. According to the tools: " + String.join("; ", results) + ".";
    }
}
