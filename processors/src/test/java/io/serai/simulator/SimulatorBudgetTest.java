package io.serai.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.json.ProviderJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Small requests that ask for gigabytes or for hours are refused before they cost either. */
@Timeout(60)
class SimulatorBudgetTest {

    private final AtomicLong counted = new AtomicLong();
    private final Simulator simulator = new Simulator(
            text -> {
                counted.addAndGet(text.length());
                return text.length() / 4 + 1;
            },
            0,
            7,
            InstantSource.fixed(Instant.parse("2026-11-27T10:00:00Z")));

    static Stream<String> bombs() {
        return Stream.of(
                "{'type':'array','minItems':2000000000,'items':{'type':'string'}}",
                "{'type':'array','minItems':1e9,'maxItems':2147483647,'items':{'type':'null'}}",
                "{'type':'array','minItems':2147483600,'uniqueItems':true,'items':{'enum':[1]}}",
                "{'type':'string','minLength':2000000000}",
                "{'type':'string','minLength':9000000000}",
                "{'type':'string','minLength':20000000}",
                "{'type':'array','minItems':9000,'items':{'type':'string','minLength':9000}}",
                "{'type':'array','minItems':9000,'items':{'const':'" + "c".repeat(9_000) + "'}}",
                "{'type':'array','minItems':9000,'items':{'enum':[{'" + "k".repeat(9_000) + "':[[[1]]]}]}}",
                "{'type':'object','minProperties':2000000000,'additionalProperties':true}",
                tenLevels(""),
                tenLevels(",'description':'a sibling makes a copy'"),
                doubled("oneOf"),
                doubled("anyOf"),
                wideVariants(),
                copiedOver(),
                "{'pattern':'((((((a{64}){64}){64}){64}){64}){64}){64}'}",
                "{'pattern':'((((((((((((x+)+)+)+)+)+)+)+)+)+)+)+)+b{65}'}",
                "{'pattern':'^(((a|a)+)+)+b{65}$'}",
                "{'type':'array','minItems':9999,'items':{'pattern':'" + "[a-z]".repeat(390) + "'}}",
                "{'pattern':'a{1,1000000000}b{1000000000}'}",
                "{'pattern':'((){2000000000}){2000000000}'}",
                "{'pattern':'(){2000000000}'}",
                "{'pattern':'(?:){2000000000}'}",
                "{'pattern':'(?=a){2000000000}a'}",
                "{'pattern':'(?:a?){2000000000}'}",
                "{'pattern':'\\\\b{2000000000}'}",
                "{'pattern':'(\\\\b{1000}){1000}a'}",
                "{'pattern':'^{2000000000}'}",
                "{'pattern':'((a*)*)*b{65}'}",
                "{'pattern':'(|a)+b{65}'}",
                "{'pattern':'" + "(|)".repeat(100) + "[^a]'}",
                "{'pattern':'" + "(a?|b?)".repeat(100) + "z{65}'}",
                "{'pattern':'" + "(a?)?".repeat(100) + "z{65}'}",
                "{'pattern':'" + "\\\\b?".repeat(400) + "z{65}'}",
                "{'pattern':'(a)(\\\\1*)*b'}",
                "{'pattern':'[\\\\c](){2000000000}]'}",
                "{'pattern':'\\\\Q[\\\\E(){2000000000}]'}",
                "{'pattern':'" + "(".repeat(1_900) + "'}",
                "{'pattern':'[z-a]'}",
                "{'type':'number','minimum':1e999999999}",
                "{'type':'integer','exclusiveMinimum':-1e999999999}",
                "{'type':'number','multipleOf':1e-999999999}",
                "{'type':'array','minItems':9999,'items':{'type':'number','minimum':" + "9".repeat(900) + "}}");
    }

    /** Ten properties, each of which refers to ten: 10^10 values. */
    private static String tenLevels(String sibling) {
        StringBuilder schema = new StringBuilder("{'$ref':'#/$defs/l0','$defs':{");
        for (int level = 0; level < 10; level++) {
            schema.append(level == 0 ? "" : ",").append("'l" + level + "':{'type':'object','properties':{");
            StringBuilder required = new StringBuilder();
            for (int i = 0; i < 10; i++) {
                schema.append(i == 0 ? "" : ",")
                        .append("'p" + i + "':{'$ref':'#/$defs/l" + (level + 1) + "'" + sibling + "}");
                required.append(i == 0 ? "" : ",").append("'p" + i + "'");
            }
            schema.append("},'required':[" + required + "]}");
        }
        return schema.append(",'l10':{'type':'string'}}}").toString();
    }

    /** Each says two times what the next says: 2^35 merges. */
    private static String doubled(String word) {
        StringBuilder schema = new StringBuilder("{'$ref':'#/$defs/d0','$defs':{");
        for (int i = 0; i < 35; i++) {
            String next = "{'$ref':'#/$defs/d" + (i + 1) + "'}";
            schema.append("'d" + i + "':{'allOf':[" + next + "," + next + "],'" + word + "':[" + next + "]},");
        }
        return schema.append("'d35':{'type':'object'}}}").toString();
    }

    /** A long list of variants that is gone through for each of many items. */
    private static String wideVariants() {
        return "{'type':'array','minItems':9000,'items':{'anyOf':[" + "{'type':'null'},".repeat(20_000)
                + "{'type':'null'}]}}";
    }

    /** A large schema that is copied for each of many items. */
    private static String copiedOver() {
        StringBuilder large = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            large.append("'x" + i + "':1,");
        }
        return "{'type':'array','minItems':9000,'items':{'$ref':'#/$defs/big','title':'t'},'$defs':{'big':{" + large
                + "'type':'null'}}}";
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void refusesASchemaThatAsksForTooMuch(String schema) throws IOException {
        isRefused(
                ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\",\"schema\":"
                        + schema.replace('\'', '"') + "}}",
                "response_format");
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void refusesAForcedToolThatAsksForTooMuch(String schema) throws IOException {
        isRefused(
                ",\"tool_choice\":\"required\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":"
                        + schema.replace('\'', '"') + "}}]",
                "tools");
    }

    @Test
    void countsAllChoicesTogether() throws IOException {
        String half = ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\",\"schema\":"
                + "{\"type\":\"string\",\"minLength\":60000}}}";
        assertThat(ask(half, "hello").status()).isEqualTo(200);
        isRefused(half + ",\"n\":2", "response_format");
    }

    @Test
    void looksAtTheBeginningOfALongPromptOnly() throws IOException {
        StringBuilder tools = new StringBuilder();
        for (int i = 0; i < 128; i++) {
            String words = "wordsome ".repeat(400);
            tools.append(i == 0 ? "" : ",")
                    .append("{\"type\":\"function\",\"function\":{\"name\":\"t" + i + "\",\"description\":\"" + words
                            + "\"}}");
        }
        String names = "Ada Bob ".repeat(30_000);
        SimulatedAnswer answer = ask(",\"n\":128,\"tools\":[" + tools + "]", names);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(body(answer).path("choices").path(127).toString()).hasSizeLessThan(4_000);
    }

    @Test
    void countsNoMoreOfAPromptThanItTakes() throws IOException {
        String message = "{\"role\":\"user\",\"content\":\"" + "x".repeat(100_000) + "\"},";
        String body = "{\"model\":\"fast\",\"messages\":[" + message.repeat(100)
                + "{\"role\":\"user\",\"content\":\"end\"}]}";
        SimulatedAnswer answer = simulator.answer(body.getBytes(StandardCharsets.UTF_8));
        assertThat(body(answer).path("error").path("code").asText()).isEqualTo("context_length_exceeded");
        assertThat(counted.get()).isLessThan(2_000_000);
    }

    @Test
    void refusesMoreToolsOrStopsThanOpenAiTakes() throws IOException {
        String tool = "{\"type\":\"function\",\"function\":{\"name\":\"f\"}},";
        isRefused(",\"tools\":[" + tool.repeat(200) + tool.substring(0, tool.length() - 1) + "]", "tools");
        isRefused(",\"stop\":[" + "\"a\",".repeat(100_000) + "\"b\"]", "stop");
    }

    @Test
    void tellsBackNoMoreThanTheBeginningOfWhatWasWrong() throws IOException {
        String long_ = "y".repeat(500_000);
        String body = "{\"model\":\"fast\",\"messages\":[{\"role\":\"" + long_ + "\",\"content\":\"x\"}]}";
        assertThat(body(simulator.answer(body.getBytes(StandardCharsets.UTF_8))).toString())
                .hasSizeLessThan(1_000);
        isRefused(",\"metadata\":{\"simulate\":\"" + long_ + "\"}", "metadata.simulate");
    }

    @Test
    void takesAnyLimitOfTheAnswer() throws IOException {
        for (String limit : new String[] {"4294967296", "2147483648", "99999999999999999999", "1"}) {
            SimulatedAnswer answer = ask(",\"max_tokens\":" + limit, "hello there");
            assertThat(answer.status()).as(limit).isEqualTo(200);
            assertThat(body(answer).path("usage").path("completion_tokens").asInt())
                    .isPositive();
        }
    }

    @Test
    void takesASchemaWithNegativeLengths() throws IOException {
        SimulatedAnswer answer = ask(
                ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\",\"schema\":"
                        + "{\"type\":\"array\",\"maxItems\":-3,\"items\":{\"type\":\"string\",\"maxLength\":-1}}}}",
                "hello");
        assertThat(answer.status()).isEqualTo(200);
    }

    private void isRefused(String more, String field) throws IOException {
        SimulatedAnswer answer = ask(more, "hello");
        JsonNode error = body(answer).path("error");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.path("param").asText()).isEqualTo(field);
        assertThat(error.path("message").asText()).isNotBlank().hasSizeLessThan(600);
    }

    private SimulatedAnswer ask(String more, String text) throws IOException {
        String body =
                "{\"model\":\"fast\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]" + more + "}";
        return simulator.answer(body.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode body(SimulatedAnswer answer) throws IOException {
        try (InputStream body = answer.body()) {
            return Objects.requireNonNull(ProviderJson.lenient(body.readAllBytes()));
        }
    }

    @Test
    void anAnswerThatIsNotToldYetKeepsNothingOfItsRequest() {
        byte[] request =
                ("{\"model\":\"strong+slow\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],"
                                + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"zz\",\"parameters\":{\"type\":\"object\",\"x\":["
                                + "{},".repeat(99_999) + "{}]}}}]}")
                        .getBytes(StandardCharsets.UTF_8);
        List<ComposedAnswer> waiting = new ArrayList<>();
        // Their trees together would take some gigabytes.
        for (int i = 0; i < 200; i++) {
            waiting.add(simulator.compose(request));
        }
        assertThat(waiting).allSatisfy(answer -> assertThat(answer.heldBytes()).isLessThan(64 << 10));
        assertThat(simulator
                        .compose(new String(request, StandardCharsets.UTF_8)
                                .replace("\"stream\":true", "\"stream\":true,\"n\":128")
                                .getBytes(StandardCharsets.UTF_8))
                        .heldBytes())
                .isBetween(10L << 10, 10L << 20);
    }
}
