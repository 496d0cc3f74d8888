package io.serai.simulator.compose;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.simulator.question.Question;
import io.serai.simulator.question.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Decides which tools an answer calls, and how often: once for each thing that was asked about. */
final class ToolPicker {

    /** A call to make; {@code turn} counts the calls of one tool. */
    record Pick(JsonNode tool, int turn) {}

    private static final int MOST_CALLS = 4;

    /** What a tool is for is said in the beginning of its description. */
    private static final int LOOKED_AT = 1_000;

    private static final Set<String> EMPTY_WORDS =
            Set.of("get", "set", "the", "for", "and", "find", "list", "fetch", "make", "with", "from", "tool", "call");

    private ToolPicker() {}

    static List<Pick> picks(Question question) {
        List<JsonNode> tools = question.tools();
        if (tools.isEmpty()) {
            return List.of();
        }
        Topic topic = question.topic();
        List<JsonNode> chosen = chosen(question, tools, topic);
        List<Pick> picks = new ArrayList<>();
        for (JsonNode tool : chosen) {
            int turns = chosen.size() == 1 && takesText(tool) && asksForSeveral(topic)
                    ? topic.names().size()
                    : 1;
            for (int turn = 0; turn < turns && picks.size() < MOST_CALLS; turn++) {
                picks.add(new Pick(tool, turn));
            }
        }
        return question.parallelTools() || picks.isEmpty() ? picks : picks.subList(0, 1);
    }

    private static List<JsonNode> chosen(Question question, List<JsonNode> tools, Topic topic) {
        String named = question.toolNamed();
        if (named != null) {
            return tools.stream()
                    .filter(tool -> tool.path("name").asText().equals(named))
                    .toList();
        }
        boolean freshQuestion = question.last().path("role").asText().equals("user");
        List<JsonNode> matching = freshQuestion || question.toolRequired()
                ? tools.stream().filter(tool -> matches(tool, topic)).toList()
                : List.of();
        return matching.isEmpty() && question.toolRequired() ? List.of(tools.getFirst()) : matching;
    }

    private static boolean asksForSeveral(Topic topic) {
        return topic.names().size() > 1
                && (topic.lower().contains(" and ") || topic.lower().contains(","));
    }

    private static boolean takesText(JsonNode tool) {
        for (JsonNode property : tool.path("parameters").path("properties")) {
            if (property.path("type").asText().equals("string") && !property.has("enum")) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(JsonNode tool, Topic topic) {
        String name = Topic.beginning(tool.path("name").asText(), LOOKED_AT).replaceAll("([a-z])([A-Z])", "$1 $2");
        for (String word : name.toLowerCase(Locale.ROOT).split("[^a-z]+")) {
            if (word.length() > 2
                    && !EMPTY_WORDS.contains(word)
                    && topic.lower().contains(word)) {
                return true;
            }
        }
        int shared = 0;
        String description = tool.path("description").asText();
        for (String word :
                Topic.beginning(description, LOOKED_AT).toLowerCase(Locale.ROOT).split("[^a-z]+")) {
            if (word.length() > 4 && topic.lower().contains(word)) {
                shared++;
            }
        }
        return shared > 1;
    }
}
