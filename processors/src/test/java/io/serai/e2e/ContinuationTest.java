package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.e2e.provider.Behaviour;
import io.serai.e2e.provider.Counts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A stream that breaks off is continued: its caller gets one whole answer, and both attempts are billed. */
class ContinuationTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TEXT = "one two three four five six seven eight nine ten";

    private TestGateway gateway;

    /** Models that break off, which the gateway of the tests lists. */
    static Stream<String> models() {
        return IntStream.rangeClosed(1, 20).mapToObj(number -> "m-broken-" + number);
    }

    @BeforeEach
    void fresh() {
        gateway = TestGateway.fresh();
        models().forEach(gateway.openai::knows);
    }

    static Stream<Arguments> breaks() {
        Behaviour.Answer answer = Behaviour.answer(TEXT);
        return Stream.of(
                Arguments.of("m-broken-1", answer.cutAfter(5)),
                Arguments.of("m-broken-2", answer.dropAfter(5)),
                Arguments.of("m-broken-3", answer.resetAfter(5)),
                Arguments.of("m-broken-4", answer.stallAfter(5)),
                Arguments.of("m-broken-5", answer.errorEventAfter(5, "overloaded")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breaks")
    void anAnswerThatBeginsAnewIsJoined(String model, Behaviour broken) throws Exception {
        Instant from = Instant.now();
        gateway.openai.always(model, broken);
        gateway.anthropic.always(Behaviour.answer(TEXT).usage(new Counts(30, 11, 0, 0, 0, 0)));
        Heard heard = heard(gateway.chat(body("openai/" + model, "claude-haiku-4-5")));

        heard.isWhole(TEXT);
        assertThat(heard.comments).contains("serai continued attempts=2 model=claude-haiku-4-5 provider=anthropic");
        assertThat(gateway.anthropic.complaints()).isEmpty();
        assertThat(gateway.openai.received()).hasSize(1);
        List<JsonNode> records = records(from, 2);
        assertThat(records)
                .extracting(record -> record.path("outcome").asText() + " "
                        + record.path("provider").asText())
                .containsExactlyInAnyOrder("failed openai", "ok anthropic");
        assertThat(heard.totalTokens)
                .isEqualTo(records.stream()
                        .flatMap(record -> record.path("tokens").valueStream())
                        .mapToLong(JsonNode::asLong)
                        .sum());
    }

    @Test
    void aModelThatGoesOnFromTheExactPlaceIsGivenTheBeginning() {
        gateway.openai.always("m-broken-6", Behaviour.answer(TEXT).cutAfter(5));
        gateway.anthropic.always(Behaviour.answer("THE REST"));
        Heard heard = heard(gateway.chat(body("openai/m-broken-6", "claude-haiku-4-5")));

        JsonNode last = last(gateway.anthropic.last().json().path("messages"));
        assertThat(last.path("role").asText()).isEqualTo("assistant");
        String begun = last.path("content").path(0).path("text").asText();
        assertThat(TEXT).startsWith(begun);
        heard.isWhole(begun + "THE REST");
    }

    @Test
    void aModelThatRefusesTheBeginningIsToldOfIt() {
        gateway.openai.always("m-broken-7", Behaviour.answer(TEXT).cutAfter(5));
        gateway.anthropic.then(new Behaviour.Status(400, null, "no prefill here"), Behaviour.answer(TEXT));
        Heard heard = heard(gateway.chat(body("openai/m-broken-7", "claude-haiku-4-5")));

        heard.isWhole(TEXT);
        assertThat(gateway.anthropic.received()).hasSize(2);
        JsonNode messages = gateway.anthropic.last().json().path("messages");
        assertThat(last(messages).path("role").asText()).isEqualTo("user");
        assertThat(last(messages).toString()).contains("cut off");
        assertThat(heard.comments.toString()).contains("attempts=3");
    }

    @Test
    void aModelThatTakesNoBeginningIsTold() {
        gateway.openai.always("m-broken-8", Behaviour.answer(TEXT).cutAfter(5));
        gateway.openai.always("m-broken-9", Behaviour.answer(TEXT));
        Heard heard = heard(gateway.chat(body("openai/m-broken-8", "openai/m-broken-9")));

        heard.isWhole(TEXT);
        JsonNode messages = gateway.openai.last().json().path("messages");
        assertThat(messages).hasSize(3);
        assertThat(messages.path(1).path("role").asText()).isEqualTo("assistant");
        assertThat(TEXT).startsWith(messages.path(1).path("content").asText());
        assertThat(messages.path(2).path("role").asText()).isEqualTo("user");
        assertThat(gateway.openai.complaints()).isEmpty();
    }

    @Test
    void geminiGoesOnWithItsTurn() {
        gateway.openai.always("m-broken-10", Behaviour.answer(TEXT).cutAfter(5));
        gateway.gemini.always(Behaviour.answer(" and so on"));
        Heard heard = heard(gateway.chat(body("openai/m-broken-10", "gemini-2.5-flash")));

        assertThat(gateway.gemini.received())
                .as(heard.error.toString() + heard.text + heard.comments)
                .isNotEmpty();
        JsonNode last = last(gateway.gemini.last().json().path("contents"));
        assertThat(last.path("role").asText()).isEqualTo("model");
        heard.isWhole(last.path("parts").path(0).path("text").asText() + " and so on");
    }

    @Test
    void whereNobodyElseIsLeftTheSameIsAskedOnceMore() {
        gateway.openai.then(
                Behaviour.answer(TEXT).cutAfter(5), Behaviour.answer(TEXT).cutAfter(8));
        Heard cut = heard(gateway.chat(body("openai/m-broken-11", null)));
        assertThat(gateway.openai.received()).hasSize(2);
        cut.isBrokenOff(TEXT);

        gateway.openai.forget();
        gateway.openai.then(Behaviour.answer(TEXT).cutAfter(5), Behaviour.answer(TEXT));
        heard(gateway.chat(body("openai/m-broken-16", null))).isWhole(TEXT);
        assertThat(gateway.openai.received()).hasSize(2);
    }

    @Test
    void anAnswerThatCannotBeJoinedMovesOn() {
        gateway.openai.always(
                "m-broken-12",
                Behaviour.answer("a very long beginning of an answer").cutAfter(7));
        gateway.openai.always("m-broken-13", Behaviour.answer("a very long beginning that ends elsewhere"));
        gateway.anthropic.always(Behaviour.answer("a very long beginning of an answer"));
        Heard heard = heard(gateway.chat(body("openai/m-broken-12", "openai/m-broken-13\", \"claude-haiku-4-5")));
        heard.isWhole("a very long beginning of an answer");
        assertThat(heard.comments.toString()).contains("attempts=3");
    }

    @Test
    void whereTheRestFailsTheCallerHearsItInTheStream() {
        gateway.openai.always("m-broken-14", Behaviour.answer(TEXT).cutAfter(5));
        gateway.anthropic.always(Behaviour.status(529));
        Heard heard = heard(gateway.chat(body("openai/m-broken-14", "claude-haiku-4-5")));
        heard.isBrokenOff(TEXT);
        assertThat(heard.error.path("code").asText()).isEqualTo("upstream_stream_interrupted");
        assertThat(heard.error.path("message").asText()).contains("could not be continued");
    }

    @Test
    void aCallerMaySwitchItOff() {
        gateway.openai.always("m-broken-15", Behaviour.answer(TEXT).cutAfter(5));
        HttpResponse<String> answer = gateway.chatUncontinued(body("openai/m-broken-15", "claude-haiku-4-5"));
        heard(answer).isBrokenOff(TEXT);
        assertThat(gateway.anthropic.received()).isEmpty();
    }

    /** A stream that says why it ended, reports nothing more and stays open is over at once. */
    @Test
    void anEndWithoutItsMarkIsAnEnd() {
        gateway.anthropic.always(
                "claude-haiku-4-5", Behaviour.answer(TEXT).noTerminator().stallAfter(15));
        HttpResponse<String> answer = gateway.chatUncontinued(body("claude-haiku-4-5", null));
        heard(answer).isWhole(TEXT);
    }

    private List<JsonNode> records(Instant from, int count) {
        List<JsonNode> records = new ArrayList<>();
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            records.clear();
            TestGateway.json(gateway.admin("GET", "/admin/v1/usage/records?from=" + from, ""))
                    .path("data")
                    .forEach(records::add);
            assertThat(records).hasSize(count);
        });
        return records;
    }

    private static JsonNode last(JsonNode list) {
        return list.path(list.size() - 1);
    }

    private static String body(String model, @Nullable String next) {
        return "{\"model\": \"" + model + "\"" + (next == null ? "" : ", \"models\": [\"" + next + "\"]")
                + ", \"stream\": true, \"stream_options\": {\"include_usage\": true}"
                + ", \"messages\": [{\"role\": \"user\", \"content\": \"count\"}]}";
    }

    /** A streamed answer as an SDK adds it up. */
    private static final class Heard {
        final StringBuilder text = new StringBuilder();
        final Set<String> ids = new LinkedHashSet<>();
        final Set<String> names = new LinkedHashSet<>();
        final List<String> comments = new ArrayList<>();
        final List<String> finishes = new ArrayList<>();
        int roles;
        long totalTokens;
        boolean done;
        JsonNode error = JSON.missingNode();

        void isWhole(String expected) {
            assertThat(error.isMissingNode()).as(error.toString()).isTrue();
            assertThat(text).hasToString(expected);
            assertThat(done).isTrue();
            assertThat(finishes).hasSize(1);
            assertThat(ids).hasSize(1);
            assertThat(names).hasSize(1);
            assertThat(roles).isEqualTo(1);
        }

        void isBrokenOff(String expected) {
            assertThat(error.isMissingNode()).isFalse();
            assertThat(done).isFalse();
            assertThat(finishes).isEmpty();
            assertThat(expected).startsWith(text.toString());
        }
    }

    private static Heard heard(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Heard heard = new Heard();
        for (String line : answer.body().split("\n")) {
            if (line.startsWith(": ")) {
                heard.comments.add(line.substring(2));
            } else if (line.equals("data: [DONE]")) {
                heard.done = true;
            } else if (line.startsWith("data: ")) {
                event(heard, line.substring(6));
            }
        }
        return heard;
    }

    private static void event(Heard heard, String data) {
        JsonNode event;
        try {
            event = JSON.readTree(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (event.has("error")) {
            heard.error = event.path("error");
            return;
        }
        heard.ids.add(event.path("id").asText());
        heard.names.add(event.path("model").asText());
        heard.totalTokens = event.path("usage").path("total_tokens").asLong(heard.totalTokens);
        for (JsonNode choice : event.path("choices")) {
            heard.text.append(choice.path("delta").path("content").asText(""));
            heard.roles += choice.path("delta").has("role") ? 1 : 0;
            if (choice.path("finish_reason").isTextual()) {
                heard.finishes.add(choice.path("finish_reason").asText());
            }
        }
    }
}
