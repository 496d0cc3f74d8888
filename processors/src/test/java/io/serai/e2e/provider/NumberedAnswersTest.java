package io.serai.e2e.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.e2e.provider.Received.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers whose text is known, and the faults that need a second request or a second look. */
class NumberedAnswersTest {
    private static final String CHAT = "/v1/chat/completions";

    private final OpenAiStandIn openai = OpenAiStandIn.start();
    private final AnthropicStandIn anthropic = AnthropicStandIn.start();
    private final GeminiStandIn gemini = GeminiStandIn.start();
    private final Calls calls = new Calls();

    @AfterEach
    void stop() {
        calls.close();
        List.of(openai, anthropic, gemini).forEach(StandIn::close);
    }

    @Test
    void continuesAPrefill() throws Exception {
        anthropic.always(Behaviour.numbered(5));
        gemini.always(Behaviour.numbered(5));
        String claude = calls.post(
                        anthropic,
                        "/v1/messages",
                        "{\"model\":\"claude-haiku-4-5\",\"max_tokens\":99,\"messages\":[{\"role\":\"user\",\"content\":\"count\"},"
                                + "{\"role\":\"assistant\",\"content\":\"w1 w2\"}]}")
                .body();
        assertThat(Json.parse(claude).at("/content/0/text").asText()).isEqualTo(" w3 w4 w5");
        String flash = calls.post(
                        gemini,
                        "/v1beta/models/gemini-2.5-flash:generateContent",
                        "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"count\"}]},"
                                + "{\"role\":\"model\",\"parts\":[{\"text\":\"w1 w2 w\"}]}]}")
                .body();
        assertThat(Json.parse(flash).at("/candidates/0/content/parts/0/text").asText())
                .isEqualTo("3 w4 w5");
    }

    @Test
    void refusesAPrefillOrBeginsAnew() throws Exception {
        String prefilled = "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"count\"},"
                + "{\"role\":\"assistant\",\"content\":\"w1 w2\"}]}";
        openai.then(Behaviour.numbered(3, Say.Prefill.REFUSED), Behaviour.numbered(3, Say.Prefill.IGNORED));
        assertThat(calls.post(openai, CHAT, prefilled).statusCode()).isEqualTo(400);
        assertThat(Json.parse(calls.post(openai, CHAT, prefilled).body())
                        .at("/choices/0/message/content")
                        .asText())
                .isEqualTo("w1 w2 w3");
    }

    @Test
    void playsAScriptOfOneModelApartFromOthers() throws Exception {
        openai.thenOf("gpt-4o", Behaviour.status(503), Behaviour.numbered(1));
        assertThat(calls.post(openai, CHAT, whole("gpt-4o-mini")).statusCode()).isEqualTo(200);
        assertThat(calls.post(openai, CHAT, whole("gpt-4o")).statusCode()).isEqualTo(503);
        assertThat(calls.post(openai, CHAT, whole("gpt-4o")).body()).contains("\"w1\"");
    }

    @Test
    void tellsAWaitInEveryWay() throws Exception {
        for (Behaviour.RetryAs as : Behaviour.RetryAs.values()) {
            openai.then(new Behaviour.Limited(429, Duration.ofSeconds(2), as));
            HttpResponse<String> answer = calls.post(openai, CHAT, whole("gpt-4o"));
            assertThat(answer.statusCode()).isEqualTo(429);
            switch (as) {
                case VENDOR -> assertThat(answer.headers().map()).containsKeys("retry-after", "retry-after-ms");
                case SECONDS ->
                    assertThat(answer.headers().allValues("retry-after")).containsExactly("2");
                case MILLIS -> {
                    assertThat(answer.headers().allValues("retry-after-ms")).containsExactly("2000");
                    assertThat(answer.headers().map()).doesNotContainKey("retry-after");
                }
                case DATE ->
                    assertThat(answer.headers().firstValue("retry-after"))
                            .get()
                            .asString()
                            .endsWith("GMT");
            }
        }
    }

    @Test
    void closesAUsedConnectionAndAnswersOnAFreshOne() throws Exception {
        openai.always(new Behaviour.Stale(Behaviour.numbered(2)));
        assertThat(calls.post(openai, CHAT, whole("gpt-4o")).body()).contains("w1 w2");
        assertThatThrownBy(() -> calls.post(openai, CHAT, whole("gpt-4o"))).isInstanceOf(IOException.class);
        assertThat(calls.post(openai, CHAT, whole("gpt-4o")).body()).contains("w1 w2");
        assertThat(openai.received()).extracting(Received::connection).containsExactly(1, 1, 2);
    }

    @Test
    void breaksOneEventAndGoesOn() throws Exception {
        openai.then(Behaviour.numbered(4).brokenEventAfter(2));
        String stream = calls.post(openai, CHAT, streamed("gpt-4o")).body();
        assertThat(stream).contains("no JSON").endsWith("data: [DONE]\n\n");
        assertThat(openai.last().outcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void leavesAFinishedAnswerOpen() throws Exception {
        openai.then(Behaviour.numbered(2).noTerminator().leftOpen());
        try (InputStream stream = calls.open(openai, CHAT, streamed("gpt-4o")).body()) {
            StringBuilder heard = new StringBuilder();
            while (heard.indexOf("finish_reason\":\"stop") < 0) {
                heard.append((char) stream.read());
            }
            assertThat(stream.available()).isLessThan(600);
            // While it is open: the client's end of it would be seen too.
            await().untilAsserted(() -> assertThat(openai.last().outcome()).isEqualTo(Outcome.COMPLETED));
        }
    }

    @Test
    void tellsNoUsage() throws Exception {
        openai.always(Behaviour.numbered(3).noUsage());
        assertThat(calls.post(openai, CHAT, streamed("gpt-4o")).body()).doesNotContain("_tokens");
        assertThat(calls.post(openai, CHAT, whole("gpt-4o")).body()).doesNotContain("_tokens");
        anthropic.always(Behaviour.numbered(3).noUsage());
        String claude = calls.post(
                        anthropic,
                        "/v1/messages",
                        "{\"model\":\"claude-haiku-4-5\",\"max_tokens\":99,\"stream\":true,\"messages\":"
                                + "[{\"role\":\"user\",\"content\":\"count\"}]}")
                .body();
        assertThat(claude).contains("\"usage\":{}").doesNotContain("_tokens\":").contains("w3");
        assertThat(Objects.requireNonNull(anthropic.consumed().get("claude-haiku-4-5"))
                        .output())
                .isEqualTo(3);
    }

    @Test
    void saysWhatEachVendorSaysOfALongPrompt() throws Exception {
        List.of(openai, anthropic, gemini)
                .forEach(each -> each.always(new Behaviour.Vendor(Behaviour.Trouble.CONTEXT_TOO_LONG)));
        JsonNode error = Json.parse(calls.post(openai, CHAT, whole("gpt-4o")).body());
        assertThat(error.at("/error/code").asText()).isEqualTo("context_length_exceeded");
        assertThat(openai.consumed()).isEmpty();
    }

    private static String whole(String model) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"count\"}]}";
    }

    private static String streamed(String model) {
        return whole(model)
                .replace("{\"model\"", "{\"stream\":true,\"stream_options\":{\"include_usage\":true},\"model\"");
    }
}
