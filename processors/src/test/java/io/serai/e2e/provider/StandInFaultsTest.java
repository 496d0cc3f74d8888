package io.serai.e2e.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serai.e2e.provider.Received.Outcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way in which a stand-in can misbehave, seen from a plain client. */
class StandInFaultsTest {
    private static final String PATH = "/v1/chat/completions";
    private static final String WHOLE =
            "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"one two\"}]}";
    private static final String STREAMED =
            "{\"model\":\"gpt-4o\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                    + "\"messages\":[{\"role\":\"user\",\"content\":\"one two\"}]}";
    /** The stream of the request above: role, three words, finish, usage, end. */
    private static final int FRAMES = 7;

    private final OpenAiStandIn standIn = OpenAiStandIn.start();
    private final Calls calls = new Calls();

    @AfterEach
    void stop() {
        calls.close();
        standIn.close();
    }

    @Test
    void echoesAndCountsWords() throws Exception {
        HttpResponse<String> response = calls.post(standIn, PATH, WHOLE);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("x-request-id"))
                .get()
                .asString()
                .startsWith("req_");
        assertThat(Json.parse(response.body()).at("/choices/0/message/content").asText())
                .isEqualTo("Echo: one two");
        assertThat(standIn.completed("gpt-4o"))
                .isEqualTo(new Usage(
                        1,
                        Counts.of(6, 3),
                        Json.numbers(Json.parse(response.body()).path("usage"))));
        assertThat(standIn.last().outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(standIn.complaints()).isEmpty();
    }

    @Test
    void takesQueuedBehavioursThenTheModelsThenTheCommonOne() throws Exception {
        standIn.then(Behaviour.status(503), Behaviour.answer("queued"));
        standIn.always("gpt-4o", Behaviour.answer("by model"));
        standIn.always(Behaviour.answer("common"));

        assertThat(calls.post(standIn, PATH, WHOLE).statusCode()).isEqualTo(503);
        assertThat(calls.post(standIn, PATH, WHOLE).body()).contains("queued");
        assertThat(calls.post(standIn, PATH, WHOLE).body()).contains("by model");
        assertThat(calls.post(standIn, PATH, WHOLE.replace("gpt-4o", "gpt-4.1")).body())
                .contains("common");
    }

    @Test
    void saysWhenToRetry() throws Exception {
        standIn.then(Behaviour.status(429, Duration.ofMillis(1500)));

        HttpResponse<String> response = calls.post(standIn, PATH, WHOLE);

        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("retry-after")).contains("2");
        assertThat(response.headers().firstValue("retry-after-ms")).contains("1500");
        assertThat(Json.parse(response.body()).at("/error/code").asText()).isEqualTo("rate_limit_exceeded");
        assertThat(standIn.completed()).isEmpty();
        assertThat(standIn.partial()).isEmpty();
        assertThat(standIn.last().outcome()).isEqualTo(Outcome.FAULTED);
    }

    @Test
    void resetsBeforeTheHeaders() throws Exception {
        standIn.then(Behaviour.reset());
        try (Socket socket = raw(WHOLE)) {
            assertThatThrownBy(() -> socket.getInputStream().readAllBytes())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
    }

    @Test
    void resetsWithinAStream() throws Exception {
        standIn.then(Behaviour.resetAfter(3));
        try (Socket socket = raw(STREAMED)) {
            assertThatThrownBy(() -> socket.getInputStream().readAllBytes())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
        assertThat(standIn.last().framesWritten()).isEqualTo(3);
        assertThat(standIn.last().outcome()).isEqualTo(Outcome.PARTIAL);
        assertThat(standIn.last().hungUpAfter()).isNull();
    }

    @Test
    void staysSilentUntilTheClientLeaves() throws Exception {
        standIn.then(Behaviour.silence());
        HttpRequest impatient = calls.to(standIn, PATH)
                .timeout(Duration.ofMillis(150))
                .POST(Calls.body(WHOLE))
                .build();

        assertThatThrownBy(() -> calls.send(impatient)).isInstanceOf(HttpTimeoutException.class);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(standIn.last().hungUpAfter()).isGreaterThanOrEqualTo(Duration.ofMillis(50)));
        assertThat(standIn.last().outcome()).isEqualTo(Outcome.FAULTED);
    }

    @Test
    void sendsHeadersAndThenNothing() throws Exception {
        standIn.then(Behaviour.headersThenSilence());

        HttpResponse<InputStream> response = calls.open(standIn, PATH, STREAMED);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("text/event-stream; charset=utf-8");
        assertThat(response.body().available()).isZero();
        response.body().close();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(standIn.last().hungUpAfter()).isNotNull());
    }

    @Test
    void cutsAStreamInGoodOrderAndReportsNothing() throws Exception {
        standIn.then(Behaviour.cutAfter(3));

        String body = calls.post(standIn, PATH, STREAMED).body();

        assertThat(Calls.events(body)).hasSize(3);
        assertThat(body).doesNotContain("[DONE]");
        assertThat(standIn.completed()).isEmpty();
        assertThat(standIn.partial("gpt-4o")).isEqualTo(new Usage(1, Counts.NONE, Map.of()));
        assertThat(standIn.consumed()).containsEntry("gpt-4o", Counts.of(6, 2));
    }

    @Test
    void dropsAConnectionWithinAStreamAndWithinABody() {
        standIn.then(Behaviour.dropAfter(2), Behaviour.cutAfter(0));

        assertThatThrownBy(() -> calls.post(standIn, PATH, STREAMED)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> calls.post(standIn, PATH, WHOLE)).isInstanceOf(IOException.class);
        assertThat(standIn.partial("gpt-4o")).isEqualTo(new Usage(2, Counts.NONE, Map.of()));
    }

    @Test
    void noticesAHangUpWithinAStall() throws Exception {
        standIn.then(Behaviour.stallAfter(2));
        HttpResponse<InputStream> response = calls.open(standIn, PATH, STREAMED);
        assertThat(response.body().readNBytes(10)).hasSize(10);
        assertThat(standIn.last().outcome()).isNotEqualTo(Outcome.COMPLETED);

        response.body().close();

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(standIn.last().hungUpAfter()).isNotNull());
        assertThat(standIn.last().framesWritten()).isEqualTo(2);
        assertThat(standIn.last().outcome()).isEqualTo(Outcome.PARTIAL);
    }

    @Test
    void stopsWritingWhenTheClientHangsUp() throws Exception {
        standIn.then(Behaviour.slowChunks(Duration.ofMillis(300)));
        HttpResponse<InputStream> response = calls.open(standIn, PATH, STREAMED);
        assertThat(response.body().read()).isEqualTo('d');

        response.body().close();

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(standIn.last().outcome()).isEqualTo(Outcome.PARTIAL));
        assertThat(standIn.last().framesWritten()).isLessThan(FRAMES);
        await().until(() -> standIn.openConnections() == 0);
    }

    @Test
    void writesSlowly() throws Exception {
        standIn.then(Behaviour.slowChunks(Duration.ofMillis(20)).firstAfter(Duration.ofMillis(30)));
        Instant start = Instant.now();

        assertThat(Calls.events(calls.post(standIn, PATH, STREAMED).body())).hasSize(FRAMES - 1);

        assertThat(Duration.between(start, Instant.now())).isGreaterThan(Duration.ofMillis(30 + 20 * (FRAMES - 1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 100, 5000})
    void splitsTheBytesAnywhere(int size) throws Exception {
        standIn.always(Behaviour.answer("grün ✓"));
        String plain = calls.post(standIn, PATH, STREAMED).body();
        standIn.always(Behaviour.answer("grün ✓").bytesSplit(size));

        String split = calls.post(standIn, PATH, STREAMED).body();

        assertThat(Calls.events(split)).hasSameSizeAs(Calls.events(plain));
        assertThat(split).contains("grün").contains("✓").endsWith("data: [DONE]\n\n");
        assertThat(Json.parse(calls.post(standIn, PATH, WHOLE).body())
                        .at("/choices/0/message/content")
                        .asText())
                .isEqualTo("grün ✓");
    }

    @Test
    void endsLinesWithCrLfAndPutsCommentsBetween() throws Exception {
        standIn.then(Behaviour.echo().crlf().comments());

        String body = calls.post(standIn, PATH, STREAMED).body();

        assertThat(body).contains(": keep-alive\r\n\r\ndata: {").endsWith("data: [DONE]\r\n\r\n");
        assertThat(body.replace("\r\n", "")).doesNotContain("\n");
    }

    @Test
    void putsUsageOnTheLastChoiceOrOnEachOrLeavesOutTheEnd() throws Exception {
        standIn.then(
                Behaviour.echo().usageOnChoice(),
                Behaviour.echo().usageEveryChunk(),
                Behaviour.echo().noTerminator());

        var onChoice = Calls.events(calls.post(standIn, PATH, STREAMED).body());
        assertThat(onChoice).hasSize(FRAMES - 2);
        assertThat(onChoice.getLast().at("/usage/total_tokens").asInt()).isEqualTo(9);
        assertThat(onChoice.getLast().at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        var onEach = Calls.events(calls.post(standIn, PATH, STREAMED).body());
        assertThat(onEach.get(2).at("/usage/completion_tokens").asInt()).isEqualTo(2);
        String unended = calls.post(standIn, PATH, STREAMED).body();
        assertThat(unended).doesNotContain("[DONE]").contains("\"total_tokens\":9");
        assertThat(standIn.completed("gpt-4o").counts()).isEqualTo(Counts.of(18, 9));
    }

    @Test
    void reportsExactUsage() throws Exception {
        Counts exact = new Counts(1000, 512, 0, 0, 33, 77);
        standIn.then(Behaviour.usage(exact));

        var usage = Json.parse(calls.post(standIn, PATH, WHOLE).body()).path("usage");

        assertThat(usage.path("prompt_tokens").asInt()).isEqualTo(1512);
        assertThat(usage.at("/prompt_tokens_details/cached_tokens").asInt()).isEqualTo(512);
        assertThat(usage.path("completion_tokens").asInt()).isEqualTo(110);
        assertThat(usage.at("/completion_tokens_details/reasoning_tokens").asInt())
                .isEqualTo(77);
        assertThat(standIn.completed("gpt-4o").field("prompt_tokens_details.cached_tokens"))
                .isEqualTo(512);
        assertThat(standIn.completed("gpt-4o").counts()).isEqualTo(exact);
    }

    @Test
    void answersWithWhatIsNoAnswer() throws Exception {
        standIn.then(
                Behaviour.htmlPage(502),
                Behaviour.htmlPage(200),
                Behaviour.emptyBody(),
                Behaviour.invalidJson(),
                Behaviour.errorObjectIn200("boom"));

        HttpResponse<String> page = calls.post(standIn, PATH, WHOLE);
        assertThat(page.statusCode()).isEqualTo(502);
        assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=UTF-8");
        assertThat(calls.post(standIn, PATH, WHOLE).body()).startsWith("<html>");
        assertThat(calls.post(standIn, PATH, WHOLE).body()).isEmpty();
        String broken = calls.post(standIn, PATH, WHOLE).body();
        assertThat(broken).startsWith("{");
        assertThatThrownBy(() -> Json.parse(broken)).isInstanceOf(IllegalArgumentException.class);
        HttpResponse<String> error = calls.post(standIn, PATH, WHOLE);
        assertThat(error.statusCode()).isEqualTo(200);
        assertThat(Json.parse(error.body()).at("/error/message").asText()).isEqualTo("boom");
    }

    @Test
    void sendsAnErrorWithinAStream() throws Exception {
        standIn.then(Behaviour.errorEventAfter(2, "out of luck"), Behaviour.errorObjectIn200("boom"));

        String body = calls.post(standIn, PATH, STREAMED).body();

        assertThat(Calls.events(body)).hasSize(3);
        assertThat(Calls.events(body).getLast().at("/error/message").asText()).isEqualTo("out of luck");
        assertThat(body).doesNotContain("[DONE]");
        assertThat(Calls.events(calls.post(standIn, PATH, STREAMED).body())).hasSize(1);
    }

    @Test
    void refusesConnectionsAndTakesThemAgainOnTheSamePort() throws Exception {
        calls.post(standIn, PATH, WHOLE);
        standIn.refuseConnections();
        assertThatThrownBy(() -> new Socket("127.0.0.1", standIn.port())).isInstanceOf(ConnectException.class);
        assertThatThrownBy(() -> calls.post(standIn, PATH, WHOLE)).isInstanceOf(IOException.class);

        standIn.acceptConnections();

        assertThat(calls.post(standIn, PATH, WHOLE).statusCode()).isEqualTo(200);
        assertThat(standIn.connections()).isEqualTo(2);
    }

    @Test
    void breaksOffWhatIsInFlightWhenItRefuses() throws Exception {
        standIn.then(Behaviour.stallAfter(2));
        HttpResponse<InputStream> response = calls.open(standIn, PATH, STREAMED);

        standIn.refuseConnections();

        assertThatThrownBy(() -> response.body().readAllBytes()).isInstanceOf(IOException.class);
        assertThat(standIn.openConnections()).isZero();
        assertThat(standIn.last().outcome()).isEqualTo(Outcome.PARTIAL);
        assertThat(standIn.last().hungUpAfter()).as("the client stayed").isNull();
    }

    @Test
    void keepsConnectionsAliveAndReadsChunkedBodies() throws Exception {
        for (int i = 0; i < 5; i++) {
            HttpRequest chunked = calls.to(standIn, PATH)
                    .POST(HttpRequest.BodyPublishers.ofInputStream(
                            () -> new ByteArrayInputStream(WHOLE.getBytes(StandardCharsets.UTF_8))))
                    .build();
            assertThat(calls.send(chunked).statusCode()).isEqualTo(200);
            assertThat(calls.post(standIn, PATH, STREAMED).statusCode()).isEqualTo(200);
        }

        assertThat(standIn.connections()).isEqualTo(1);
        assertThat(standIn.received()).hasSize(10);
        assertThat(standIn.last().json().path("stream").asBoolean()).isTrue();
        assertThat(standIn.received().getFirst().body()).isEqualTo(WHOLE.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/models HTTP/1.0\r\n\r\n",
                "GET /v1/models HTTP/1.1\r\n\r\n",
                "GET /v1/models HTTP/1.1\nHost: x\n\n",
                "GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n",
            })
    void refusesBrokenHttp(String request) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", standIn.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 400 Bad Request\r\n");
        }
        assertThat(standIn.complaints()).hasSize(1);
        assertThat(standIn.received()).isEmpty();
    }

    @Test
    void forgets() throws Exception {
        standIn.always(Behaviour.status(500));
        calls.post(standIn, PATH, WHOLE);
        standIn.forget();

        assertThat(standIn.received()).isEmpty();
        assertThat(calls.post(standIn, PATH, WHOLE).statusCode()).isEqualTo(200);
    }

    private Socket raw(String json) throws IOException {
        Socket socket = new Socket("127.0.0.1", standIn.port());
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        socket.getOutputStream()
                .write(("POST " + PATH
                                + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                                + standIn.key() + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().write(body);
        return socket;
    }
}
