package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Operators and callers play faults with the simulator, and real providers are none of it. */
class RehearsalTest {

    private final TestGateway gateway = TestGateway.fresh();

    @AfterEach
    void end() {
        gateway.admin("DELETE", "/admin/v1/simulator/faults", "");
    }

    private static String body(String model) {
        return "{\"model\": \"" + model + "\", \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}";
    }

    private HttpResponse<String> simulate(String model, String script) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.url("/v1/chat/completions")))
                .header("Authorization", "Bearer " + gateway.key())
                .header("Content-Type", "application/json")
                .header("x-serai-simulate", script)
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(body(model)))
                .build());
    }

    @Test
    void playsTheModelsName() {
        HttpResponse<String> refused = gateway.chat(body("simulator/fault-context-too-long"));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("context_length_exceeded");
        assertThat(gateway.chat(body("simulator/fault-boo")).body()).contains("fault-cut-20");
    }

    @Test
    void playsTheOperatorsScript() {
        String script = "{\"model\": \"sim-cheap\", \"script\": \"content-filter x2, ok\"}";
        assertThat(gateway.admin("POST", "/admin/v1/simulator/faults", script).statusCode())
                .isEqualTo(201);
        assertThat(gateway.chat(body("sim-cheap")).statusCode()).isEqualTo(400);
        assertThat(gateway.chat(body("simulator/cheap")).statusCode()).isEqualTo(400);
        assertThat(gateway.chat(body("sim-cheap")).statusCode()).isEqualTo(200);
        assertThat(gateway.admin("GET", "/admin/v1/simulator/faults", "").body())
                .contains("\"asks\":3");
    }

    @Test
    void playsTheCallersHeaderAndNotAtRealProviders() {
        HttpResponse<String> filtered = simulate("sim-fast", "content-filter");
        assertThat(filtered.statusCode()).isEqualTo(400);
        HttpResponse<String> bad = simulate("sim-fast", "boo");
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(bad.body()).contains("knows no fault 'boo'").contains("context-too-long");
        assertThat(simulate("gpt-4o-mini", "content-filter").statusCode()).isEqualTo(200);
        assertThat(gateway.openai.last().headers()).doesNotContainKey("x-serai-simulate");
    }
}
