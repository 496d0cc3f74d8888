package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.e2e.provider.Behaviour;
import jakarta.jms.Message;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No edit of the routes makes the gateway take a message and say nothing. */
class UnansweredMessageTest {

    private static final String CHAT = "routes/chat.camel.yaml";
    private static final String ATTEMPTS = "routes/attempts.camel.yaml";
    private static final String DOOR = "routes/doors-queue.camel.yaml";
    private static final String REPLY = "routes/system/queue-reply.camel.yaml";
    private static final String REQUEST =
            "{\"model\": \"gpt-4o-mini\", \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}";

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
    @CsvSource(
            delimiter = '|',
            value = {
                CHAT + "|- process: {id: chat-reply,|- stop: {id: chat-stop}",
                CHAT + "|- to: {id: chat-decide,|- stop: {id: chat-stop}",
                DOOR + "|- to: {id: door-queue-chat-ask|- stop: {id: door-queue-stop}",
                DOOR + "|- to: {id: door-queue-chat-reply|- stop: {id: door-queue-stop}",
                DOOR + "|- to: {id: door-queue-chat-reply|- log: {id: door-queue-log, message: x}",
            })
    void aCallerWhoseRouteEndsWithoutAnAnswerHearsOfIt(String path, String step, String instead) throws Exception {
        files.inForce(path, replaced(path, step, instead));

        try (QueueClient client = new QueueClient(gateway)) {
            Message answer = client.ask(REQUEST);
            assertThat(answer.getIntProperty("serai_status")).isEqualTo(500);
            assertThat(answer.getStringProperty("serai_request_id")).startsWith("req_");
            assertThat(new ObjectMapper()
                            .readTree(answer.getBody(String.class))
                            .at("/error/message")
                            .asText())
                    .contains("without an answer", answer.getStringProperty("serai_request_id"));
            assertThat(client.another(500)).as("a second answer").isNull();
        }
    }

    @Test
    void theWayOfAnAnswerIsNotEditedWhileTheGatewayRuns() throws Exception {
        String text = files.text(REPLY);
        JsonNode report = files.write(
                REPLY, replaced(REPLY, "- to: {id: queue-reply-send", "- log: {id: queue-reply-log, message: x}"));

        assertThat(report.path("state").asText()).as(report.toString()).isEqualTo("restart_needed");
        assertThat(report.path("reason").asText()).contains("read at the start only");
        try (QueueClient client = new QueueClient(gateway)) {
            assertThat(client.ask(REQUEST).getIntProperty("serai_status")).isEqualTo(200);
        }
        assertThat(files.inForce(REPLY, text).path("version").asInt()).isEqualTo(1);
    }

    private String replaced(String path, String step, String instead) throws IOException {
        String text = files.text(path);
        String line =
                text.lines().filter(each -> each.contains(step)).findFirst().orElseThrow();
        String indent = line.substring(0, line.indexOf('-'));
        // What follows a stop stays, as people leave it.
        return text.replace(line, indent + instead + (instead.contains("stop") ? "\n" + line : ""));
    }

    @Test
    void aMessageWithoutAReplyToIsKeptWithTheReason() throws Exception {
        files.inForce(CHAT, replaced(CHAT, "- to: {id: chat-decide,", "- stop: {id: chat-stop}"));

        try (QueueClient client = new QueueClient(gateway)) {
            String id = client.send("llm.requests", REQUEST, false);
            Message kept = client.receive("llm.requests.dlq", 10_000);
            assertThat(kept).as("the dead letter of " + id).isNotNull();
            assertThat(kept.getBody(String.class)).isEqualTo(REQUEST);
            assertThat(kept.getStringProperty("serai_reason")).contains("without an answer");
        }
    }

    @Test
    void anAnswerThatIsWantedNowhereIsNoDeadLetter() throws Exception {
        try (QueueClient client = new QueueClient(gateway)) {
            client.send("llm.requests", REQUEST, false);
            assertThat(client.ask(REQUEST)).isNotNull();
            assertThat(client.receive("llm.requests.dlq", 500)).isNull();
        }
    }

    @Test
    void anOwnFlowMayUseTheAnswerAsItLikes() throws Exception {
        files.inForce("routes/tickets.camel.yaml", """
                - route:
                    id: tickets
                    from:
                      uri: jms:queue:tickets
                      steps:
                        - process: {id: tickets-open, ref: openMessage}
                        - to: {id: tickets-ask, uri: "direct:chat"}
                        - setBody: {id: tickets-text, simple: "${exchangeProperty.reply.choices[0].text}"}
                        - to: {id: tickets-out, uri: "jms:queue:tickets.out"}
                """);

        try (QueueClient client = new QueueClient(gateway)) {
            client.send("tickets", REQUEST, false);
            Message out = Objects.requireNonNull(client.receive("tickets.out", 10_000), "the ticket's answer");
            assertThat(out.getBody(String.class)).isEqualTo("Echo: hello");
            assertThat(client.receive("llm.requests.dlq", 500)).isNull();
        }
    }

    @Test
    void aLoopWithoutItsEndStopsWhenNoCandidateIsLeft() throws Exception {
        files.inForce(
                ATTEMPTS,
                replaced(
                        ATTEMPTS,
                        "- process: {id: attempts-failed,",
                        "- log: {id: chat-log, message: \"went wrong\"}"));
        gateway.openai.always("gpt-4o-mini", Behaviour.status(400, Duration.ZERO));

        assertThat(gateway.chat(REQUEST).statusCode()).isEqualTo(500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"- to: {id: chat-decide,", "- process: {id: chat-identify,"})
    void overHttpTheSameIsA500WithTheId(String stopped) throws Exception {
        files.inForce(CHAT, replaced(CHAT, stopped, "- stop: {id: chat-stop}"));

        HttpResponse<String> answer = gateway.chat(REQUEST);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.headers().firstValue("x-request-id")).isPresent();
        assertThat(TestGateway.json(answer).at("/error/message").asText()).isNotEmpty();
    }
}
