package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.openai.client.OpenAIClient;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import io.serai.e2e.provider.OpenAiClients;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.ThrowingConsumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Who has no key costs next to nothing, and no request is understood otherwise than a proxy would. */
class StrangersTest {

    private static final String CHAT = "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n";
    private static final String HELLO =
            "{\"model\": \"gpt-4o-mini\", \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}";

    private TestGateway gateway;

    @BeforeEach
    void fresh() {
        gateway = TestGateway.fresh();
    }

    private RawHttp connection() throws IOException {
        return new RawHttp(gateway.port());
    }

    private String key() {
        return "Authorization: Bearer " + gateway.key() + "\r\n";
    }

    // All at once, as each takes the seconds of the gateway's patience

    @TestFactory
    List<DynamicContainer> thoseWhoTakeTheirTime() {
        return List.of(
                atOnce(
                        "aStrangerIsAnsweredAtOnceAndCutOff",
                        this::aStrangerIsAnsweredAtOnceAndCutOff,
                        "Content-Length: 30000000\r\n\r\n{",
                        "Content-Length: 100\r\n\r\n{",
                        "Content-Length: 30000000000\r\n\r\n{",
                        "Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n",
                        "Authorization: Bearer sk-serai-wrong\r\nContent-Length: 30000000\r\n\r\n{",
                        "Content-Encoding: gzip\r\nContent-Length: 30000000\r\n\r\n{"),
                atOnce("soIsOneAtTheAdminApi", this::soIsOneAtTheAdminApi, "/admin/v1/keys", "/admin/v1/decide"),
                atOnce(
                        "cutsWhoDripsABody",
                        this::cutsWhoDripsABody,
                        "Content-Length: 1000|x",
                        "Transfer-Encoding: chunked|1~x~",
                        "Transfer-Encoding: chunked|x"),
                atOnce("cutsWhoDripsHeaders", this::cutsWhoDripsHeaders, "X-Slow"),
                atOnce("keepsAnIdleConnectionAndAnUnhurriedRequest", this::keepsAnIdleConnection, "/v1/models"),
                atOnce("watchesTheBodiesOfTheAdminApi", this::watchesTheBodies, "/admin/v1/keys"));
    }

    /** A test for each case; all begin now, and are waited for one after another. */
    private static DynamicContainer atOnce(String name, ThrowingConsumer<String> test, String... cases) {
        List<DynamicTest> tests = new ArrayList<>();
        for (String each : cases) {
            FutureTask<Void> begun = new FutureTask<>(() -> {
                try {
                    test.accept(each);
                } catch (Throwable e) {
                    throw new AssertionError(name + " with " + each, e);
                }
                return null;
            });
            Thread.ofVirtual().start(begun);
            tests.add(DynamicTest.dynamicTest(each, () -> begun.get(60, TimeUnit.SECONDS)));
        }
        return DynamicContainer.dynamicContainer(name, tests);
    }

    // The key before the body

    private void aStrangerIsAnsweredAtOnceAndCutOff(String rest) throws IOException {
        try (RawHttp stranger = connection()) {
            stranger.say(CHAT + rest);
            String answer = stranger.heardUntil("\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 401");
            assertThat(stranger.heard()).contains("invalid_api_key");
            assertThat(stranger.closed()).isTrue();
        }
    }

    private void soIsOneAtTheAdminApi(String path) throws IOException {
        try (RawHttp stranger = connection()) {
            stranger.say("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 30000000\r\n\r\n{");
            assertThat(stranger.heard()).startsWith("HTTP/1.1 401").contains("needs the admin key");
            assertThat(stranger.closed()).isTrue();
        }
    }

    @Test
    void aStrangerIsNotAskedForItsBody() throws IOException {
        try (RawHttp stranger = connection()) {
            stranger.say(CHAT + "Expect: 100-continue\r\nContent-Length: 1000000\r\n\r\n");
            assertThat(stranger.heard()).startsWith("HTTP/1.1 401").doesNotContain("100 Continue");
        }
        try (RawHttp caller = connection()) {
            caller.say(CHAT + key() + "Connection: close\r\nExpect: 100-continue\r\nContent-Length: " + HELLO.length()
                    + "\r\n\r\n");
            assertThat(caller.heardUntil("\r\n\r\n")).startsWith("HTTP/1.1 100");
            assertThat(caller.say(HELLO).heard()).contains("HTTP/1.1 200");
        }
    }

    /** A megabyte is more than the buffers between a client and us hold. */
    @Test
    void ordinaryClientsGetToSeeTheirRefusal() {
        String text = "x".repeat(1_000_000);
        for (int i = 0; i < 5; i++) {
            HttpResponse<String> answer =
                    gateway.post("/v1/chat/completions", "sk-serai-wrong", HELLO.replace("hello", text));
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).contains("Incorrect API key");
        }
        OpenAIClient client = OpenAiClients.of(gateway.url("/v1"), "sk-serai-wrong");
        try {
            var ask = ChatCompletionCreateParams.builder()
                    .model("gpt-4o-mini")
                    .addUserMessage(text)
                    .build();
            assertThatThrownBy(() -> client.chat().completions().create(ask)).isInstanceOf(UnauthorizedException.class);
        } finally {
            client.close();
        }
    }

    @Test
    void aCallerThatIsKnownSeesThatItsBodyIsTooLarge() {
        HttpResponse<String> answer = gateway.chat("{\"x\": \"" + "x".repeat(33 << 20) + "\"}");
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("larger than 32 MB");
    }

    // What a body may be

    private static byte[] packed(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    private HttpResponse<String> encoded(String encoding, byte[] body) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.url("/v1/chat/completions")))
                .header("Authorization", "Bearer " + gateway.key())
                .header("Content-Type", "application/json")
                .header("Content-Encoding", encoding)
                .timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofByteArray(body))
                .build());
    }

    @Test
    void saysWhatIsWrongWithAGzipBody() throws IOException {
        byte[] whole = packed(HELLO.getBytes(StandardCharsets.UTF_8));
        assertThat(encoded("gzip", whole).statusCode()).isEqualTo(200);
        assertThat(encoded("GZIP", whole).statusCode()).isEqualTo(200);
        for (byte[] bad : new byte[][] {
            {},
            {0x1F},
            Arrays.copyOf(whole, 12),
            Arrays.copyOf(whole, whole.length - 3),
            Arrays.copyOf(whole, whole.length + 4),
            HELLO.getBytes(StandardCharsets.UTF_8)
        }) {
            HttpResponse<String> answer = encoded("gzip", bad);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(answer.body()).contains("invalid_request_error");
        }
    }

    @Test
    void refusesABombAsTooLarge() throws IOException {
        assertThat(encoded("gzip", packed(new byte[100 << 20])).statusCode()).isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"deflate", "br", "zstd", "gzip, gzip", "gzip, identity", "compress"})
    void refusesOtherEncodings(String encoding) {
        assertThat(encoded(encoding, new byte[] {1, 2, 3}).statusCode()).isEqualTo(415);
    }

    // Odd addresses

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/v1/%2e%2e/%2e%2e/x",
                "//v1/models",
                "/v1//models",
                "/v1/models;x=y",
                "/v1/../admin/v1/keys",
                "/v1/%2e%2e/admin/v1/keys",
                "/v1/..%2fadmin",
                "/v1/models%00",
                "/v1/models%5c..%5c",
                "/v1/models\\..\\",
                "/v1/models/%ff%fe",
                "/v1/models/%",
                "/actuator",
                "/actuator/",
                "/actuator/env",
                "/actuator/health/db",
                "/actuator/health/nothing",
                "/error"
            })
    void answersOddAddressesAsJson(String path) throws IOException {
        try (RawHttp stranger = connection()) {
            stranger.say("GET " + path + " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
            String answer = stranger.heard();
            assertThat(answer).startsWith("HTTP/1.1 4").contains("{\"error\":{").contains("x-request-id: ");
            assertThat(answer).doesNotContain("evil.example", "Exception", "at io.serai");
        }
    }

    @Test
    void answersLongAddresses() throws IOException {
        for (int length : new int[] {2_000, 30_000, 70_000}) {
            try (RawHttp stranger = connection()) {
                stranger.says(
                        "GET /v1/models/" + "x".repeat(length) + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
                String answer = stranger.heard();
                assertThat(answer).startsWith("HTTP/1.1 4").contains("{\"error\":{");
                assertThat(answer.length()).isLessThan(2_000);
            }
        }
    }

    @Test
    void healthIsStillThere() {
        assertThat(gateway.get("/actuator/health", "none").statusCode()).isEqualTo(200);
        assertThat(gateway.get("/actuator/health/liveness", "none").statusCode())
                .isEqualTo(200);
        assertThat(gateway.get("/actuator/health/readiness", "none").statusCode())
                .isEqualTo(200);
    }

    // Slow ones

    private void cutsWhoDripsHeaders(String header) throws Exception {
        try (RawHttp slow = connection()) {
            slow.say("GET /v1/models HTTP/1.1\r\nHost: x\r\n" + header + ": ");
            int said = 0;
            while (said < 100 && slow.says("x")) {
                said++;
                Thread.sleep(100);
            }
            assertThat(slow.heard()).startsWith("HTTP/1.1 408").contains("request_timeout");
            assertThat(said).isLessThan(100);
        }
    }

    private void cutsWhoDripsABody(String headerAndDrop) throws Exception {
        String header = headerAndDrop.substring(0, headerAndDrop.indexOf('|'));
        String drop = headerAndDrop.substring(headerAndDrop.indexOf('|') + 1);
        try (RawHttp slow = connection()) {
            slow.say(CHAT + key() + header + "\r\n\r\n");
            if (drop.equals("x") && header.startsWith("T")) {
                slow.say("1;extension=");
            }
            int said = 0;
            while (said < 120 && slow.says(drop.replace("~", "\r\n"))) {
                said++;
                Thread.sleep(100);
            }
            assertThat(said).isLessThan(120);
        }
        try (RawHttp slow = connection()) {
            slow.say(CHAT + key() + "Content-Length: 1000\r\n\r\n{");
            assertThat(slow.heard()).startsWith("HTTP/1.1 408").contains("too slowly");
        }
    }

    private void keepsAnIdleConnection(String path) throws Exception {
        try (RawHttp idle = connection()) {
            for (int i = 0; i < 2; i++) {
                idle.say("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(idle.heardUntil("}}")).startsWith("HTTP/1.1 401");
                Thread.sleep(2_500);
            }
        }
    }

    // What a stranger can have written to the log

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST /v1/chat/completions|Content-Length: abc|400|not one number",
                "POST /v1/chat/completions|Content-Length: +5|400|not one number",
                "POST /v1/chat/completions|Content-Length: -1|400|not one number",
                "POST /v1/chat/completions|Content-Length: 9223372036854775808|400|not one number",
                "POST /v1/chat/completions|Content-Length: 5, 5|400|not one number",
                "POST /v1/chat/completions|Content-Length: 5~Content-Length: 6|400|not one number",
                "POST /v1/chat/completions|Content-Length: 5~Transfer-Encoding: chunked|400|send one of them",
                "POST /v1/chat/completions|Transfer-Encoding: xchunked|501|Transfer-Encoding",
                "POST /v1/chat/completions|X: a~ b|400|folded",
                "MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM /v1/chat/completions|X: a|405|more than 20 letters",
                "ODD /v1/models|X: a|405|method",
                "GET /no/such/thing|X: a|404|Unknown address",
                "GET /no/such/thing|Accept: x|404|Unknown address",
                "GET /no/such/thing|Content-Type: multipart/form-data|404|Unknown address",
                "POST /error|Content-Type: multipart/form-data|404|Unknown address",
                "POST /|Content-Type: multipart/form-data; boundary=x|404|Unknown address",
                "GET /%61dmin/v1/keys|X: a|404|Unknown address",
                "GET /v1/models|Cookie: a=\"b c; ;;=,@|401|invalid",
                "GET /v1/models|Cookie: $Version=9; @=\u0001|401|invalid",
            })
    void saysWhatIsWrongToTheStrangerAndNothingToTheLog(String line, String header, int status, String word)
            throws IOException {
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        root.addAppender(log);
        try (RawHttp stranger = connection()) {
            stranger.say(
                    line + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + header.replace("~", "\r\n") + "\r\n\r\n");
            assertThat(stranger.heard())
                    .startsWith("HTTP/1.1 " + status)
                    .contains("{\"error\":{", word)
                    .doesNotContain("its log says");
        } finally {
            root.detachAppender(log);
        }
        assertThat(log.list)
                .filteredOn(event -> event.getLoggerName()
                        .matches("org\\.(apache\\.(catalina|coyote|tomcat)|springframework).*"
                                + "|io\\.serai\\.doors\\.http.*"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/models", "/admin/v1/keys", "/actuator/health", "/no/such"})
    void sortsNoEndlessListOfTypes(String path) throws IOException {
        try (RawHttp stranger = connection()) {
            stranger.say("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept: " + "a/b,".repeat(60)
                    + "a/b\r\n\r\n");
            assertThat(stranger.heard()).startsWith("HTTP/1.1 406").contains("'Accept'");
        }
    }

    private void watchesTheBodies(String path) throws IOException {
        try (RawHttp slow = connection()) {
            slow.say("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                    + TestGateway.ADMIN_KEY + "\r\nContent-Length: 1000\r\n\r\n{");
            assertThat(slow.heard()).startsWith("HTTP/1.1 408").contains("too slowly");
        }
    }

    @Test
    void saysThatThereAreTooManyHeaders() throws IOException {
        try (RawHttp stranger = connection()) {
            stranger.say(CHAT + "X: a\r\n".repeat(150) + "\r\n");
            assertThat(stranger.heard()).startsWith("HTTP/1.1 400").contains("too many headers");
        }
    }

    // What two servers might read in two ways

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
                "Content-Length: 5\r\nContent-Length: 5\r\n\r\nabcde",
                "Content-Length: 5, 5\r\n\r\nabcde",
                "Content-Length: +5\r\n\r\nabcde",
                "Content-Length: -5\r\n\r\nabcde",
                "Content-Length: 0x5\r\n\r\nabcde",
                "Content-Length: 5 5\r\n\r\nabcde",
                "Content-Length: 99999999999999999999\r\n\r\nabcde",
                "Content-Length:\r\n 5\r\n\r\nabcde",
                "Content-Length: \r\n\r\nabcde",
                "Content-Length : 5\r\n\r\nabcde",
                " Content-Length: 5\r\n\r\nabcde",
                "Content-Length\t: 5\r\n\r\nabcde",
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked,\r\n identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "Transfer_Encoding: chunked\r\nTransfer-Encoding: gzip\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nx\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-1\r\n",
                "Transfer-Encoding: chunked\r\n\r\n 5\r\nabcde\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5 \r\nabcde\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0x5\r\nabcde\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\nabcde\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nabcdeX\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\rabcde\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\nabcde\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n100000000\r\nabcde\r\n0\r\n\r\n",
                "Host: y\r\nContent-Length: 0\r\n\r\n",
                "X: a\r\n b\r\nContent-Length: 0\r\n\r\n",
                "X: a\r\n\tb   \r\nContent-Length: 0\r\n\r\n",
                "X: a\u0000b\r\nContent-Length: 0\r\n\r\n",
                "X: a\rb\r\nContent-Length: 0\r\n\r\n",
                "X\u0000: a\r\nContent-Length: 0\r\n\r\n",
                ": a\r\nContent-Length: 0\r\n\r\n",
                "no colon\r\nContent-Length: 0\r\n\r\n",
            })
    void refusesWhatAProxyMightReadOtherwise(String rest) throws IOException {
        try (RawHttp smuggler = connection()) {
            smuggler.says(CHAT + key() + rest + "GET /v1/models HTTP/1.1\r\nHost: x\r\n\r\n");
            String answer = smuggler.heard();
            assertThat(answer).matches("(?s)HTTP/1.1 (400|408|501|413) .*").contains("{\"error\":{");
            assertThat(answer.split("HTTP/1.1 ", -1)).as("one answer only").hasSize(2);
            assertThat(smuggler.closed()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X: a\r\n b\r\n",
                "X: a\r\n b   \r\n",
                "X: a\r\n\tb\r\n",
                "X:a\r\n b\r\n",
                "X: a\r\n \r\n",
                "X: a\r\n b\r\n c\r\n",
                "X:\r\n a\r\n",
                "X: aaaaaaaaaaaa\r\n b\r\nY: c\r\n",
                "Transfer-Encoding:\r\n chunked\r\n",
                "X: a\n",
                "X: a\n b\n",
            })
    void refusesFoldedLines(String folded) throws IOException {
        for (String head : new String[] {folded, "Host: x\r\n" + folded, "Z:\r\n" + folded}) {
            String lines = head.startsWith("Host") ? head + key() : head + "Host: x\r\n" + key();
            for (String order : new String[] {lines, "Host: x\r\n" + key() + folded}) {
                try (RawHttp smuggler = connection()) {
                    smuggler.says("GET /v1/models HTTP/1.1\r\n" + order + "\r\n");
                    assertThat(smuggler.heard())
                            .as(order)
                            .startsWith("HTTP/1.1 400")
                            .contains("{\"error\":{");
                    assertThat(smuggler.closed()).isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X: a b\r\n",
                "X:a b\r\n",
                "X: a b \r\n",
                "X:a b \r\n",
                "X:\r\n",
                "X: \r\n",
                "X:   a\r\n",
                "X: a   \r\n",
                "X:\ta\r\n",
                "x: a\r\nX: a\r\n",
            })
    void takesWholeLines(String line) throws IOException {
        for (String order : new String[] {line + "Host: x\r\n" + key(), "Host: x\r\n" + key() + line}) {
            try (RawHttp caller = connection()) {
                caller.say("GET /v1/models HTTP/1.1\r\nConnection: close\r\n" + order + "\r\n");
                assertThat(caller.heard()).as(order).startsWith("HTTP/1.1 200");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/models HTTP/1.1\r\n\r\n",
                "GET /v1/models HTTP/0.9\r\n\r\n",
                "GET /v1/models HTTP/3.0\r\nHost: x\r\n\r\n",
                "GET /v1/mo dels HTTP/1.1\r\nHost: x\r\n\r\n",
                "G@T /v1/models HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET http://a/v1/models HTTP/1.1\r\nHost: b\r\n\r\n",
                "GET ftp://x/v1/models HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /v1/models HTTP/1.1\r\nHost: x y\r\n\r\n",
                "GET /v1/models HTTP/1.1\r\nHost: x:port\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\r\n\r\n",
            })
    void refusesBrokenRequestLines(String request) throws IOException {
        try (RawHttp stranger = connection()) {
            stranger.says(request);
            assertThat(stranger.heard()).matches("(?s)HTTP/1.1 (4\\d\\d|505|501) .*");
            assertThat(stranger.closed()).isTrue();
        }
    }
}
