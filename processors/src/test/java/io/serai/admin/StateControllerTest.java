package io.serai.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.call.ProviderFailure;
import io.serai.catalog.ConfigState;
import io.serai.catalog.ConfigState.State;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StateControllerTest {

    private final Admin admin = new Admin();

    @Test
    void tellsWhichFileIsRefusedAndWhere() {
        admin.files.add(new ConfigState("connectors/openai.yaml", State.DEFAULT, 1, null, null, null, Admin.NOW));
        JsonNode sound = admin.get("/admin/v1/config").ok();
        assertThat(sound.path("sound").asBoolean()).isTrue();
        admin.files.add(new ConfigState(
                "routes/routing-rules.camel.yaml",
                State.REFUSED,
                3,
                17,
                5,
                "there is no profile 'bestest'",
                Admin.NOW));
        JsonNode report = admin.get("/admin/v1/config").ok();
        assertThat(report.path("sound").asBoolean()).isFalse();
        assertThat(report.path("files").get(0).path("state").asText()).isEqualTo("default");
        assertThat(report.path("files").get(1).toString())
                .isEqualTo("{\"path\":\"routes/routing-rules.camel.yaml\",\"state\":\"refused\",\"version\":3,"
                        + "\"line\":17,\"column\":5,\"reason\":\"there is no profile 'bestest'\","
                        + "\"since\":\"2026-11-23T12:00:00Z\"}");
    }

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
        assertThat(groq.path("failures").asInt()).isEqualTo(1);
        assertThat(groq.path("last_failure").asText()).isEqualTo("limited");
        assertThat(groq.path("out_until").asText()).isEqualTo("2026-11-23T12:00:30Z");
        assertThat(groq.path("cooling_off").asBoolean()).isTrue();
        assertThat(groq.path("breaker_open").asBoolean()).isTrue();
        assertThat(groq.path("first_token_ms").isNull()).isTrue();
        JsonNode openai = data.get(1);
        assertThat(openai.path("first_token_ms").asLong()).isEqualTo(321);
        assertThat(openai.path("tokens_per_second").asDouble()).isEqualTo(33.3);
        assertThat(openai.path("breaker_open").asBoolean()).isFalse();
        assertThat(openai.path("breaker_until").isNull()).isTrue();
    }

    @Test
    void refusesParametersAndOtherMethods() {
        admin.get("/admin/v1/config?file=x").error(400, "unknown_parameter");
        admin.get("/admin/v1/health/providers?provider=x").error(400, "unknown_parameter");
        admin.post("/admin/v1/config").error(405, "method_not_allowed");
        admin.post("/admin/v1/health/providers").error(405, "method_not_allowed");
        admin.get("/admin/v1/health").error(404, "unknown_url");
    }
}
