package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.serai.e2e.provider.AnthropicStandIn;
import io.serai.e2e.provider.Behaviour;
import io.serai.e2e.provider.OpenAiStandIn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Callers with less patience than the gateway: a silent first choice takes few of them with it, and somebody hears of it. */
class SilentProviderTest {

    private static final int CALLERS = 14;
    private static final Duration THEIR_PATIENCE = Duration.ofSeconds(6);
    private static final List<String> MODELS =
            List.of("quiet-1", "quiet-2", "quiet-3", "quiet-4", "quiet-5", "quiet-6");

    @TempDir
    private static Path folder;

    private static final OpenAiStandIn openai = OpenAiStandIn.start();
    private static final AnthropicStandIn anthropic = AnthropicStandIn.start();
    private static final AlertListener alerts = AlertListener.start();
    private static final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static GatewayProcess gateway;
    private static String key;

    @BeforeAll
    static void start() throws IOException {
        Path models = folder.resolve("models.yaml");
        Files.copy(Path.of("config/models.yaml"), models);
        for (String name : MODELS) {
            Files.writeString(models, """

                  - name: %s
                    provider: openai
                    released: 2026-11-01
                    context-window: 128000
                    max-output: 16384
                    features: [tools, streaming]
                    prices:
                      - from: 2026-07-24
                        per-million: {input: 2.00, output: 10.00}
                        source: invented
                    quality: {general: 0.01}
                    source: invented
                """.formatted(name), StandardOpenOption.APPEND);
            openai.knows(name);
        }
        gateway = new GatewayProcess(
                folder,
                List.of(
                        "--serai.models=" + models,
                        "--serai.alerts.webhook=" + alerts.url(),
                        "--serai.alerts.apart=0s",
                        "--OPENAI_BASE_URL=" + openai.baseUrl(),
                        "--OPENAI_API_KEY=" + openai.key(),
                        "--ANTHROPIC_BASE_URL=" + anthropic.baseUrl(),
                        "--ANTHROPIC_API_KEY=" + anthropic.key()));
        gateway.startAndAwaitReady();
        key = gateway.admin("POST", "/admin/v1/keys", "{\"name\": \"impatient\"}")
                .path("key")
                .asText();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        openai.close();
        anthropic.close();
    }

    private static boolean isServed(String model, boolean stream) throws IOException, InterruptedException {
        String body = "{\"model\": \"openai/" + model + "\", \"models\": [\"claude-haiku-4-5\"], \"stream\": " + stream
                + ", \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}";
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.url("/v1/chat/completions")))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .timeout(THEIR_PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 && answer.body().contains("Echo:");
        } catch (HttpTimeoutException gone) {
            return false;
        }
    }

    @ParameterizedTest(name = "{0} streamed {1}, one after another {2}, headers {3}")
    @CsvSource({
        "quiet-1, false, false, false",
        "quiet-2, true, false, false",
        "quiet-3, true, false, true",
        "quiet-4, false, true, false",
        "quiet-5, true, true, true"
    })
    void losesTwoCallersAtMost(String model, boolean stream, boolean inTurn, boolean headers) throws Exception {
        openai.always(model, headers ? Behaviour.headersThenSilence() : Behaviour.silence());
        int served = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(inTurn ? 1 : CALLERS)) {
            List<Callable<Boolean>> callers = Collections.nCopies(CALLERS, () -> isServed(model, stream));
            for (Future<Boolean> caller : threads.invokeAll(callers)) {
                served += caller.get() ? 1 : 0;
            }
        }
        assertThat(served).isGreaterThanOrEqualTo(CALLERS - 2);
        await().untilAsserted(() -> assertThat(alerts.heard())
                .filteredOn(alert -> alert.contains("openai/" + model))
                .hasSize(1));
        JsonNode health = health("openai/" + model);
        assertThat(health.path("failures").asInt()).isPositive();
        assertThat(health.path("last_failure").asText()).isEqualTo("timeout");
    }

    @Test
    void aCallerWhoLeavesSoonSaysNothing() throws Exception {
        openai.always("quiet-6", Behaviour.silence());
        for (int i = 0; i < 3; i++) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.url("/v1/chat/completions")))
                    .header("Authorization", "Bearer " + key)
                    .header("Content-Type", "application/json")
                    .timeout(Duration.ofSeconds(1))
                    .POST(HttpRequest.BodyPublishers.ofString("{\"model\": \"openai/quiet-6\","
                            + " \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}"))
                    .build();
            try {
                http.send(request, HttpResponse.BodyHandlers.ofString());
            } catch (HttpTimeoutException gone) {
                // as it was meant
            }
        }
        openai.always("quiet-6", Behaviour.echo());
        assertThat(isServed("quiet-6", false)).isTrue();
        assertThat(health("openai/quiet-6").path("error_rate").asDouble()).isZero();
    }

    private static JsonNode health(String deployment) {
        for (JsonNode each :
                gateway.admin("GET", "/admin/v1/health/providers", "").path("data")) {
            if (each.path("deployment").asText().equals(deployment)) {
                return each;
            }
        }
        return MissingNode.getInstance();
    }
}
