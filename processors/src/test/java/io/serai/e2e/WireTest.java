package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.e2e.provider.Behaviour;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What SDKs rely upon on the wire, rule by rule. */
class WireTest {

    private static final String HELLO =
            "{\"model\": \"gpt-4o-mini\", \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}";

    private TestGateway gateway;

    @BeforeEach
    void fresh() {
        gateway = TestGateway.fresh();
    }

    private static void isError(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("application/json");
        assertThat(answer.headers().firstValue("x-request-id").orElseThrow()).startsWith("req_");
        assertThat(answer.headers().firstValue("request-id"))
                .isEqualTo(answer.headers().firstValue("x-request-id"));
        JsonNode error = TestGateway.json(answer).path("error");
        assertThat(error.fieldNames()).toIterable().contains("message", "type", "param", "code");
        assertThat(error.path("message").asText()).isNotBlank();
        if (!code.isEmpty()) {
            assertThat(error.path("code").asText()).isEqualTo(code);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/nowhere, 404",
        "POST, /nowhere, 404",
        "GET, /v1/chat/completions, 405",
        "DELETE, /v1/chat/completions, 405",
        "POST, /v1/models, 405",
        "TRACE, /v1/chat/completions, 405",
        "TRACE, /v1/models/gpt-4o, 405",
        "TRACE, /chat/completions/, 405",
        "TRACE, /v1/nowhere, 404",
        "TRACE, /admin/v1/keys, 401",
        "TRACE, /actuator/health, 405",
        "BREW, /v1/chat/completions, 405",
        "PROPFIND, /v1/models, 405",
        "BREW, /v1/nowhere, 404",
        "PATCH, /v1/chat/completions/, 405",
        "GET, /v1/models/nobody/at/all, 404"
    })
    void saysAsJsonWhatIsNotServed(String method, String path, int status) {
        isError(
                gateway.send(HttpRequest.newBuilder(URI.create(gateway.url(path)))
                        .header("Authorization", "Bearer " + gateway.key())
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build()),
                status,
                "");
    }

    @Test
    void asksForAKey() {
        isError(
                gateway.send(HttpRequest.newBuilder(URI.create(gateway.url("/v1/chat/completions")))
                        .POST(HttpRequest.BodyPublishers.ofString(HELLO))
                        .build()),
                401,
                "invalid_api_key");
        isError(gateway.post("/v1/chat/completions", "sk-proj-of-another-company", HELLO), 401, "invalid_api_key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-api-key", "api-key"})
    void takesTheKeyWhereOtherSdksPutIt(String header) {
        HttpResponse<String> answer =
                gateway.send(HttpRequest.newBuilder(URI.create(gateway.url("/v1/chat/completions")))
                        .header(header, gateway.key())
                        .POST(HttpRequest.BodyPublishers.ofString(HELLO))
                        .build());
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void refusesADisabledKeyAtOnce() {
        JsonNode issued = TestGateway.json(gateway.admin("POST", "/admin/v1/keys", "{\"name\": \"short-lived\"}"));
        String key = issued.path("key").asText();
        assertThat(gateway.post("/v1/chat/completions", key, HELLO).statusCode())
                .isEqualTo(200);
        gateway.admin("POST", "/admin/v1/keys/" + issued.path("id").asText() + "/disable", "");
        isError(gateway.post("/v1/chat/completions", key, HELLO), 401, "invalid_api_key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"model\": \"gpt-4o\"",
                "{\"model\": \"gpt-4o\", \"messages\": [}",
                "nonsense",
                "\"text\"",
                "{\"model\": 3, \"messages\": []}"
            })
    void saysWhatIsWrongWithABody(String body) {
        isError(gateway.chat(body), 400, "");
    }

    @Test
    void readsGzipChunkedAndLargeBodies() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(HELLO.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(gateway.send(HttpRequest.newBuilder(URI.create(gateway.url("/v1/chat/completions")))
                                .header("Authorization", "Bearer " + gateway.key())
                                .header("Content-Encoding", "gzip")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(packed.toByteArray()))
                                .build())
                        .statusCode())
                .isEqualTo(200);
        byte[] large = HELLO.replace("hello", "hello ".repeat(1_700_000)).getBytes(StandardCharsets.UTF_8);
        HttpResponse<String> answer =
                gateway.send(HttpRequest.newBuilder(URI.create(gateway.url("/v1/chat/completions")))
                        .header("Authorization", "Bearer " + gateway.key())
                        .timeout(Duration.ofSeconds(30))
                        .POST(HttpRequest.BodyPublishers.ofByteArrays(List.of(large)))
                        .build());
        assertThat(answer.statusCode())
                .as("10 MB, chunked; too long for the model, and said so")
                .isEqualTo(400);
        assertThat(answer.body()).contains("context");
    }

    @Test
    void refusesABodyThatIsTooLarge() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + gateway.key()
                                    + "\r\nContent-Length: 900000000\r\n\r\n{")
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] head = new byte[8192];
            int read = socket.getInputStream().read(head);
            String answer = new String(head, 0, read, StandardCharsets.US_ASCII);
            assertThat(answer)
                    .startsWith("HTTP/1.1 413")
                    .contains("application/json")
                    .contains("request_too_large");
        }
    }

    @Test
    void saysEvenABadRequestLineAsJson() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("G?T /\\ HTTP/9.9\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer)
                    .startsWith("HTTP/1.1 400")
                    .contains("\"error\"", "x-request-id: req_", "request-id: req_")
                    .doesNotContain("<html");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/chat/completions", "/v1/chat/completions/", "/chat/completions/", "/v1/v1/chat/completions"})
    void servesTheBaseUrlsThatPeopleConfigure(String path) {
        assertThat(gateway.post(path, gateway.key(), HELLO).statusCode()).isEqualTo(200);
    }

    @Test
    void answersHeadAndOptions() {
        for (String method : List.of("HEAD", "OPTIONS")) {
            HttpResponse<String> answer = gateway.send(HttpRequest.newBuilder(URI.create(gateway.url("/v1/models")))
                    .header("Authorization", "Bearer " + gateway.key())
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .build());
            assertThat(answer.statusCode()).as(method).isBetween(200, 204);
        }
    }

    @Test
    void streamsAsSdksExpect() {
        HttpResponse<String> answer = gateway.chat(HELLO.replace("{\"model\"", "{\"stream\": true, \"model\""));
        assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("text/event-stream");
        assertThat(answer.headers().firstValue("cache-control")).contains("no-cache");
        assertThat(answer.headers().firstValue("x-accel-buffering")).contains("no");
        assertThat(answer.body()).endsWith("data: [DONE]\n\n");
        assertThat(answer.body()).as("usage only when asked for").doesNotContain("\"prompt_tokens\"");
        assertThat(answer.body()).doesNotContain("\"error\"");
    }

    @Test
    void putsUsageOnTheLastChunkWhenAsked() {
        HttpResponse<String> answer = gateway.chat(HELLO.replace(
                "{\"model\"", "{\"stream\": true, \"stream_options\": {\"include_usage\": true}, \"model\""));
        List<String> events =
                answer.body().lines().filter(line -> line.startsWith("data: {")).toList();
        assertThat(events.getLast()).contains("\"choices\":[]").contains("\"prompt_tokens\"");
        assertThat(events.stream().filter(event -> event.contains("\"prompt_tokens\"")))
                .hasSize(1);
    }

    @Test
    void keepsACallersHeadersFromProviders() {
        gateway.send(HttpRequest.newBuilder(URI.create(gateway.url("/v1/chat/completions")))
                .header("Authorization", "Bearer " + gateway.key())
                .header("OpenAI-Organization", "org-secret")
                .header("x-stainless-lang", "java")
                .header("Cookie", "session=secret")
                .POST(HttpRequest.BodyPublishers.ofString(HELLO))
                .build());
        assertThat(gateway.openai.last().headers().keySet())
                .doesNotContain("openai-organization", "x-stainless-lang", "cookie");
        assertThat(gateway.openai.last().header("authorization")).isEqualTo("Bearer " + gateway.openai.key());
    }

    @Test
    void keepsASilentStreamAliveWithComments() {
        gateway.openai.always(Behaviour.answer("late but here").firstAfter(Duration.ofMillis(1500)));
        HttpResponse<String> answer = gateway.chat(HELLO.replace("{\"model\"", "{\"stream\": true, \"model\""));
        assertThat(answer.body())
                .startsWith(": keep-alive\n\n")
                .contains("late")
                .endsWith("data: [DONE]\n\n");
    }

    @Test
    void tellsWhatAnAnswerCost() {
        HttpResponse<String> answer = gateway.chat(HELLO);
        assertThat(answer.headers().firstValue("x-serai-cost").orElseThrow()).matches("0\\.\\d+");
    }

    @Test
    void passesUnknownFieldsOnToTheSameFamily() {
        gateway.chat(HELLO.replace("{\"model\"", "{\"verbosity\": \"low\", \"model\""));
        assertThat(gateway.openai.received()).isNotEmpty();
        assertThat(gateway.openai.last().json().path("verbosity").asText()).isEqualTo("low");
    }
}
