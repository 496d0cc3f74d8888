package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.e2e.provider.Behaviour;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A caller who hangs up cancels the provider, and what was used is metered. */
class HangUpTest {

    private TestGateway gateway;

    @BeforeEach
    void fresh() {
        gateway = TestGateway.fresh();
    }

    @Test
    void cancelsAStreamBetweenItsChunks() throws Exception {
        hangUp(
                "{\"stream\": true, \"model\": \"gpt-4o-mini\", \"metadata\": {\"task\": \"hung-up-stream\"}, "
                        + "\"messages\": [{\"role\": \"user\", \"content\": \"tell me a long story\"}]}",
                Behaviour.answer("word ".repeat(200)).slowChunks(Duration.ofMillis(100)),
                true);
        metered("hung-up-stream");
    }

    @Test
    void cancelsAWaitForAWholeAnswer() throws Exception {
        hangUp(
                "{\"model\": \"gpt-4o-mini\", \"metadata\": {\"task\": \"hung-up-whole\"}, "
                        + "\"messages\": [{\"role\": \"user\", \"content\": \"tell me a long story\"}]}",
                Behaviour.silence(),
                false);
        metered("hung-up-whole");
    }

    @Test
    void cancelsAWaitForTheFirstToken() throws Exception {
        hangUp(
                "{\"stream\": true, \"model\": \"gpt-4o-mini\", \"metadata\": {\"task\": \"hung-up-waiting\"}, "
                        + "\"messages\": [{\"role\": \"user\", \"content\": \"x\"}]}",
                Behaviour.headersThenSilence(),
                false);
        metered("hung-up-waiting");
    }

    private void hangUp(String body, Behaviour behaviour, boolean afterFirstBytes) throws Exception {
        gateway.openai.always(behaviour);
        Socket caller = new Socket("127.0.0.1", gateway.port());
        caller.setSoTimeout(10_000);
        byte[] json = body.getBytes(StandardCharsets.UTF_8);
        caller.getOutputStream()
                .write(("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + gateway.key()
                                + "\r\nContent-Type: application/json\r\nContent-Length: " + json.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        caller.getOutputStream().write(json);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> !gateway.openai.received().isEmpty());
        if (afterFirstBytes) {
            assertThat(caller.getInputStream().read(new byte[512])).isPositive();
        }
        caller.close();
        // DeadlineTest knows how soon; here the record says that it was no patience that ended.
        await().atMost(Duration.ofSeconds(10)).until(() -> gateway.openai.last().hungUpAfter() != null);
        assertThat(gateway.anthropic.received())
                .as("nobody else is asked for a caller who left")
                .isEmpty();
    }

    private void metered(String task) {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            JsonNode records = TestGateway.json(gateway.admin("GET", "/admin/v1/usage/records?task=" + task, ""));
            assertThat(records.path("data").size()).as(records.toString()).isEqualTo(1);
            JsonNode record = records.path("data").get(0);
            assertThat(record.path("outcome").asText()).isEqualToIgnoringCase("hung_up");
            assertThat(record.path("estimated").asBoolean()).isTrue();
        });
    }
}
