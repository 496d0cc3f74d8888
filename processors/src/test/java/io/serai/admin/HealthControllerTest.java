package io.serai.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.call.ProviderFailure;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthControllerTest {

    private static final String PATH = "/admin/v1/health/providers";

    private final Admin admin = new Admin();

    @Test
    void tellsHowDeploymentsDo() {
        admin.health.firstToken("openai/gpt-4o", 321);
        admin.health.completed("openai/gpt-4o", 100, 3_000);
        admin.health.failed(
                "groq/llama",
                new ProviderFailure(ProviderFailure.Kind.LIMITED, 429, "slow down", null, null, Duration.ofSeconds(30)),
                Admin.NOW);
        admin.health.breaker("groq/llama", true);
        JsonNode data = admin.get("/admin/v1/health/providers").ok().path("data");
        assertThat(data.findValuesAsText("deployment")).containsExactly("groq/llama", "openai/gpt-4o");
        JsonNode groq = data.get(0);
        assertThat(groq.path("failures").asInt()).as("a limit is no failure").isZero();
        assertThat(groq.path("last").path("kind").asText()).isEqualTo("limited");
        assertThat(groq.path("last").path("detail").asText()).isEqualTo("slow down");
        assertThat(groq.path("out_reason").asText()).isEqualTo("limited");
        assertThat(groq.path("out_until").asText()).isEqualTo("2026-11-23T12:00:30Z");
        assertThat(groq.path("cooling_off").asBoolean()).isTrue();
        assertThat(groq.path("breaker_open").asBoolean()).isTrue();
        assertThat(groq.path("first_token_ms").isNull()).isTrue();
        JsonNode openai = data.get(1);
        assertThat(openai.path("first_token_ms").asLong()).isEqualTo(321);
        assertThat(openai.path("tokens_per_second").asDouble()).isEqualTo(33.3);
        assertThat(openai.path("breaker_open").asBoolean()).isFalse();
        assertThat(openai.path("breaker_until").isNull()).isTrue();
        assertThat(openai.path("error_rate").asDouble()).isZero();
        assertThat(openai.path("first_token_latency").path("p95").asInt()).isEqualTo(321);
        assertThat(openai.path("whole_latency").isNull()).isTrue();
    }

    @Test
    void takesADeploymentOutAndPutsItBack() {
        JsonNode out = admin.post(
                        PATH + "/out",
                        "{\"deployment\": \"openai/gpt-4o\", \"reason\": \"wrong figures\", \"for\": \"30m\"}")
                .ok();
        assertThat(out.path("taken_out").path("reason").asText()).isEqualTo("wrong figures");
        assertThat(out.path("taken_out").path("until").asText()).isEqualTo("2026-11-23T12:30:00Z");
        assertThat(Objects.requireNonNull(admin.health.of("openai/gpt-4o")).takenOut(Admin.NOW))
                .isNotNull();
        JsonNode in =
                admin.post(PATH + "/in", "{\"deployment\": \"openai/gpt-4o\"}").ok();
        assertThat(in.path("taken_out").isNull()).isTrue();
    }

    @Test
    void aModelsNameStandsForItsDeployment() {
        JsonNode out = admin.post(PATH + "/out", "{\"deployment\": \"gpt-4o\", \"reason\": \"x\"}")
                .ok();
        assertThat(out.path("deployment").asText()).isEqualTo("openai/gpt-4o");
        assertThat(out.path("taken_out").path("until").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"never", "-1m", "0s", "400d", "PT99999999999999H"})
    void refusesATimeThatIsNone(String time) {
        admin.post(PATH + "/out", "{\"deployment\": \"gpt-4o\", \"reason\": \"x\", \"for\": \"" + time + "\"}")
                .error(400, "invalid_value");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        admin.post(PATH + "/out", "{\"deployment\": \"openai/nonsense\", \"reason\": \"x\"}")
                .error(404, "deployment_not_found");
        admin.post(PATH + "/in", "{\"deployment\": \"nonsense\"}").error(404, "deployment_not_found");
        admin.post(PATH + "/out", "{\"deployment\": \"gpt-4o\"}").error(400, "missing_required_parameter");
        admin.post(PATH + "/out", "{\"deployment\": \"gpt-4o\", \"reason\": \" \"}")
                .error(400, "invalid_value");
        admin.get(PATH + "?provider=x").error(400, "unknown_parameter");
        admin.post(PATH).error(405, "method_not_allowed");
        admin.get(PATH + "/out").error(405, "method_not_allowed");
    }
}
