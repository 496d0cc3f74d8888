package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A file is checked as an edit would be, and nothing changes. */
class ConfigCheckTest {

    private static final String RULES = "routes/routing-rules.camel.yaml";

    private final TestGateway gateway = TestGateway.fresh();

    private HttpResponse<String> post(String file, String text, String type) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        gateway.url("/admin/v1/config/check?file=" + URLEncoder.encode(file, StandardCharsets.UTF_8))))
                .header("authorization", "Bearer " + TestGateway.ADMIN_KEY)
                .header("content-type", type)
                .POST(HttpRequest.BodyPublishers.ofString(text))
                .build();
        return gateway.http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode check(String file, String text) throws Exception {
        HttpResponse<String> answer = post(file, text, "application/yaml");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return TestGateway.json(answer);
    }

    private String config() {
        return gateway.admin("GET", "/admin/v1/config", "").body();
    }

    private String text(String file) throws IOException {
        return Files.readString(gateway.file(file));
    }

    @Test
    void saysWhatWouldBecomeOfARouteAndChangesNothing() throws Exception {
        String before = config();
        String rules = text(RULES);

        assertThat(check(RULES, rules.replace("< 200", "< 300")).path("good").asBoolean())
                .isTrue();
        JsonNode misspelt = check(RULES, rules.replace("task.peakHours", "task.peekHours"));
        assertThat(misspelt.path("good").asBoolean()).isFalse();
        assertThat(misspelt.path("line").asInt()).isEqualTo(22);
        assertThat(misspelt.path("reason").asText()).contains("did you mean 'peakHours'?");
        assertThat(check("routes/mine.camel.yaml", rules).path("reason").asText())
                .contains("is already used in " + RULES);
        assertThat(check("routes/mine.camel.yaml", "- route: {id: mine, from: {uri: 'timer:mine', steps: [{lgo: x}]}}")
                        .path("reason")
                        .asText())
                .contains("did you mean 'log'?");
        assertThat(config()).isEqualTo(before);
    }

    @Test
    void checksConnectorsAndTheCatalogueToo() throws Exception {
        String connector = "connectors/openai-chat-sink.kamelet.yaml";
        assertThat(check(connector, text(connector)).path("good").asBoolean()).isTrue();
        assertThat(check(connector, text(connector).replace("ref: keepOpen", "ref: keepOpne"))
                        .path("reason")
                        .asText())
                .contains("keepOpne");
        String models = gateway.file("config/models.yaml").toString();
        String good = Files.readString(Path.of(models));
        assertThat(check(models, good).path("good").asBoolean()).isTrue();
        assertThat(check(models, good.replace("context-window:", "context-windo:"))
                        .path("reason")
                        .asText())
                .contains("context-windo");
    }

    @Test
    void saysWhatItTakes() throws Exception {
        assertThat(check("elsewhere.yaml", "x").path("reason").asText()).startsWith("no such file is read");
        assertThat(check("routes/../config/x.camel.yaml", "x").path("reason").asText())
                .startsWith("no such file is read");
        HttpResponse<String> json = post(RULES, "{}", "application/json");
        assertThat(json.statusCode()).isEqualTo(415);
        assertThat(json.body()).contains("application/yaml");
        assertThat(gateway.admin("POST", "/admin/v1/config/check", "").statusCode())
                .isEqualTo(415);
    }
}
