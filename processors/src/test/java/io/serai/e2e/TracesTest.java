package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.e2e.Collector.ExportedSpan;
import io.serai.e2e.provider.Behaviour;
import io.serai.e2e.provider.OpenAiStandIn;
import io.serai.e2e.provider.Received;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Spans of calls and attempts at a collector, and traces that go on from callers to providers. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the gateway of all its methods")
@Order(12)
class TracesTest {

    private static final String SECRET = "the-words-of-a-prompt";

    private static final OpenAiStandIn OPENAI = OpenAiStandIn.start();
    private static final Collector COLLECTOR = Collector.start();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private static Path folder;

    private static GatewayProcess gateway;
    private static String key;

    @BeforeAll
    static void start() throws Exception {
        gateway = new GatewayProcess(
                folder,
                List.of(
                        "--OPENAI_BASE_URL=" + OPENAI.baseUrl(),
                        "--OPENAI_API_KEY=" + OPENAI.key(),
                        "--otel.exporter.otlp.endpoint=" + COLLECTOR.url(),
                        "--otel.bsp.schedule.delay=100"));
        gateway.startAndAwaitReady();
        key = gateway.issueKey();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        COLLECTOR.close();
        OPENAI.close();
    }

    @BeforeEach
    void forget() {
        OPENAI.forget();
    }

    @Test
    void aCallGoesOnWithItsCallersTraceAndItsProviderWithOurs() throws Exception {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        HttpResponse<String> answer = chat("gpt-4o-mini", true, "00-" + trace + "-00f067aa0ba902b7-01");
        assertThat(answer.statusCode()).isEqualTo(200);

        List<ExportedSpan> spans = spans(trace, 2);
        ExportedSpan attempt = spans.getFirst();
        ExportedSpan call = spans.getLast();
        assertThat(call.name()).isEqualTo("chat gpt-4o-mini");
        assertThat(call.parent()).isEqualTo("00f067aa0ba902b7");
        assertThat(call.kind()).isEqualTo(2);
        assertThat(call.attributes())
                .containsEntry("gen_ai.operation.name", "chat")
                .containsEntry("gen_ai.request.model", "gpt-4o-mini")
                .containsEntry("gen_ai.response.model", "gpt-4o-mini")
                .containsEntry("gen_ai.provider.name", "openai")
                .containsEntry(
                        "serai.call",
                        answer.headers().firstValue("x-request-id").orElseThrow())
                .containsEntry("serai.door", "http")
                .containsEntry("serai.outcome", "ok")
                .containsEntry("serai.status", "200")
                .containsEntry("serai.attempts", "1")
                .containsKeys("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens", "serai.cost.usd")
                .doesNotContainKey("error.type");
        assertThat(attempt.parent()).isEqualTo(call.id());
        assertThat(attempt.kind()).isEqualTo(3);
        assertThat(attempt.attributes())
                .containsEntry("gen_ai.provider.name", "openai")
                .containsKey("gen_ai.response.time_to_first_chunk")
                .containsKey("gen_ai.usage.output_tokens");
        assertThat(OPENAI.last().header("traceparent")).isEqualTo("00-" + trace + "-" + attempt.id() + "-01");
        assertThat(spans.toString()).doesNotContain(SECRET, key, OPENAI.key());
    }

    @Test
    void eachAttemptHasASpanOfItsOwn() throws Exception {
        String trace = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
        OPENAI.always("gpt-4o", Behaviour.status(503));
        String body = "{\"model\": \"gpt-4o\", \"models\": [\"gpt-4o-mini\"], \"messages\": [{\"role\": \"user\","
                + " \"content\": \"hello\"}]}";
        assertThat(send(body, "00-" + trace + "-00f067aa0ba902b7-01").statusCode())
                .isEqualTo(200);

        List<ExportedSpan> spans = spans(trace, 3);
        assertThat(spans)
                .extracting(ExportedSpan::name)
                .containsExactly("chat gpt-4o", "chat gpt-4o-mini", "chat gpt-4o");
        assertThat(spans.get(0).attributes())
                .containsEntry("error.type", "server")
                .containsEntry("serai.attempt", "1");
        assertThat(spans.get(1).attributes())
                .containsEntry("serai.attempt", "2")
                .doesNotContainKey("error.type");
        assertThat(spans.get(2).attributes())
                .containsEntry("serai.outcome", "ok")
                .containsEntry("serai.attempts", "2");
        assertThat(OPENAI.received())
                .extracting(request -> request.header("traceparent"))
                .containsExactly(
                        "00-" + trace + "-" + spans.get(0).id() + "-01",
                        "00-" + trace + "-" + spans.get(1).id() + "-01");
    }

    @Test
    void aMessageBringsItsTraceAsAProperty() throws Exception {
        String trace = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
        try (ActiveMQConnectionFactory factory =
                        new ActiveMQConnectionFactory("tcp://127.0.0.1:" + gateway.brokerPort(), "any", key);
                JMSContext jms = factory.createContext()) {
            Queue answers = jms.createTemporaryQueue();
            TextMessage request = jms.createTextMessage(body("gpt-4o-mini", false));
            request.setStringProperty("traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
            request.setJMSReplyTo(answers);
            jms.createProducer().send(jms.createQueue("llm.requests"), request);
            Message answer = jms.createConsumer(answers).receive(20_000);
            assertThat(Objects.requireNonNull(answer).getIntProperty("serai_status"))
                    .isEqualTo(200);
        }
        List<ExportedSpan> spans = spans(trace, 2);
        assertThat(spans.getLast().parent()).isEqualTo("00f067aa0ba902b7");
        assertThat(spans.getLast().kind()).isEqualTo(5);
        assertThat(spans.getLast().attributes()).containsEntry("serai.door", "queue");
        assertThat(OPENAI.last().header("traceparent")).startsWith("00-" + trace);
    }

    @Test
    void aRefusedCallHasASpanToo() throws Exception {
        String trace = "cccccccccccccccccccccccccccccccc";
        assertThat(chat("no-such-model", false, "00-" + trace + "-00f067aa0ba902b7-01")
                        .statusCode())
                .isEqualTo(404);
        assertThat(spans(trace, 1).getFirst().attributes())
                .containsEntry("serai.outcome", "refused")
                .containsEntry("serai.status", "404")
                .containsEntry("error.type", "model_not_found");
    }

    @Test
    void whoNamesNoTraceOrNoneThatCanBeReadBeginsOne() throws Exception {
        for (String bad : List.of("", "nonsense", "00-0000-00-01", "00-" + "z".repeat(32) + "-00f067aa0ba902b7-01")) {
            OPENAI.forget();
            assertThat(chat("gpt-4o-mini", false, bad).statusCode()).isEqualTo(200);
            Received asked = OPENAI.last();
            assertThat(asked.header("traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
            String trace = Objects.requireNonNull(asked.header("traceparent")).substring(3, 35);
            assertThat(spans(trace, 2).getLast().parent()).isEmpty();
        }
    }

    @Test
    void withoutACollectorNobodyIsToldOfATrace() throws Exception {
        TestGateway untraced = TestGateway.fresh();
        HttpRequest request = HttpRequest.newBuilder(URI.create(untraced.url("/v1/chat/completions")))
                .header("Authorization", "Bearer " + untraced.key())
                .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                .POST(HttpRequest.BodyPublishers.ofString(body("gpt-4o-mini", false)))
                .build();
        assertThat(untraced.send(request).statusCode()).isEqualTo(200);
        assertThat(untraced.openai.last().header("traceparent")).isNull();
    }

    private static List<ExportedSpan> spans(String trace, int count) {
        await().atMost(Duration.ofSeconds(20)).until(() -> COLLECTOR.of(trace).size() >= count);
        assertThat(COLLECTOR.of(trace)).hasSize(count);
        return COLLECTOR.of(trace);
    }

    private static HttpResponse<String> chat(String model, boolean stream, String traceparent) throws Exception {
        return send(body(model, stream), traceparent);
    }

    private static HttpResponse<String> send(String body, String traceparent) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.url("/v1/chat/completions")))
                .header("Authorization", "Bearer " + key)
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!traceparent.isEmpty()) {
            request.header("traceparent", traceparent);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String body(String model, boolean stream) {
        return "{\"model\": \"" + model + "\", \"stream\": " + stream
                + ", \"messages\": [{\"role\": \"user\", \"content\": \"" + SECRET + "\"}]}";
    }
}
