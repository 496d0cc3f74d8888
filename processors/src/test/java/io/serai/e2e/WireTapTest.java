package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.metering.outbox.Outbox;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wire tap in the chat route bills an answer; a route without it, or with two, bills it all the same and once. */
class WireTapTest {

    private static final String CHAT = "routes/chat.camel.yaml";
    private static final String TAP = "- to: {id: chat-wire-tap, ";

    private TestGateway gateway;
    private LiveFiles files;

    @BeforeEach
    void fresh() {
        gateway = TestGateway.fresh();
        files = new LiveFiles(gateway);
    }

    @AfterEach
    void back() throws IOException {
        files.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 0, 2})
    void anAnswerIsBilledOnce(int taps) throws Exception {
        String text = files.text(CHAT);
        String tap = text.lines().filter(line -> line.contains(TAP)).findFirst().orElseThrow() + "\n";
        switch (taps) {
            case 0 -> files.inForce(CHAT, text.replace(tap, ""));
            case 2 -> files.inForce(CHAT, text.replace(tap, tap + tap.replace("chat-wire-tap", "chat-wire-tap-too")));
            default -> assertThat(text).contains(tap);
        }
        List<String> calls = new ArrayList<>();
        for (String stream : new String[] {"false", "true"}) {
            HttpResponse<String> answer = gateway.chat("{\"model\": \"gpt-4o-mini\", \"stream\": " + stream
                    + ", \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}");
            assertThat(answer.statusCode()).isEqualTo(200);
            calls.add(answer.headers().firstValue("x-request-id").orElseThrow());
        }

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(billed(calls)).containsExactlyInAnyOrderElementsOf(calls));
        await().until(() -> gateway.bean(Outbox.class).pending() == 0);
        assertThat(billed(calls)).hasSize(2);
    }

    private List<String> billed(List<String> calls) {
        List<String> found = new ArrayList<>();
        for (JsonNode record : TestGateway.json(gateway.admin("GET", "/admin/v1/usage/records?limit=1000", ""))
                .path("data")) {
            if (calls.contains(record.path("call").asText())) {
                assertThat(record.path("outcome").asText()).isEqualTo("ok");
                found.add(record.path("call").asText());
            }
        }
        return found;
    }
}
