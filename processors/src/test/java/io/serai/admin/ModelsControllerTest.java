package io.serai.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.catalog.Model;
import org.junit.jupiter.api.Test;

class ModelsControllerTest {

    private final Admin admin = new Admin();

    @Test
    void tellsTheCatalogueInForce() {
        JsonNode data = admin.get("/admin/v1/models").ok().path("data");
        assertThat(data.findValuesAsText("name"))
                .containsExactlyElementsOf(admin.catalog.current().models().stream()
                        .map(Model::name)
                        .toList());
        JsonNode mini = named(data, "gpt-4o-mini");
        assertThat(mini.path("kind").asText()).isEqualTo("chat");
        assertThat(mini.path("configured").asBoolean()).isTrue();
        assertThat(mini.path("deployment").asText()).startsWith("openai/gpt-4o-mini");
        assertThat(mini.path("price").path("per_million").path("input").asText())
                .isEqualTo("0.15");
        assertThat(mini.path("price").path("per_million").path("output").isTextual())
                .isTrue();
        assertThat(mini.path("quality").path("general").isNumber()).isTrue();
        assertThat(named(data, "claude-haiku-4-5").path("configured").asBoolean())
                .isFalse();
    }

    @Test
    void tellsWhatUnlistedModelsCost() {
        JsonNode price = admin.get("/admin/v1/models").ok().path("default_price");
        assertThat(price.path("per_million").path("output").asText()).isEqualTo("15");
    }

    @Test
    void showsNoProvidersKey() {
        assertThat(admin.get("/admin/v1/models").text()).doesNotContain("sk-1");
    }

    @Test
    void isThereToBeReadOnly() {
        admin.post("/admin/v1/models").error(405, "method_not_allowed");
        admin.get("/admin/v1/models?provider=openai").error(400, "unknown_parameter");
    }

    private static JsonNode named(JsonNode data, String name) {
        for (JsonNode each : data) {
            if (each.path("name").asText().equals(name)) {
                return each;
            }
        }
        throw new AssertionError("no " + name + " in " + data);
    }
}
