package io.serai.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.catalog.ConfigState;
import io.serai.catalog.ConfigState.State;
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
    void refusesParametersAndOtherMethods() {
        admin.get("/admin/v1/config?file=x").error(400, "unknown_parameter");
        admin.post("/admin/v1/config").error(405, "method_not_allowed");
        admin.get("/admin/v1/health").error(404, "unknown_url");
    }
}
