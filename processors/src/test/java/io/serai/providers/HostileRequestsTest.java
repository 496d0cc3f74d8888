package io.serai.providers;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.call.Refusal;
import io.serai.chat.Feature;
import io.serai.chat.ToolCall;
import io.serai.providers.anthropic.AnthropicDialect;
import io.serai.providers.gemini.GeminiDialect;
import io.serai.providers.openai.OpenAiDialect;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Writing a request for a provider costs no more than its size, whatever its caller put into it. */
@Timeout(60)
class HostileRequestsTest {

    private static final Target TARGET = new Target("claude-sonnet-4-5", 4_096, false, EnumSet.allOf(Feature.class));

    static List<Dialect> dialects() {
        return List.of(OpenAiDialect.official(), OpenAiDialect.mistral(), new AnthropicDialect(), new GeminiDialect());
    }

    private static void encodes(Dialect dialect, Ask ask) {
        try {
            assertThat(dialect.encode(ask.build(), TARGET)).isNotEmpty();
        } catch (Refusal refused) {
            assertThat(refused.error().status()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void longChainsOfReferences(Dialect dialect) {
        int links = 40_000;
        StringBuilder schema =
                new StringBuilder("{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#/$defs/d0\"}},");
        schema.append("\"required\":[\"a\"],\"$defs\":{");
        for (int i = 0; i < links; i++) {
            schema.append("\"d" + i + "\":{\"$ref\":\"#/$defs/d" + (i + 1) + "\"},");
        }
        encodesSchema(dialect, schema + "\"d" + links + "\":{\"type\":\"string\"}}}");
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void manyReferencesToTheSame(Dialect dialect) {
        StringBuilder schema =
                new StringBuilder("{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#/$defs/d0\"}},\"$defs\":{");
        for (int i = 0; i < 60; i++) {
            String next = "{\"$ref\":\"#/$defs/d" + (i + 1) + "\"}";
            schema.append(
                    "\"d" + i + "\":{\"type\":\"object\",\"properties\":{\"x\":" + next + ",\"y\":" + next + "}},");
        }
        encodesSchema(dialect, schema + "\"d60\":{\"type\":\"string\"}}}");
    }

    /** Each level refers to all levels within it, so that a search from every reference would be quadratic. */
    @ParameterizedTest
    @MethodSource("dialects")
    void referencesIntoEveryLevel(Dialect dialect) {
        int depth = 300;
        StringBuilder open = new StringBuilder();
        StringBuilder pointer = new StringBuilder("#/$defs/a");
        StringBuilder references = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            open.append("{\"type\":\"object\",\"properties\":{\"p\":");
            pointer.append("/properties/p");
            references.append(",\"r" + i + "\":{\"$ref\":\"" + pointer + "\"}");
        }
        String leaf = "{\"anyOf\":[" + "{\"type\":\"string\"},".repeat(20_000) + "{\"type\":\"null\"}]}";
        encodesSchema(
                dialect,
                "{\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"null\"}" + references + "},\"$defs\":{\"a\":"
                        + open + leaf + "}}".repeat(depth) + "}}");
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void deepSchemas(Dialect dialect) {
        encodesSchema(dialect, "{\"items\":".repeat(900) + "{}" + "}".repeat(900));
        encodesSchema(dialect, "{\"allOf\":[".repeat(450) + "{\"x\":1}" + "]}".repeat(450));
        encodesSchema(dialect, "{\"type\":\"object\",\"properties\":{\"p\":".repeat(450) + "{}" + "}}".repeat(450));
        encodesSchema(dialect, "{\"nonsense\":".repeat(900) + "{}" + "}".repeat(900));
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void wideSchemas(Dialect dialect) {
        StringBuilder wide = new StringBuilder("{\"type\":\"object\",\"properties\":{");
        for (int i = 0; i < 60_000; i++) {
            wide.append("\"p" + i + "\":{\"pattern\":\"x\",\"minLength\":3},");
        }
        encodesSchema(dialect, wide + "\"z\":{\"type\":\"string\"}}}");
    }

    private static void encodesSchema(Dialect dialect, String schema) {
        encodes(dialect, Ask.user("hi").schema(schema));
        encodes(dialect, Ask.user("hi").strictTool("f", "d", schema));
        encodes(dialect, Ask.user("hi").tool("f", schema));
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void manyToolsAndMessages(Dialect dialect) {
        Ask ask = Ask.user("begin");
        for (int i = 0; i < 5_000; i++) {
            ask.tool("t" + i, "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}");
        }
        for (int i = 0; i < 10_000; i++) {
            ask.system("s" + i)
                    .assistant("a", new ToolCall("call " + i, "t1", "{\"a\":1}"))
                    .result("call " + i, "[1]")
                    .says("u");
        }
        encodes(dialect, ask);
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void manyFieldsOfEqualHash(Dialect dialect) {
        Ask ask = Ask.user("hi");
        for (int i = 0; i < 1 << 15; i++) {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < 15; bit++) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            ask.extra(name.toString(), "1");
        }
        encodes(dialect, ask);
        assertThat(ask.build().needs()).contains(Feature.OPENAI_EXTRAS);
    }
}
