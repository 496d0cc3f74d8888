package io.serai.simulator.compose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.serai.simulator.question.Rejected;
import io.serai.simulator.question.Topic;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes values that a JSON schema accepts, with words of the prompt in them.
 *
 * <p>Knows what OpenAI's structured outputs know and a little more; {@code not}, {@code if} and {@code dependent…} it
 * does not look at.
 */
final class SchemaValues {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> BOUNDS =
            List.of("multipleOf", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum");
    /** Deeper than this, a schema that contains itself is brought to an end. */
    private static final int DEEP = 6;

    private static final int DEEPEST = 40;

    /** Powers of ten beyond which the numbers of a schema are not reckoned with: their digits would fill the memory. */
    private static final int LARGEST_SCALE = 400;

    private final JsonNode root;
    private final SchemaTexts texts;
    private final Budget budget;

    /** @param turn another one gives another value where the schema leaves a choice */
    SchemaValues(JsonNode root, Topic topic, int turn, Budget budget) {
        this.root = root;
        this.budget = budget;
        this.texts = new SchemaTexts(topic, turn, budget);
    }

    JsonNode value() {
        return value("", root, 0, 0);
    }

    private JsonNode value(String name, JsonNode given, int turn, int depth) {
        budget.value();
        if (depth > DEEPEST) {
            throw budget.invalid("it contains itself without an end.");
        }
        JsonNode schema = resolved(given, depth);
        if (schema.has("const")) {
            return counted(schema.path("const"));
        }
        if (schema.path("enum").isArray() && !schema.path("enum").isEmpty()) {
            JsonNode options = schema.path("enum");
            return counted(options.path(turn % options.size()));
        }
        for (String word : List.of("anyOf", "oneOf")) {
            if (schema.path(word).isArray() && !schema.path(word).isEmpty()) {
                return value(name, with(schema, word, variant(schema.path(word), depth)), turn, depth + 1);
            }
        }
        return switch (type(schema, depth)) {
            case "object" -> object(schema, turn, depth);
            case "array" -> array(name, schema, turn, depth);
            case "integer" -> number(name, schema, turn, true);
            case "number" -> number(name, schema, turn, false);
            case "boolean" -> BooleanNode.valueOf(turn % 2 == 0);
            case "null" -> NullNode.instance;
            default -> new TextNode(texts.text(name, schema, turn));
        };
    }

    /** A value that the schema gave itself, its members and characters counted as if they had been made. */
    private JsonNode counted(JsonNode given) {
        budget.characters(given.isContainerNode() ? 1 : given.asText().length());
        for (Map.Entry<String, JsonNode> field : given.properties()) {
            budget.value();
            budget.characters(field.getKey().length());
            counted(field.getValue());
        }
        if (given.isArray()) {
            for (JsonNode member : given) {
                budget.value();
                counted(member);
            }
        }
        return given;
    }

    /** The schema with its references followed and all that must hold at once merged. */
    private JsonNode resolved(JsonNode given, int depth) {
        budget.steps(1);
        JsonNode schema = given;
        for (int i = 0; schema.path("$ref").isTextual() && i < DEEPEST; i++) {
            JsonNode target = target(schema.path("$ref").textValue());
            schema = schema.size() == 1 ? target : merged(without(schema, "$ref"), target);
        }
        JsonNode all = schema.path("allOf");
        if (all.isArray() && depth <= DEEPEST) {
            schema = without(schema, "allOf");
            for (JsonNode part : all) {
                schema = merged(schema, resolved(part, depth + 1));
            }
        }
        return schema;
    }

    private JsonNode target(String ref) {
        budget.steps(1 + ref.length() / 8);
        String pointer = ref.startsWith("#") ? ref.substring(1) : "/none";
        JsonNode target = pointer.isEmpty() ? root : root.at(pointer.replace("%24", "$"));
        if (target.isMissingNode()) {
            throw budget.invalid("nothing at " + Rejected.shown(ref) + ".");
        }
        return target;
    }

    private JsonNode without(JsonNode schema, String word) {
        ObjectNode rest = copied(schema);
        rest.remove(word);
        return rest;
    }

    /** A new object with the same members, which nobody changes. */
    private ObjectNode copied(JsonNode object) {
        budget.steps(object.size());
        ObjectNode copy = JSON.objectNode();
        object.properties().forEach(member -> copy.set(member.getKey(), member.getValue()));
        return copy;
    }

    private JsonNode with(JsonNode schema, String word, JsonNode variant) {
        return schema.size() == 1 ? variant : merged(without(schema, word), resolved(variant, 0));
    }

    /** Both at once: properties and requirements add up, for the rest the second says more. */
    private JsonNode merged(JsonNode one, JsonNode other) {
        if (!other.isObject()) {
            return one;
        }
        ObjectNode both = copied(one);
        budget.steps(other.size());
        for (Map.Entry<String, JsonNode> word : other.properties()) {
            JsonNode there = both.path(word.getKey());
            JsonNode more = word.getValue();
            if (word.getKey().equals("properties") && there.isObject() && more.isObject()) {
                ObjectNode all = copied(there);
                all.setAll(copied(more));
                both.set(word.getKey(), all);
            } else if (word.getKey().equals("required") && there.isArray() && more.isArray()) {
                budget.steps(there.size() + more.size());
                both.set(
                        word.getKey(),
                        JSON.arrayNode().addAll((ArrayNode) there).addAll((ArrayNode) more));
            } else {
                both.set(word.getKey(), more);
            }
        }
        return both;
    }

    /** The first variant that says something; once deep, the first that comes to an end. */
    private JsonNode variant(JsonNode variants, int depth) {
        for (JsonNode variant : variants) {
            budget.steps(1);
            JsonNode schema = variant.path("$ref").isTextual()
                    ? target(variant.path("$ref").textValue())
                    : variant;
            boolean none = schema.path("type").asText().equals("null");
            boolean nested = variant.has("$ref") || schema.has("properties") || schema.has("items");
            if (depth < DEEP ? !none : !nested) {
                return variant;
            }
        }
        return variants.path(0);
    }

    private static String type(JsonNode schema, int depth) {
        JsonNode type = schema.path("type");
        if (type.isTextual()) {
            return type.textValue();
        }
        String chosen = "";
        for (JsonNode one : type) {
            boolean none = one.asText().equals("null");
            if (none && depth >= DEEP) {
                return "null";
            }
            chosen = chosen.isEmpty() && !none ? one.asText() : chosen;
        }
        if (!chosen.isEmpty()) {
            return chosen;
        }
        if (schema.has("properties") || schema.has("required") || schema.has("additionalProperties")) {
            return "object";
        }
        if (schema.has("items") || schema.has("prefixItems") || schema.has("minItems")) {
            return "array";
        }
        return schema.has("minimum") || schema.has("maximum") || schema.has("multipleOf") ? "number" : "string";
    }

    private JsonNode object(JsonNode schema, int turn, int depth) {
        ObjectNode object = JSON.objectNode();
        Set<String> required = new HashSet<>();
        budget.steps(schema.path("required").size());
        schema.path("required").forEach(name -> required.add(name.asText()));
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            budget.steps(1);
            if (required.contains(property.getKey()) || depth < DEEP) {
                JsonNode value = property.getValue();
                budget.characters(property.getKey().length());
                object.set(property.getKey(), value(property.getKey(), value, turn, depth + 1));
            }
            required.remove(property.getKey());
        }
        JsonNode others = schema.path("additionalProperties");
        for (String name : required) {
            budget.characters(name.length());
            object.set(name, value(name, others, turn, depth + 1));
        }
        int least = schema.path("minProperties").asInt(others.isObject() && depth < DEEP && object.isEmpty() ? 1 : 0);
        budget.roomFor((long) least - object.size(), 0);
        for (int i = 1; object.size() < least; i++) {
            object.set("key" + i, value("key" + i, others, turn + i, depth + 1));
        }
        return object;
    }

    private JsonNode array(String name, JsonNode schema, int turn, int depth) {
        ArrayNode array = JSON.arrayNode();
        JsonNode firsts = schema.path("prefixItems");
        for (JsonNode first : firsts) {
            array.add(value(name, first, turn, depth + 1));
        }
        JsonNode items = schema.path("items");
        boolean closed = items.isBoolean() && !items.booleanValue();
        int least = schema.path("minItems").asInt(0);
        int most = schema.path("maxItems").asInt(Integer.MAX_VALUE);
        int wanted = closed ? array.size() : Math.min(most, Math.max(least, depth < DEEP ? 2 : 0));
        budget.roomFor((long) wanted - array.size(), 0);
        Set<String> seen = new HashSet<>();
        boolean unique = schema.path("uniqueItems").asBoolean(false);
        for (int i = 0; array.size() < wanted && i < wanted + 100; i++) {
            JsonNode item = value(name, items, turn + i, depth + 1);
            if (!unique || seen.add(item.toString())) {
                array.add(item);
            }
        }
        return array;
    }

    private JsonNode number(String name, JsonNode schema, int turn, boolean whole) {
        for (String bound : BOUNDS) {
            JsonNode given = schema.path(bound);
            if (given.isNumber() && Math.abs((long) given.decimalValue().scale()) > LARGEST_SCALE) {
                throw budget.invalid("the " + bound + " of a number is beyond what the simulator reckons with.");
            }
        }
        budget.steps(20);
        BigDecimal step = schema.path("multipleOf").decimalValue();
        boolean stepped = schema.path("multipleOf").isNumber() && step.signum() > 0;
        BigDecimal grain = stepped ? step : whole ? BigDecimal.ONE : new BigDecimal("0.5");
        List<BigDecimal> wishes = new ArrayList<>(texts.numbers(name, turn));
        JsonNode least = schema.path("minimum");
        JsonNode above = schema.path("exclusiveMinimum");
        JsonNode most = schema.path("maximum");
        JsonNode below = schema.path("exclusiveMaximum");
        for (JsonNode low : List.of(least, above)) {
            if (low.isNumber()) {
                wishes.add(low.decimalValue().add(grain.multiply(BigDecimal.valueOf(turn + 1))));
                wishes.add(low.decimalValue());
                wishes.add(low.decimalValue().add(grain));
            }
        }
        for (JsonNode high : List.of(most, below)) {
            if (high.isNumber()) {
                wishes.add(high.decimalValue());
                wishes.add(high.decimalValue().subtract(grain));
            }
        }
        if (least.isNumber() && most.isNumber()) {
            wishes.add(least.decimalValue().add(most.decimalValue()).divide(BigDecimal.TWO));
        }
        if (above.isNumber() && below.isNumber()) {
            wishes.add(above.decimalValue().add(below.decimalValue()).divide(BigDecimal.TWO));
        }
        for (BigDecimal wish : wishes) {
            for (RoundingMode rounding : List.of(RoundingMode.FLOOR, RoundingMode.CEILING)) {
                BigDecimal value =
                        stepped || whole ? wish.divide(grain, 0, rounding).multiply(grain) : wish;
                if (fits(value, least, above, most, below)) {
                    budget.characters(value.precision());
                    return whole ? LongNode.valueOf(value.longValue()) : DecimalNode.valueOf(value);
                }
            }
        }
        throw budget.invalid("no number fits " + Rejected.shown(schema.toString()) + ".");
    }

    private static boolean fits(BigDecimal value, JsonNode least, JsonNode above, JsonNode most, JsonNode below) {
        return !(least.isNumber() && value.compareTo(least.decimalValue()) < 0)
                && !(above.isNumber() && value.compareTo(above.decimalValue()) <= 0)
                && !(most.isNumber() && value.compareTo(most.decimalValue()) > 0)
                && !(below.isNumber() && value.compareTo(below.decimalValue()) >= 0);
    }
}
