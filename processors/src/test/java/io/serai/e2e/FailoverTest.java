package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.e2e.provider.Behaviour;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** When the first candidate fails, the caller gets the second's answer and operators hear of it once. */
class FailoverTest {

    private TestGateway gateway;

    @BeforeEach
    void fresh() {
        gateway = TestGateway.fresh();
    }

    @AfterEach
    void listenAgain() {
        gateway.openai.acceptConnections();
    }

    /** Each with a model of its own, so that no test meets another's open breaker. */
    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of("m-503", Behaviour.status(503), "server error (503)"),
                Arguments.of("m-500", Behaviour.status(500), "server error (500)"),
                Arguments.of("m-429", Behaviour.status(429, Duration.ofSeconds(1)), "rate limited (429)"),
                Arguments.of("m-408", Behaviour.status(408), "timed out (408)"),
                Arguments.of("m-401", Behaviour.status(401), "credentials refused (401)"),
                Arguments.of("m-reset", Behaviour.reset(), "connection failed"),
                Arguments.of("m-silent", Behaviour.silence(), "timed out"),
                Arguments.of("m-html", Behaviour.htmlPage(200), "malformed answer"),
                Arguments.of("m-empty", Behaviour.emptyBody(), "malformed answer"),
                Arguments.of("m-json", Behaviour.invalidJson(), ""));
    }

    /** Faults that may pass, so that the same deployment is asked a second time. */
    private static final Set<String> PASSING = Set.of("m-500", "m-429", "m-reset");

    @ParameterizedTest(name = "{0}")
    @CsvSource({"m-once-500, 500", "m-once-429, 429"})
    void asksTheSameModelAgainAfterAFaultThatPasses(String model, int status) {
        gateway.openai.knows(model);
        gateway.openai.then(Behaviour.status(status, Duration.ofSeconds(1)));
        HttpResponse<String> answer = gateway.chat(body("openai/" + model, false));
        assertThat(answer.headers().firstValue("x-serai-model")).contains(model);
        assertThat(answer.headers().firstValue("x-serai-attempts")).contains("2");
    }

    /** All models of these tests, which the gateway of the tests lists. */
    static Stream<String> models() {
        Stream<String> faulty = faults().flatMap(fault -> Stream.of(fault.get()[0].toString(), fault.get()[0] + "-s"));
        return Stream.concat(
                Stream.concat(faulty, ContinuationTest.models()),
                Stream.of(
                        "m-once-500",
                        "m-once-429",
                        "m-refused",
                        "m-400",
                        "m-all",
                        "m-breaker",
                        "m-cut",
                        "m-cuts",
                        "m-stall"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void givesTheSecondsAnswerWhole(String model, Behaviour fault, String reason) {
        answersFromTheSecond(model, fault, false);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void givesTheSecondsAnswerStreamed(String model, Behaviour fault, String reason) {
        answersFromTheSecond(model + "-s", fault, true);
    }

    private void answersFromTheSecond(String model, Behaviour fault, boolean stream) {
        int asks = PASSING.contains(model.replace("-s", "")) ? 2 : 1;
        gateway.openai.knows(model);
        gateway.openai.always(model, fault);
        HttpResponse<String> answer = gateway.chat(body("openai/" + model, stream));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains(stream ? "[DONE]" : "Echo: hello").contains("Echo:");
        if (!answer.body().startsWith(": keep-alive")) { // which takes the headers with it, before anybody answered
            assertThat(answer.headers().firstValue("x-serai-model")).contains("claude-haiku-4-5");
            assertThat(answer.headers().firstValue("x-serai-attempts")).contains(Integer.toString(asks + 1));
        }
        assertThat(gateway.openai.received()).hasSize(asks);
        assertThat(gateway.anthropic.complaints()).isEmpty();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(alertsOf("openai/" + model)).hasSize(1));
        assertThat(alertsOf("openai/" + model).getFirst())
                .contains("\"event\":\"opened\"")
                .contains("openai/" + model)
                .contains(asks == 1 ? "\"movedTo\":{\"anthropic/" : "\"moved\":"); // it may be asked again first
    }

    @Test
    void movesOnWhenTheConnectionIsRefused() {
        gateway.openai.knows("m-refused");
        gateway.openai.refuseConnections();
        HttpResponse<String> answer = gateway.chat(body("openai/m-refused", false));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-serai-provider")).contains("anthropic");
    }

    @Test
    void doesNotMoveOnWhenTheRequestItselfIsRefused() {
        gateway.openai.knows("m-400");
        gateway.openai.always("m-400", new Behaviour.Status(400, null, "this prompt is nonsense"));
        HttpResponse<String> answer = gateway.chat(body("openai/m-400", false));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("this prompt is nonsense");
        assertThat(gateway.anthropic.received()).isEmpty();
    }

    @Test
    void namesEveryAttemptWhenAllFail() {
        gateway.openai.knows("m-all");
        gateway.openai.always(Behaviour.status(503));
        gateway.anthropic.always(Behaviour.status(529));
        HttpResponse<String> answer = gateway.chat(body("openai/m-all", false));
        assertThat(answer.statusCode()).isGreaterThanOrEqualTo(500);
        JsonNode error = TestGateway.json(answer).path("error");
        assertThat(error.path("message").asText())
                .contains("openai/m-all")
                .contains("503")
                .contains("anthropic/")
                .contains("529");
        assertThat(error.path("code").isTextual()).isTrue();
        assertThat(answer.headers().firstValue("x-request-id")).isPresent();
    }

    @Test
    void opensTheBreakerAndClosesItAgain() {
        gateway.openai.knows("m-breaker");
        gateway.openai.always("m-breaker", Behaviour.status(503));
        for (int i = 0; i < 12; i++) {
            assertThat(gateway.chat(body("openai/m-breaker", false)).statusCode())
                    .isEqualTo(200);
        }
        int asked = gateway.openai.received().size();
        assertThat(asked).as("an open breaker spares the provider").isLessThan(12);
        gateway.openai.always("m-breaker", Behaviour.echo());
        await().atMost(Duration.ofSeconds(45))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    HttpResponse<String> answer = gateway.chat(body("openai/m-breaker", false));
                    assertThat(answer.headers().firstValue("x-serai-provider")).contains("openai");
                });
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(alertsOf("openai/m-breaker"))
                        .hasSize(2)
                        .last()
                        .asString()
                        .contains("\"event\":\"recovered\""));
    }

    @Test
    void neverLetsACutStreamLookWhole() {
        gateway.openai.knows("m-cut");
        gateway.openai.always(
                "m-cut",
                Behaviour.answer("one two three four five six seven eight").cutAfter(4));
        HttpResponse<String> answer = gateway.chatUncontinued(body("openai/m-cut", true));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("[DONE]").contains("\"code\":\"upstream_stream_interrupted\"");
        assertThat(gateway.anthropic.received())
                .as("nobody takes over where the caller does not want it")
                .isEmpty();
    }

    @Test
    void opensTheBreakerOfADeploymentWhoseStreamsAreCut() {
        gateway.openai.knows("m-cuts");
        gateway.openai.always(
                "m-cuts", Behaviour.answer("one two three four five six").cutAfter(4));
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            HttpResponse<String> answer = gateway.chat(body("openai/m-cuts", true));
            assertThat(answer.headers().firstValue("x-serai-provider")).contains("anthropic");
        });
        assertThat(gateway.openai.received())
                .as("a stream that begins well and breaks is a failure too")
                .hasSizeLessThan(12);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(alertsOf("openai/m-cuts")).isNotEmpty());
    }

    @Test
    void movesOnWhenAWholeAnswerStallsInTheMiddle() {
        gateway.openai.knows("m-stall");
        gateway.openai.always(
                "m-stall", Behaviour.answer("one two three four five six").stallAfter(3));
        long began = System.nanoTime();
        HttpResponse<String> answer = gateway.chat(body("openai/m-stall", false));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-serai-provider")).contains("anthropic");
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .as("its idle limit of 2 s, not the 5 s of a whole answer")
                .isLessThan(Duration.ofMillis(4_500));
    }

    @Test
    void endsAStreamThatStalls() {
        gateway.openai.knows("m-stall");
        gateway.openai.always(
                "m-stall", Behaviour.answer("one two three four five six").stallAfter(3));
        HttpResponse<String> answer = gateway.chatUncontinued(body("openai/m-stall", true));
        assertThat(answer.body())
                .doesNotContain("[DONE]")
                .contains("upstream_stream_interrupted")
                .contains("said nothing for 2 s");
    }

    private List<String> alertsOf(String deployment) {
        return gateway.alerts.heard().stream()
                .filter(alert -> alert.contains("\"" + deployment + "\""))
                .toList();
    }

    private static String body(String model, boolean stream) {
        return "{\"model\": \"" + model + "\", \"models\": [\"claude-haiku-4-5\"], \"stream\": " + stream
                + ", \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}";
    }
}
