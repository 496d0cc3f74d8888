package io.serai.providers.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of JSON Schema that a provider takes.
 *
 * <p>A keyword that the provider would refuse moves into the {@code description} beside it, where the model still reads it;
 * nothing is lost in silence. {@code definitions} become {@code $defs}, {@code const} an {@code enum} of one, {@code oneOf}
 * {@code anyOf}, OpenAPI's {@code nullable} a type {@code null}.
 *
 * @param keywords the keywords it takes, beyond {@code type}, {@code $ref}, {@code $defs} and {@code description}
 * @param formats  the values of {@code format} it takes; empty for all
 * @param closed   whether every object must list its properties and no schema may contain itself
 */
public record SchemaSubset(Set<String> keywords, Set<String> formats, boolean closed) {

    /** Say nothing about what is valid, so that nothing is lost without them. */
    private static final Set<String> REMARKS =
            Set.of("$schema", "$comment", "$id", "$anchor", "examples", "deprecated", "readOnly", "writeOnly");

    public SchemaSubset {
        keywords = Set.copyOf(keywords);
        formats = Set.copyOf(formats);
    }

    /** The schema as the provider takes it, or null where it cannot say what the schema says. */
    public @Nullable JsonNode reduce(JsonNode schema) {
        if (!schema.isObject() || (closed && SchemaCycles.in(schema))) {
            return null;
        }
        try {
            return object((ObjectNode) schema);
        } catch (Inexpressible e) {
            return null;
        }
    }

    private JsonNode any(JsonNode schema) {
        if (schema instanceof ObjectNode object) {
            return object(object);
        }
        if (closed) {
            throw new Inexpressible();
        }
        return schema;
    }

    private ObjectNode object(ObjectNode schema) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        JsonNode ref = schema.get("$ref");
        if (ref != null) {
            out.put("$ref", local(ref.asText()));
            definitions(schema, out);
            return out;
        }
        List<String> notes = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : schema.properties()) {
            field(field.getKey(), field.getValue(), out, notes);
        }
        if (schema.path("nullable").asBoolean(false) && out.path("type").isTextual()) {
            out.putArray("type").add(schema.path("type").asText()).add("null");
        }
        if (closed) {
            close(schema, out);
        }
        if (!notes.isEmpty()) {
            String said = out.path("description").asText("");
            out.put("description", (said.isEmpty() ? "" : said + "\n\n") + '{' + String.join(", ", notes) + '}');
        }
        return out;
    }

    private void field(String name, JsonNode value, ObjectNode out, List<String> notes) {
        switch (name) {
            case "type", "description" -> out.set(name, value);
            case "$defs", "definitions" -> definition(value, out);
            case "nullable" -> {}
            case "const" -> constant(value, out, notes);
            case "oneOf" -> list("anyOf", value, out, notes);
            case "anyOf", "allOf", "prefixItems" -> list(name, value, out, notes);
            case "properties" -> out.set(name, members(value));
            case "items", "additionalProperties" -> {
                if (keywords.contains(name)) {
                    out.set(name, any(value));
                } else if (!closed) {
                    notes.add(name + ": " + value);
                }
            }
            default -> plain(name, value, out, notes);
        }
    }

    private void plain(String name, JsonNode value, ObjectNode out, List<String> notes) {
        boolean taken = keywords.contains(name)
                && (!name.equals("format") || formats.isEmpty() || formats.contains(value.asText()))
                && (!name.equals("minItems") || !closed || value.asInt() <= 1);
        if (taken) {
            out.set(name, value);
        } else if (!REMARKS.contains(name)) {
            notes.add(name + ": " + value);
        }
    }

    private void constant(JsonNode value, ObjectNode out, List<String> notes) {
        if (value.isTextual() || value.isNumber()) {
            out.putArray("enum").add(value);
            if (!out.has("type")) {
                out.put("type", value.isTextual() ? "string" : value.isIntegralNumber() ? "integer" : "number");
            }
        } else {
            notes.add("const: " + value);
        }
    }

    private void list(String name, JsonNode value, ObjectNode out, List<String> notes) {
        if (name.equals("allOf") && value.size() == 1 && value.get(0) instanceof ObjectNode only) {
            object(only).properties().forEach(field -> out.set(field.getKey(), field.getValue()));
        } else if (keywords.contains(name)) {
            ArrayNode list = out.withArray(name);
            value.forEach(member -> list.add(any(member)));
        } else {
            notes.add(name + ": " + value);
        }
    }

    private ObjectNode members(JsonNode properties) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        properties.properties().forEach(property -> out.set(property.getKey(), any(property.getValue())));
        return out;
    }

    private void definitions(ObjectNode schema, ObjectNode out) {
        definition(schema.path("$defs"), out);
        definition(schema.path("definitions"), out);
    }

    private void definition(JsonNode definitions, ObjectNode out) {
        if (definitions.isObject()) {
            ObjectNode into = out.get("$defs") instanceof ObjectNode already ? already : out.putObject("$defs");
            into.setAll(members(definitions));
        }
    }

    /** A narrower object is still one that the schema allows; one without any property would be always empty. */
    private static void close(ObjectNode schema, ObjectNode out) {
        if (typed(schema, "object")) {
            JsonNode others = schema.path("additionalProperties");
            boolean closedAlready = others.isBoolean() && !others.asBoolean();
            if (others.isObject() || (schema.path("properties").isEmpty() && !closedAlready)) {
                throw new Inexpressible();
            }
            out.put("additionalProperties", false);
        } else if (!out.has("type") && !out.has("anyOf") && !out.has("allOf") && !out.has("enum") && !out.has("$ref")) {
            throw new Inexpressible();
        }
    }

    private static boolean typed(ObjectNode schema, String type) {
        JsonNode said = schema.path("type");
        if (said.isArray()) {
            for (JsonNode one : said) {
                if (one.asText().equals(type)) {
                    return true;
                }
            }
            return false;
        }
        return said.asText().equals(type) || (said.isMissingNode() && schema.has("properties"));
    }

    private static String local(String ref) {
        String defs = ref.startsWith("#/definitions/") ? "#/$defs/" + ref.substring("#/definitions/".length()) : ref;
        if (!defs.startsWith("#")) {
            throw new Inexpressible();
        }
        return defs;
    }

    /** The schema says something that the provider has no word for. */
    private static final class Inexpressible extends RuntimeException {
        Inexpressible() {
            super(null, null, false, false);
        }
    }
}
