package io.serai.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.OpenAIClient;
import io.serai.Gateway;
import io.serai.doors.queue.embedded.EmbeddedBroker;
import io.serai.e2e.provider.AnthropicStandIn;
import io.serai.e2e.provider.GeminiStandIn;
import io.serai.e2e.provider.OpenAiClients;
import io.serai.e2e.provider.OpenAiStandIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A whole gateway with stand-ins of three providers, started once for all tests of this JVM.
 *
 * <p>It serves copies of the real routes, connectors and catalogue, so that tests may edit them.
 */
public final class TestGateway {

    public static final String ADMIN_KEY = "sk-serai-admin-of-the-tests";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(10_000));

    private static final class Shared {
        static final TestGateway ONE = start();
    }

    public final OpenAiStandIn openai = OpenAiStandIn.start();
    public final AnthropicStandIn anthropic = AnthropicStandIn.start();
    public final GeminiStandIn gemini = GeminiStandIn.start();
    public final AlertListener alerts = AlertListener.start();
    public final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final Path folder;
    private final int brokerPort;
    private final ConfigurableApplicationContext context;
    private final int port;
    private final String key;

    private TestGateway(Path folder) throws IOException {
        this.folder = folder;
        this.brokerPort = freePort();
        copy(Path.of("routes"), folder.resolve("routes"));
        copy(Path.of("connectors"), folder.resolve("connectors"));
        copy(Path.of("config"), folder.resolve("config"));
        Files.writeString(folder.resolve("config/models.yaml"), failing(), StandardOpenOption.APPEND);
        List<String> args = new ArrayList<>(List.of(
                "--server.port=0",
                "--serai.data=" + folder.resolve("data"),
                "--serai.routes=" + folder.resolve("routes"),
                "--serai.connectors=" + folder.resolve("connectors"),
                "--serai.models=" + folder.resolve("config/models.yaml"),
                "--serai.broker.port=" + brokerPort,
                "--serai.admin-key=" + ADMIN_KEY,
                "--serai.patience.whole=5s",
                "--serai.patience.first-byte=2s",
                "--serai.patience.first-token=2s",
                "--serai.patience.idle=2s",
                "--serai.patience.keep-alive=500ms",
                "--serai.patience.rules=1500ms",
                // What waits for a breaker need not wait the seconds that a provider is spared.
                "--serai.breaker.wait-duration-in-open-state=4s",
                "--serai.look-every=100ms",
                "--serai.routing.simulator-in-auto=false",
                "--serai.simulator.header=true",
                "--serai.routing.headers=x-team,X-Tier",
                "--serai.http.headers-within=2s",
                "--serai.http.grace=3s",
                "--serai.alerts.webhook=" + alerts.url(),
                "--serai.alerts.quiet=0s",
                "--serai.alerts.failures=1",
                "--serai.alerts.group=0s",
                "--serai.alerts.apart=0s",
                "--serai.check-by-http=true",
                "--OPENAI_BASE_URL=" + openai.baseUrl(),
                "--OPENAI_API_KEY=" + openai.key(),
                "--ANTHROPIC_BASE_URL=" + anthropic.baseUrl(),
                "--ANTHROPIC_API_KEY=" + anthropic.key(),
                "--GEMINI_BASE_URL=" + gemini.baseUrl(),
                "--GEMINI_API_KEY=" + gemini.key()));
        this.context =
                SpringApplication.run(new Class<?>[] {Gateway.class, RouteCoverage.class}, args.toArray(String[]::new));
        this.port = Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
        this.key = issueKey("{\"name\": \"tests\", \"team\": \"quality\", \"project\": \"e2e\"}");
    }

    /**
     * Catalogue entries for models that tests let fail, each with a breaker of its own: those that the catalogue does not list
     * share one. They are dear and bad, so that nobody chooses them who does not name them.
     */
    private static String failing() {
        Stream<String> ledger = IntStream.rangeClosed(1, 60).mapToObj(number -> "ledger-503-" + number);
        Stream<String> others = Stream.concat(
                ledger,
                Stream.of("refusing", "key-telling", "hostile-0", "hostile-1", "hostile-2", "hostile-3", "hostile-4"));
        return Stream.concat(FailoverTest.models(), others)
                .map(name -> """

                - name: %s
                  provider: openai
                  released: 2026-11-01
                  context-window: 128000
                  max-output: 16384
                  features: [tools, vision, json-object, json-schema, streaming, multiple-choices, logprobs, seed]
                  prices:
                    - from: 2026-07-24
                      per-million: {input: 900.00, output: 900.00}
                      source: invented
                  quality: {general: 0.01}
                  source: invented
                """.formatted(name).indent(2))
                .collect(Collectors.joining());
    }

    /** The gateway of all tests, on its way back to normal: stand-ins answer, nothing is recorded. */
    public static TestGateway fresh() {
        TestGateway gateway = Shared.ONE;
        gateway.openai.forget();
        gateway.anthropic.forget();
        gateway.gemini.forget();
        gateway.alerts.forget();
        return gateway;
    }

    private static TestGateway start() {
        try {
            return new TestGateway(Files.createTempDirectory("serai-e2e"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    /**
     * A port for a server that starts later, perhaps more than once: none that the system hands out to whoever asks, or another
     * test would get it meanwhile.
     */
    static int freePort() throws IOException {
        while (true) {
            int port = 20_000 + NEXT_PORT.getAndIncrement() % 10_000;
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // it is taken
            }
        }
    }

    public String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    public int port() {
        return port;
    }

    /** The embedded broker as the gateway itself sees it, with every queue. */
    ActiveMQConnectionFactory operator() {
        EmbeddedBroker broker = bean(EmbeddedBroker.class);
        return new ActiveMQConnectionFactory(broker.url(), "gateway", broker.password());
    }

    public int brokerPort() {
        return brokerPort;
    }

    /** A virtual key that may use everything. */
    public String key() {
        return key;
    }

    /** A file that the gateway serves, such as {@code routes/routing-rules.camel.yaml}. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** The official client on this gateway. */
    public OpenAIClient client() {
        return OpenAiClients.of(url("/v1"), key);
    }

    public String issueKey(String body) {
        JsonNode issued = json(admin("POST", "/admin/v1/keys", body));
        return issued.path("key").asText();
    }

    public HttpResponse<String> chat(String body) {
        return post("/v1/chat/completions", key, body);
    }

    /** A call whose stream is not continued should it break off. */
    public HttpResponse<String> chatUncontinued(String body) {
        return send(HttpRequest.newBuilder(URI.create(url("/v1/chat/completions")))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .header("x-serai-continue", "false")
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    public HttpResponse<String> post(String path, String key, String body) {
        return send(HttpRequest.newBuilder(URI.create(url(path)))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    public HttpResponse<String> get(String path, String key) {
        return send(HttpRequest.newBuilder(URI.create(url(path)))
                .header("Authorization", "Bearer " + key)
                .timeout(Duration.ofSeconds(30))
                .build());
    }

    public HttpResponse<String> admin(String method, String path, String body) {
        return send(HttpRequest.newBuilder(URI.create(url(path)))
                .header("Authorization", "Bearer " + ADMIN_KEY)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    public HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException("status " + response.statusCode() + ", body " + response.body(), e);
        }
    }
}
