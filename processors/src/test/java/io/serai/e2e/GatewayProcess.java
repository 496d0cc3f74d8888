package io.serai.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.Gateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A gateway in a process of its own, which may be killed and started again on the same data and the same ports. */
public final class GatewayProcess implements AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofSeconds(240);

    private final Path log;
    private final int port = TestGateway.freePort();
    private final int brokerPort = TestGateway.freePort();
    private final List<String> command = new ArrayList<>();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private @Nullable Process process;

    /**
     * Starts nothing yet.
     *
     * @param folder   for its data and its log
     * @param settings further ones, as {@code --name=value}
     */
    public GatewayProcess(Path folder, List<String> settings) throws IOException {
        this(folder, settings, Gateway.class);
    }

    /** @param main what is started, which starts the gateway */
    GatewayProcess(Path folder, List<String> settings, Class<?> main) throws IOException {
        this.log = folder.resolve("gateway.log");
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // The flags make a short life cheap: most of it is the start.
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.add("--server.port=" + port);
        command.add("--serai.data=" + folder.resolve("data"));
        command.add("--serai.broker.port=" + brokerPort);
        command.addAll(settings);
    }

    /** Begins to start; the one before must be dead. */
    void start() throws IOException {
        if (isAlive()) {
            throw new IllegalStateException("it runs already");
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("SERAI_ADMIN_KEY", TestGateway.ADMIN_KEY);
        process = builder.start();
    }

    public void startAndAwaitReady() throws IOException {
        start();
        awaitReady();
    }

    void awaitReady() {
        await().alias("the gateway is ready, see " + log)
                .atMost(READY_WITHIN)
                .pollInterval(Duration.ofMillis(100))
                .failFast(
                        "it ended by itself",
                        () -> assertThat(isAlive()).as(this::lastWords).isTrue())
                .until(this::isReady);
    }

    private boolean isAlive() {
        return process != null && process.isAlive();
    }

    boolean isReady() {
        try {
            HttpRequest ask = HttpRequest.newBuilder(URI.create(url("/actuator/health/readiness")))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            return http.send(ask, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** As {@code kill -9} does; returns when it is dead. */
    void kill() {
        Process victim = process;
        if (victim != null) {
            victim.destroyForcibly();
            assertThat(victim.onExit().orTimeout(60, TimeUnit.SECONDS).join().isAlive())
                    .isFalse();
        }
    }

    /** As an orchestrator does, by SIGTERM; its exit code. */
    int stop(Duration limit) {
        requireNonNull(process).destroy();
        return awaitEnd(limit);
    }

    /** Waits until it has ended by itself; its exit code. */
    int awaitEnd(Duration limit) {
        Process ending = requireNonNull(process);
        await().alias("the gateway ends, see " + log).atMost(limit).until(() -> !ending.isAlive());
        return ending.exitValue();
    }

    public long pid() {
        return requireNonNull(process).pid();
    }

    public String log() throws IOException {
        return Files.readString(log);
    }

    int brokerPort() {
        return brokerPort;
    }

    public String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    public JsonNode admin(String method, String path, String body) {
        HttpResponse<String> answer = adminAnswer(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return TestGateway.json(answer);
    }

    public HttpResponse<String> adminAnswer(String method, String path, String body) {
        HttpRequest ask = HttpRequest.newBuilder(URI.create(url(path)))
                .header("Authorization", "Bearer " + TestGateway.ADMIN_KEY)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(60))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return http.send(ask, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public String issueKey() {
        return admin("POST", "/admin/v1/keys", "{\"name\": \"callers\"}")
                .path("key")
                .asText();
    }

    private String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Ends the process if it lives. */
    @Override
    public void close() {
        kill();
        http.shutdownNow();
    }
}
