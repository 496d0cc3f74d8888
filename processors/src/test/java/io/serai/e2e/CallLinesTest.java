package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.serai.e2e.provider.Behaviour;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** One line of each call in the log {@code serai.calls}, whatever became of it. */
class CallLinesTest {

    private final List<ILoggingEvent> lines = new CopyOnWriteArrayList<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("serai.calls");
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent event) {
            event.getMDCPropertyMap();
            lines.add(event);
        }
    };
    private TestGateway gateway;

    @BeforeEach
    void listen() {
        gateway = TestGateway.fresh();
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(appender);
    }

    @Test
    void anAnswer() {
        assertThat(line(gateway.chat(ask("gpt-4o-mini"))))
                .contains("door=http outcome=ok status=200 attempts=1 ", " model=gpt-4o-mini provider=openai in=")
                .contains(" reason=- first=", "ms total=");
    }

    @Test
    void anAnswerAfterAFailure() {
        gateway.openai.knows("hostile-1");
        gateway.openai.always("hostile-1", Behaviour.status(503));
        HttpResponse<String> answer = gateway.chat("{\"model\": \"hostile-1\", \"models\": [\"gpt-4o-mini\"],"
                + " \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}");
        assertThat(line(answer))
                .contains("outcome=ok status=200 attempts=2 ", "model=gpt-4o-mini", "reason=\"server error (503)\"");
    }

    @Test
    void aCallWhoseEveryAttemptFailed() {
        gateway.openai.knows("hostile-2");
        gateway.openai.always("hostile-2", Behaviour.status(500));
        assertThat(line(gateway.chat(ask("hostile-2"))))
                .contains("outcome=failed status=502 attempts=2 model=hostile-2 reason=\"server error (500)\"");
    }

    @Test
    void aStreamThatBreaksOff() {
        gateway.openai.knows("hostile-3");
        gateway.openai.always(
                "hostile-3", Behaviour.answer("one two three four five six").cutAfter(4));
        HttpResponse<String> answer = gateway.chatUncontinued("{\"model\": \"hostile-3\", \"stream\": true,"
                + " \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}");
        assertThat(line(answer)).contains("outcome=failed status=200 attempts=1 ", "reason=\"stream cut\"");
    }

    /** The comments that keep it alive have taken the status with them. */
    @Test
    void aStreamThatIsKeptAliveAndNeverComes() {
        gateway.openai.knows("hostile-4");
        gateway.openai.always("hostile-4", Behaviour.silence());
        HttpResponse<String> answer = gateway.chat("{\"model\": \"hostile-4\", \"stream\": true,"
                + " \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("error");
        assertThat(line(answer)).contains("outcome=failed status=200 attempts=1 ");
    }

    /** What the line says is what the caller got, where an edit took the answer away from it too. */
    @Test
    void aRouteThatEndsBehindTheTap() throws Exception {
        try (LiveFiles files = new LiveFiles(gateway)) {
            String chat = files.text("routes/chat.camel.yaml");
            for (String step : new String[] {
                "- stop: {id: chat-ends}",
                "- throwException: {id: chat-ends, exceptionType: java.lang.IllegalStateException, message: ends}"
            }) {
                files.inForce(
                        "routes/chat.camel.yaml",
                        chat.replace(
                                "        - process: {id: chat-reply,",
                                "        " + step + "\n        - process: {id: chat-reply,"));
                HttpResponse<String> answer = gateway.chat(ask("gpt-4o-mini"));
                assertThat(answer.statusCode()).isEqualTo(500);
                assertThat(line(answer)).contains("outcome=failed status=500 attempts=1 ");
            }
        }
    }

    @Test
    void aStreamThatBreaksOffAndIsContinued() {
        gateway.openai.knows("m-broken-17");
        gateway.openai.always(
                "m-broken-17", Behaviour.answer("one two three four five six").cutAfter(4));
        gateway.anthropic.always(Behaviour.answer("one two three four five six"));
        HttpResponse<String> answer = gateway.chat("{\"model\": \"m-broken-17\", \"models\": [\"claude-haiku-4-5\"],"
                + " \"stream\": true, \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}");
        assertThat(line(answer))
                .contains("outcome=ok status=200 attempts=2 ", "model=claude-haiku-4-5", "reason=\"stream cut\"");
    }

    @Test
    void refusals() {
        assertThat(line(gateway.post("/v1/chat/completions", "sk-serai-of-nobody", ask("gpt-4o-mini"))))
                .contains("key=- door=http outcome=refused status=401 attempts=0 model=- reason=unauthenticated");
        assertThat(line(gateway.chat("{\"model\":")))
                .contains("key=key_", "outcome=refused status=400 attempts=0 model=- reason=");
        assertThat(line(gateway.chat(ask("no-such-model"))))
                .contains("outcome=refused status=404 attempts=0 model=no-such-model reason=model_not_found");
        String narrow = gateway.issueKey("{\"name\": \"narrow\", \"models\": [\"gpt-4o\"]}");
        assertThat(line(gateway.post("/v1/chat/completions", narrow, ask("gpt-4o-mini"))))
                .contains("outcome=refused status=403 attempts=0 model=gpt-4o-mini reason=forbidden");
        assertThat(line(gateway.chat("{\"model\": \"gpt-4o-mini\", \"max_tokens\": 9999999,"
                        + " \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}")))
                .contains("outcome=refused status=400 ");
    }

    @Test
    void aRequestThatTheProviderRefuses() {
        gateway.openai.always("gpt-4o-mini", Behaviour.status(400));
        assertThat(line(gateway.chat(ask("gpt-4o-mini"))))
                .contains("outcome=refused status=400 attempts=1 model=gpt-4o-mini reason=\"request refused (400)\"");
    }

    @Test
    void whoHangsUp() throws Exception {
        gateway.openai.always(Behaviour.answer("one two three four five six").slowChunks(Duration.ofMillis(700)));
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.url("/v1/chat/completions")))
                .header("Authorization", "Bearer " + gateway.key())
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\": \"gpt-4o-mini\", \"stream\": true,"
                        + " \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}"))
                .build();
        HttpResponse<InputStream> answer = gateway.http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.body().read()).isPositive();
        answer.body().close();
        assertThat(line(answer)).contains("outcome=hung_up status=499 attempts=1 ", " model=gpt-4o-mini ");
    }

    @Test
    void aMessageWithoutAKeyOfItsOwn() throws Exception {
        try (QueueClient client = new QueueClient(gateway)) {
            String id = client.ask(ask("no-such-model")).getStringProperty("serai_request_id");
            assertThat(line(id)).contains("door=queue outcome=refused status=404 attempts=0 model=no-such-model");
        }
    }

    /** The one line of a call, whose id stands in the log's context too. */
    private String line(HttpResponse<?> answer) {
        return line(answer.headers().firstValue("x-request-id").orElseThrow());
    }

    private String line(String id) {
        await().atMost(Duration.ofSeconds(20)).until(() -> !of(id).isEmpty());
        List<ILoggingEvent> found = of(id);
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().getMDCPropertyMap()).containsEntry("call", id);
        return found.getFirst().getFormattedMessage();
    }

    private List<ILoggingEvent> of(String id) {
        return lines.stream()
                .filter(event -> event.getFormattedMessage().startsWith("call=" + id + " "))
                .toList();
    }

    private static String ask(String model) {
        return "{\"model\": \"" + model + "\", \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}";
    }
}
