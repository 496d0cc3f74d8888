package io.serai.doors.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import io.serai.chat.ChatRequest;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No request costs more than its length is worth, and none means two things. */
class HostileRequestTest {

    private static final String MESSAGES = "\"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]";

    private final OpenAiDoor door = new OpenAiDoor();

    private GatewayError refused(String body) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> door.read(body));
        assertThat(refusal).as(body.substring(0, Math.min(200, body.length()))).isNotNull();
        assertThat(refusal.error().status()).isEqualTo(400);
        assertThat(refusal.error().message().length()).isLessThan(1100);
        return refusal.error();
    }

    private static String with(String field) {
        return "{\"model\": \"m\", " + MESSAGES + ", " + field + "}";
    }

    private static String many(int count, IntFunction<String> one) {
        return IntStream.range(0, count).mapToObj(one).collect(Collectors.joining(","));
    }

    /** Names with one and the same {@link String#hashCode}. */
    private static String colliding(int number) {
        StringBuilder name = new StringBuilder();
        for (int bit = 0; bit < 17; bit++) {
            name.append((number >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return name.toString();
    }

    /** Of this thread alone, so that what else the machine does is not measured. */
    private long cpuMillis(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long begun = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            try {
                door.read(bytes);
            } catch (Refusal e) {
                // as fast as it can be
            }
            best = Math.min(best, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begun);
        }
        return best / 1_000_000;
    }

    /** What is guarded against took half a minute. */
    @Test
    void collidingNamesCostNoMoreThanAFewTimesAsMuchText() {
        String fields = many(65_536, i -> "\"" + colliding(i) + "\":1");
        long text = cpuMillis("{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \""
                + "lorem ipsum\\n ".repeat(fields.length() / 13) + "\"}]}");
        long most = 5 * text + 2_000;
        assertThat(cpuMillis("{" + fields + "}")).isLessThan(most);
        assertThat(cpuMillis(with("\"unknown\": {" + fields + "}"))).isLessThan(most);
        assertThat(cpuMillis(with("\"metadata\": {" + fields.replace(":1", ":\"1\"") + "}")))
                .isLessThan(most);
        assertThat(cpuMillis(with("\"logit_bias\": {" + fields + "}"))).isLessThan(most);
        assertThat(cpuMillis("{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"hi\", " + fields
                        + "}]}"))
                .isLessThan(most);
        assertThat(cpuMillis(with("\"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\", \"parameters\":"
                        + " {\"properties\": {" + fields + "}}}}]")))
                .isLessThan(most);
    }

    @Test
    void differentNamesInTheirHundredThousandsCostLittle() {
        String fields = many(100_000, i -> "\"name-" + i * 7919L + "\":1");
        assertThat(cpuMillis(with("\"unknown\": {" + fields + "}"))).isLessThan(2_000);
        assertThat(cpuMillis("{" + fields + "}")).isLessThan(500);
    }

    /** What is guarded against took ten seconds for a third of them. */
    @Test
    void longNamesCostLittleWhereverTheyStand() {
        String fields = many(30_000, i -> "\"" + "n".repeat(980) + (1_000_000 + i) + "\":1");
        for (String body : List.of(
                "{" + fields + "}",
                with("\"unknown\": {" + fields + "}"),
                with("\"unknown\": [[{\"x\": {" + fields + "}}]]"),
                with("\"metadata\": {" + fields + "}"),
                with("\"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\", \"parameters\": {"
                        + "\"properties\": {" + fields + "}}}}]"))) {
            assertThat(cpuMillis(body)).isLessThan(2_000);
            refused(body);
        }
        String some = many(200, i -> "\"" + "n".repeat(980) + (1_000_000 + i) + "\":1");
        door.read(with("\"unknown\": {" + some + "}"));
        String message = refused(with("\"unknown\": {" + fields + "}")).message();
        assertThat(message).contains("names of more than 64 characters");
    }

    /** What passes the door is copied without looking at how its names hash. */
    @Test
    void collidingNamesThatPassAreKept() {
        ChatRequest request = door.read(with(many(90, i -> "\"" + colliding(i) + "\":1")));
        assertThat(request.extras()).hasSize(90);
    }

    @Test
    void refusesMoreParametersThanARequestHas() {
        assertThat(refused(with(many(99, i -> "\"x" + i + "\": 1"))).message()).contains("at most 100");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "models; 10; \"gpt\"; 11",
                "stop; 4; \"end\"; 5",
                "modalities; 4; \"text\"; 5",
                "tools; 128; {\"type\":\"function\",\"function\":{\"name\":\"f\"}}; 129",
            })
    void refusesLongLists(String field, int most, String one, int count) {
        GatewayError error = refused(with("\"" + field + "\": [" + many(count, i -> one) + "]"));
        assertThat(error.message()).contains("maximum length " + most);
        assertThat(error.param()).isEqualTo(field);
        door.read(with("\"" + field + "\": [" + many(most, i -> one) + "]"));
    }

    @Test
    void refusesTooManyMessagesPartsCallsBiasesAndLabels() {
        String message = "{\"role\":\"user\",\"content\":\"x\"}";
        assertThat(refused("{\"model\":\"m\",\"messages\":[" + many(10_001, i -> message) + "]}")
                        .message())
                .contains("10000");
        String part = "{\"type\":\"text\",\"text\":\"x\"}";
        assertThat(refused("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[" + many(10_001, i -> part)
                                + "]}]}")
                        .message())
                .contains("10000");
        assertThat(refused(with("\"logit_bias\": {" + many(1025, i -> "\"" + i + "\": 1") + "}"))
                        .message())
                .contains("at most 1024 properties");
        assertThat(refused(with("\"metadata\": {" + many(17, i -> "\"" + i + "\": \"1\"") + "}"))
                        .message())
                .contains("at most 16 properties");
    }

    @Test
    void refusesLongNamesOfModels() {
        String name = "m".repeat(257);
        assertThat(refused("{\"model\": \"" + name + "\", " + MESSAGES + "}").message())
                .contains("maximum length 256");
        assertThat(refused(with("\"models\": [\"" + name + "\"]")).message()).contains("maximum length 256");
    }

    @Test
    void refusesDepthLongNamesLongNumbersAndMillionsOfValues() {
        assertThat(refused(with("\"x\": " + "[".repeat(300) + "]".repeat(300))).message())
                .contains("deeper than 200");
        assertThat(refused(with("\"" + "n".repeat(5000) + "\": 1")).message()).contains("too long");
        assertThat(refused(with("\"seed\": " + "9".repeat(5000))).message()).contains("too long");
        assertThat(refused(with("\"x\": [" + "1,".repeat(250_000) + "1]")).message())
                .contains("more than 250000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"MODEL\": \"other\"",
                "\"Model\": \"other\"",
                "\"mode\\u006C\": \"other\"",
                "\"MESSAGES\": []",
                "\"me\u017F\u017Fages\": []",
                "\"Stream\": true",
                "\"TOOLS\": null",
                "\"stream\": true, \"stream_options\": {\"Include_Usage\": true}",
                "\"tools\": [{\"type\": \"function\", \"Function\": {}, \"function\": {\"name\": \"f\"}}]",
                "\"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\", \"NAME\": \"g\"}}]",
                "\"response_format\": {\"type\": \"text\", \"TYPE\": \"json_object\"}"
            })
    void refusesNamesThatDifferFromOursByCaseAlone(String field) {
        if (field.contains("006C")) {
            assertThat(refused(with(field)).message()).contains("Duplicate");
            return;
        }
        GatewayError error = refused(with(field));
        assertThat(error.message()).contains("Did you mean");
        assertThat(error.code()).isEqualTo("unknown_parameter");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"role\": \"user\", \"ROLE\": \"system\", \"content\": \"x\"}",
                "{\"role\": \"user\", \"content\": \"x\", \"Content\": \"y\"}",
                "{\"role\": \"user\", \"content\": [{\"type\": \"text\", \"text\": \"x\", \"Text\": \"y\"}]}",
                "{\"role\": \"user\", \"content\": [{\"type\": \"image_url\", \"image_url\": {\"url\": \"http://x\", \"URL\": \"http://y\"}}]}",
            })
    void refusesThemInMessagesToo(String message) {
        assertThat(refused("{\"model\": \"m\", \"messages\": [" + message + "]}")
                        .message())
                .contains("Did you mean");
    }

    @Test
    void leavesTheNamesOfOthersAlone() {
        ChatRequest request = door.read(
                with(
                        "\"metadata\": {\"Model\": \"mine\"}, \"Priority\": 1, \"tools\": [{\"type\":"
                                + " \"function\", \"function\": {\"name\": \"f\", \"parameters\": {\"properties\": {\"Name\": {}}}}}]"));
        assertThat(request.extras()).containsKey("Priority");
    }

    @Test
    void refusesADoubledField() {
        assertThat(refused(with("\"model\": \"other\"")).message()).contains("Duplicate field 'model'");
    }

    @Test
    void refusesTwoByteOrderMarks() {
        assertThat(refused("\uFEFF\uFEFF" + with("\"n\": 1")).message()).contains("byte order marks");
        door.read("\uFEFF" + with("\"n\": 1"));
    }

    @Test
    void quotesOnlyTheBeginningOfWhatItRefuses() {
        for (String field : List.of(
                "\"tool_choice\": \"" + "x".repeat(100_000) + "\"",
                "\"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\"}}], \"tool_choice\": {\"type\":"
                        + " \"function\", \"function\": {\"name\": \"" + "x".repeat(100_000) + "\"}}",
                "\"x\": tru" + "e".repeat(100_000))) {
            refused(with(field));
        }
    }
}
