package io.serai.e2e.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What OpenAI refuses in output formats and in strict schemas. */
final class OpenAiFormats {
    private OpenAiFormats() {}

    static void check(JsonNode body) {
        if (!Json.given(body, "response_format")) {
            return;
        }
        JsonNode format = body.path("response_format");
        if (!format.isObject()) {
            throw OpenAiErrors.type("response_format", "an object", OpenAiChecks.kind(format));
        }
        OpenAiChecks.fields(format, "response_format", Set.of("type", "json_schema"));
        if (!format.has("type")) {
            throw OpenAiErrors.missing("response_format.type");
        }
        OpenAiChecks.oneOf(format, "type", Set.of("json_object", "json_schema", "text"), "response_format.type");
        switch (format.path("type").asText()) {
            case "json_object" -> mentionsJson(body);
            case "json_schema" -> schema(format);
            default -> {
                // Plain text needs nothing more.
            }
        }
    }

    private static void mentionsJson(JsonNode body) {
        if (!body.path("messages").toString().toLowerCase(Locale.ROOT).contains("json")) {
            throw OpenAiErrors.invalid(
                    "'messages' must contain the word 'json' in some form, to use 'response_format' of type"
                            + " 'json_object'.",
                    "messages",
                    null);
        }
    }

    private static void schema(JsonNode format) {
        if (!Json.given(format, "json_schema")) {
            throw OpenAiErrors.missing("response_format.json_schema");
        }
        JsonNode outer = format.path("json_schema");
        OpenAiChecks.fields(outer, "response_format.json_schema", Set.of("name", "description", "schema", "strict"));
        OpenAiChecks.name(outer.path("name"), "response_format.json_schema.name");
        if (!outer.path("schema").isObject()) {
            throw OpenAiErrors.missing("response_format.json_schema.schema");
        }
        if (outer.path("strict").asBoolean()) {
            strict(
                    outer.path("schema"),
                    "response_format '" + outer.path("name").asText() + "'",
                    "response_format",
                    null);
        }
    }

    /** The rules of strict mode: objects are closed and every property is required. */
    static void strict(JsonNode schema, String what, String param, @Nullable String code) {
        if (!schema.path("type").asText().equals("object")) {
            String type = schema.has("type") ? schema.path("type").asText() : "None";
            throw OpenAiErrors.invalid(
                    "Invalid schema for " + what + ": schema must be a JSON Schema of 'type: \"object\"', got 'type: \""
                            + type + "\"'.",
                    param,
                    code);
        }
        strict(schema, "", what, param, code);
    }

    private static void strict(JsonNode schema, String context, String what, String param, @Nullable String code) {
        String in = "Invalid schema for " + what + ": In context=(" + context + "), ";
        if (schema.has("properties") || schema.path("type").asText().equals("object")) {
            if (!schema.path("additionalProperties").isBoolean()
                    || schema.path("additionalProperties").asBoolean()) {
                throw OpenAiErrors.invalid(
                        in + "'additionalProperties' is required to be supplied and to be false.", param, code);
            }
            Set<String> required = new HashSet<>();
            schema.path("required").forEach(name -> required.add(name.asText()));
            for (Map.Entry<String, JsonNode> property :
                    schema.path("properties").properties()) {
                if (!required.contains(property.getKey())) {
                    throw OpenAiErrors.invalid(
                            in + "'required' is required to be supplied and to be an array including every key in"
                                    + " properties. Missing '" + property.getKey() + "'.",
                            param,
                            code);
                }
            }
        }
        for (String unsupported : Set.of("oneOf", "allOf", "not")) {
            if (schema.has(unsupported)) {
                throw OpenAiErrors.invalid(in + "'" + unsupported + "' is not permitted.", param, code);
            }
        }
        for (String group : Set.of("properties", "$defs", "definitions")) {
            for (Map.Entry<String, JsonNode> inner : schema.path(group).properties()) {
                strict(inner.getValue(), join(context, group, inner.getKey()), what, param, code);
            }
        }
        if (schema.has("items")) {
            strict(schema.path("items"), join(context, "items"), what, param, code);
        }
        for (int i = 0; i < schema.path("anyOf").size(); i++) {
            strict(schema.path("anyOf").path(i), join(context, "anyOf", String.valueOf(i)), what, param, code);
        }
    }

    private static String join(String context, String... steps) {
        StringBuilder joined = new StringBuilder(context);
        for (String step : steps) {
            joined.append(joined.isEmpty() ? "" : ", ")
                    .append('\'')
                    .append(step)
                    .append('\'');
        }
        return joined.toString();
    }
}
