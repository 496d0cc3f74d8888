package io.serai.simulator.compose;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.simulator.question.Rejected;
import io.serai.simulator.question.Topic;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Words and numbers for the fields of a schema, by their names and from the prompt. */
final class SchemaTexts {

    private static final List<String> PLACES = List.of("Paris", "Tokyo", "Nairobi", "Lima");
    private static final List<String> PEOPLE =
            List.of("Ada Lovelace", "Alan Turing", "Grace Hopper", "Edsger Dijkstra");

    private static final String MORE = " and more";

    private final Topic topic;
    private final int turn;
    private final Budget budget;

    SchemaTexts(Topic topic, int turn, Budget budget) {
        this.topic = topic;
        this.turn = turn;
        this.budget = budget;
    }

    /** A text that the schema accepts; {@code place} tells apart those of one list. */
    String text(String name, JsonNode schema, int place) {
        String text = anySize(name, schema, place);
        budget.characters(text.length());
        return text;
    }

    private String anySize(String name, JsonNode schema, int place) {
        JsonNode pattern = schema.path("pattern");
        if (pattern.isTextual()) {
            String text = PatternText.of(pattern.textValue(), turn + place, budget);
            if (text == null) {
                throw budget.invalid("the simulator cannot write a text for the pattern "
                        + Rejected.shown(pattern.textValue()) + ".");
            }
            return text;
        }
        String formatted = formatted(schema.path("format").asText(), place);
        return formatted != null ? formatted : sized(word(name.toLowerCase(Locale.ROOT), place), schema);
    }

    private @Nullable String formatted(String format, int place) {
        int day = 1 + (turn + place) % 28;
        return switch (format) {
            case "date-time" -> "2026-11-%02dT10:00:00Z".formatted(day);
            case "date" -> "2026-11-%02d".formatted(day);
            case "time" -> "10:00:%02dZ".formatted(day);
            case "duration" -> "PT" + day + "M";
            case "email", "idn-email" -> "user" + day + "@example.com";
            case "hostname", "idn-hostname" -> "host" + day + ".example.com";
            case "ipv4" -> "192.0.2." + day;
            case "ipv6" -> "2001:db8::" + day;
            case "uri", "iri", "uri-reference" -> "https://example.com/" + day;
            case "uuid" -> new UUID(0x1234_5678_9abc_4defL, 0x8000_0000_0000_0000L + day).toString();
            default -> null;
        };
    }

    private String word(String name, int place) {
        int nth = turn + place;
        if (contains(name, "city", "location", "place", "country", "town", "destination", "origin")) {
            return nth < topic.names().size() ? topic.names().get(nth) : PLACES.get(nth % PLACES.size());
        }
        if (contains(name, "name", "person", "author", "customer", "user")) {
            return nth < topic.names().size() ? topic.names().get(nth) : PEOPLE.get(nth % PEOPLE.size());
        }
        if (contains(name, "date", "day")) {
            return "2026-11-%02d".formatted(1 + nth % 28);
        }
        if (contains(name, "email")) {
            return "user" + (nth + 1) + "@example.com";
        }
        if (contains(name, "url", "link")) {
            return "https://example.com/" + (nth + 1);
        }
        if (name.equals("id") || name.endsWith("_id")) {
            return "id-" + (nth + 1);
        }
        if (contains(name, "summary", "description", "answer", "text", "reason", "explanation", "content", "message")) {
            return "A point about “" + topic.words() + "”" + (place == 0 ? "." : ", number " + (place + 1) + ".");
        }
        if (nth < topic.names().size()) {
            return topic.names().get(nth);
        }
        return place == 0 ? topic.words() : topic.words() + " " + (place + 1);
    }

    private static boolean contains(String name, String... words) {
        for (String word : words) {
            if (name.contains(word)) {
                return true;
            }
        }
        return false;
    }

    /** The text brought to the length the schema asks for, counted in code points. */
    private String sized(String text, JsonNode schema) {
        long least = schema.path("minLength").asLong(0);
        int most = Math.max(0, schema.path("maxLength").asInt(Integer.MAX_VALUE));
        int length = text.codePointCount(0, text.length());
        StringBuilder sized = new StringBuilder(text);
        if (length < least) {
            budget.roomFor(0, least);
            long times = (least - length + MORE.length() - 1) / MORE.length();
            sized.repeat(MORE, (int) times);
            length += (int) times * MORE.length();
        }
        if (length > most) {
            sized.setLength(sized.offsetByCodePoints(0, most));
        }
        return sized.toString();
    }

    /** Numbers worth trying for a field, the best first. */
    List<BigDecimal> numbers(String name, int place) {
        List<BigDecimal> numbers = new ArrayList<>();
        int nth = turn + place;
        if (contains(name.toLowerCase(Locale.ROOT), "confidence", "score", "probability", "ratio")) {
            numbers.add(new BigDecimal("0.9"));
        } else if (nth < topic.numbers().size()) {
            numbers.add(new BigDecimal(topic.numbers().get(nth)));
        }
        numbers.add(BigDecimal.valueOf(nth + 1L));
        numbers.add(BigDecimal.ZERO);
        return numbers;
    }
}
