package io.serai.providers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.chat.Json;
import io.serai.json.ProviderJson;
import io.serai.providers.schema.SchemaSubset;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SchemaSubsetTest {

    private static final Set<String> KEYWORDS =
            Set.of("enum", "properties", "required", "items", "minItems", "anyOf", "additionalProperties", "format");

    private final SchemaSubset open = new SchemaSubset(KEYWORDS, Set.of("date"), false);
    private final SchemaSubset closed = new SchemaSubset(KEYWORDS, Set.of("date"), true);

    @Test
    void movesWhatIsNotTakenIntoTheDescription() {
        assertThat(reduce(open, """
                {"type":"string","description":"A day","format":"week","minLength":3,"$comment":"x"}""")).isEqualTo(json("""
                {"type":"string","description":"A day\\n\\n{format: \\"week\\", minLength: 3}"}"""));
        assertThat(reduce(open, "{\"type\":\"string\",\"format\":\"date\"}"))
                .isEqualTo(json("{\"type\":\"string\",\"format\":\"date\"}"));
    }

    @Test
    void saysTheSameInTheWordsThatAreTaken() {
        assertThat(reduce(open, "{\"const\":3}")).isEqualTo(json("{\"enum\":[3],\"type\":\"integer\"}"));
        assertThat(reduce(open, "{\"type\":\"string\",\"nullable\":true}"))
                .isEqualTo(json("{\"type\":[\"string\",\"null\"]}"));
        assertThat(reduce(open, "{\"allOf\":[{\"type\":\"string\"}]}")).isEqualTo(json("{\"type\":\"string\"}"));
    }

    @Test
    void closesEveryObjectWhereThatIsWanted() {
        assertThat(reduce(closed, """
                                {"type":"object","properties":{"a":{"type":"array","items":
                                 {"type":"object","properties":{"b":{"type":"null"}}}}}}""")).isEqualTo(json("""
                                {"type":"object","additionalProperties":false,"properties":{"a":{"type":"array","items":
                                 {"type":"object","additionalProperties":false,"properties":{"b":{"type":"null"}}}}}}"""));
    }

    @Test
    void givesUpOnWhatAClosedSchemaCannotSay() {
        assertThat(reduce(closed, "{\"type\":\"object\"}")).isNull();
        assertThat(reduce(closed, "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}}"))
                .isNull();
        assertThat(reduce(closed, "{\"type\":\"object\",\"properties\":{\"any\":{}}}"))
                .isNull();
        assertThat(reduce(closed, "{\"type\":\"array\",\"items\":true}")).isNull();
        assertThat(reduce(closed, "{\"type\":\"object\",\"properties\":{\"me\":{\"$ref\":\"#\"}}}"))
                .isNull();
    }

    @Test
    void givesUpOnASchemaKeptElsewhere() {
        assertThat(reduce(open, "{\"$ref\":\"https://example.org/schema\"}")).isNull();
        assertThat(reduce(open, "true")).isNull();
    }

    @Test
    void toleratesDefinitionsUsedTwice() {
        String twice = """
                {"type":"object","properties":{"a":{"$ref":"#/definitions/d"},"b":{"$ref":"#/definitions/d"}},
                 "definitions":{"d":{"type":"object","properties":{"x":{"type":"string"}}}}}""";

        JsonNode reduced = Objects.requireNonNull(reduce(closed, twice));

        assertThat(reduced.at("/properties/b/$ref").asText()).isEqualTo("#/$defs/d");
        assertThat(reduced.at("/$defs/d/additionalProperties").asBoolean(true)).isFalse();
    }

    private static @Nullable JsonNode reduce(SchemaSubset subset, String schema) {
        return subset.reduce(json(schema));
    }

    private static JsonNode json(String text) {
        return ProviderJson.read(new Json(text));
    }
}
