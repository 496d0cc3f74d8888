package io.serai.e2e.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;

/** The smallest value that satisfies a JSON schema, always the same one. */
final class SchemaSample {
    private static final int MAX_DEPTH = 20;

    private final JsonNode root;

    private SchemaSample(JsonNode root) {
        this.root = root;
    }

    static JsonNode of(JsonNode schema) {
        return new SchemaSample(schema).sample(schema, 0);
    }

    private JsonNode sample(JsonNode schema, int depth) {
        if (schema.has("$ref") && depth < MAX_DEPTH) {
            return sample(root.at(schema.path("$ref").asText().substring(1)), depth + 1);
        }
        for (String fixed : new String[] {"const", "default"}) {
            if (schema.has(fixed)) {
                return schema.get(fixed);
            }
        }
        if (schema.path("enum").size() > 0) {
            return schema.path("enum").get(0);
        }
        for (String choice : new String[] {"anyOf", "oneOf", "allOf"}) {
            if (schema.path(choice).size() > 0) {
                return sample(schema.path(choice).get(0), depth + 1);
            }
        }
        JsonNode type = schema.path("type").isArray() ? schema.path("type").path(0) : schema.path("type");
        return switch (type.asText("object").toLowerCase(Locale.ROOT)) {
            case "string" -> Json.array().add(text(schema)).get(0);
            case "integer" -> Json.array().add(schema.path("minimum").asLong(1)).get(0);
            case "number" ->
                Json.array().add(schema.path("minimum").asDouble(1.5)).get(0);
            case "boolean" -> Json.array().add(true).get(0);
            case "null" -> Json.array().addNull().get(0);
            case "array" -> items(schema, depth);
            default -> properties(schema, depth);
        };
    }

    private static String text(JsonNode schema) {
        return switch (schema.path("format").asText()) {
            case "date" -> "2025-01-31";
            case "date-time" -> "2025-01-31T12:00:00Z";
            default -> "x".repeat(Math.max(1, schema.path("minLength").asInt()));
        };
    }

    private ArrayNode items(JsonNode schema, int depth) {
        ArrayNode items = Json.array();
        int count = depth < MAX_DEPTH ? Math.max(1, schema.path("minItems").asInt()) : 0;
        for (int i = 0; i < count; i++) {
            items.add(sample(schema.path("items"), depth + 1));
        }
        return items;
    }

    private ObjectNode properties(JsonNode schema, int depth) {
        ObjectNode object = Json.object();
        if (depth < MAX_DEPTH) {
            for (Map.Entry<String, JsonNode> property :
                    schema.path("properties").properties()) {
                object.set(property.getKey(), sample(property.getValue(), depth + 1));
            }
        }
        return object;
    }
}
