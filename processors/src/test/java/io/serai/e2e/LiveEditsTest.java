package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an edit of catalogue and connectors may and may not do to calls. */
class LiveEditsTest {

    private static final String MODELS = "config/models.yaml";
    private static final String OTHER = "connectors/other-chat-sink.kamelet.yaml";

    private TestGateway gateway;
    private String models;

    @BeforeEach
    void fresh() throws IOException {
        gateway = TestGateway.fresh();
        models = Files.readString(gateway.file(MODELS));
    }

    @AfterEach
    void back() throws IOException {
        int version = file("models.yaml").path("version").asInt();
        Files.deleteIfExists(gateway.file(OTHER));
        Files.writeString(gateway.file(MODELS), models);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> file("models.yaml").path("version").asInt() > version);
        assertThat(ask().headers().firstValue("x-serai-provider")).contains("openai");
    }

    private String openAiBy(String connector) {
        return models.replaceFirst("connector: openai-chat-sink", "connector: " + connector);
    }

    private JsonNode files() {
        return TestGateway.json(gateway.admin("GET", "/admin/v1/config", "")).path("files");
    }

    private JsonNode file(String name) {
        for (JsonNode file : files()) {
            if (file.path("path").asText().endsWith(name)) {
                return file;
            }
        }
        return files().path("none");
    }

    private String state(String name) {
        return file(name).path("state").asText();
    }

    private HttpResponse<String> ask() {
        return gateway.chat("{\"models\": [\"gpt-4o\", \"claude-haiku-4-5\"], \"model\": \"gpt-4o\","
                + " \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}");
    }

    @Test
    void refusesACatalogueThatNamesAConnectorThatIsNotThere() throws IOException {
        Files.writeString(gateway.file(MODELS), openAiBy("openai-chat-snk"));

        await().atMost(Duration.ofSeconds(20)).until(() -> state("models.yaml").equals("refused"));

        assertThat(file("models.yaml").path("reason").asText())
                .isEqualTo("provider openai: there is no connector 'openai-chat-snk' in connectors/;"
                        + " did you mean 'openai-chat-sink'?");
        assertThat(file("models.yaml").path("line").asInt()).isEqualTo((int) openAiBy("openai-chat-snk")
                .substring(0, openAiBy("openai-chat-snk").indexOf("openai-chat-snk"))
                .lines()
                .count());
        assertThat(ask().statusCode()).isEqualTo(200);
    }

    @Test
    void aCallMovesOnWhereItsConnectorIsGone() throws IOException {
        Path sink = gateway.file("connectors/openai-chat-sink.kamelet.yaml");
        Files.writeString(gateway.file(MODELS), openAiBy("other-chat-sink"));
        Files.writeString(
                gateway.file(OTHER), Files.readString(sink).replace("name: openai-chat-sink", "name: other-chat-sink"));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> state("other-chat-sink.kamelet.yaml").equals("in_force")
                        && state("models.yaml").equals("in_force"));
        assertThat(ask().headers().firstValue("x-serai-provider")).contains("openai");

        Files.delete(gateway.file(OTHER));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> state("other-chat-sink.kamelet.yaml").isEmpty());

        HttpResponse<String> answer = ask();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-serai-provider")).contains("anthropic");
    }
}
