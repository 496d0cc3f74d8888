package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A gateway of 512 MB serves its callers beside crowds that send more than it could hold.
 *
 * <p>It is the first of all, as it takes what processor there is: no test that counts seconds has begun then.
 */
@Execution(ExecutionMode.CONCURRENT)
@Order(1)
class CrowdTest {

    private static final int CALLERS = 40;
    private static final byte[] PIECE = "{\"role\":\"user\",\"content\":\"語 and more of it\\n\"},"
            .repeat(1000)
            .getBytes(StandardCharsets.UTF_8);
    private static final int SIZE = 30 << 20;

    private final Map<String, AtomicInteger> heard = new ConcurrentHashMap<>();
    private volatile boolean over;

    private void crowd(int port, String authorization) {
        while (!over) {
            try (RawHttp caller = new RawHttp(port)) {
                caller.say("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n" + authorization + "Content-Length: "
                        + SIZE + "\r\n\r\n{\"model\":\"simulator/fast\",\"messages\":[");
                try {
                    for (int sent = 0; sent < SIZE; sent += PIECE.length) {
                        caller.say(PIECE);
                    }
                } catch (IOException e) {
                    // it is told so before it has said everything
                }
                String status = caller.heardUntil("\r\n").strip();
                heard.computeIfAbsent(status, any -> new AtomicInteger()).incrementAndGet();
            } catch (IOException e) {
                heard.computeIfAbsent("none", any -> new AtomicInteger()).incrementAndGet();
            }
        }
    }

    @Test
    void servesOthersBesideStrangersAndCallersWithHugeBodies(@TempDir Path folder) throws Exception {
        try (GatewayProcess gateway = new GatewayProcess(folder, List.of());
                HttpClient http = HttpClient.newHttpClient()) {
            gateway.startAndAwaitReady();
            String key = gateway.issueKey();
            for (String authorization : List.of("", "Authorization: Bearer " + key + "\r\n")) {
                over = false;
                List<Thread> crowd = new ArrayList<>();
                int port = URI.create(gateway.url("/")).getPort();
                for (int i = 0; i < CALLERS; i++) {
                    crowd.add(Thread.ofVirtual().start(() -> crowd(port, authorization)));
                }
                for (int i = 0; i < 40; i++) {
                    assertThat(status(
                                    http, HttpRequest.newBuilder(URI.create(gateway.url("/actuator/health/liveness")))))
                            .isEqualTo(200);
                    assertThat(status(
                                    http,
                                    HttpRequest.newBuilder(URI.create(gateway.url("/v1/chat/completions")))
                                            .header("Authorization", "Bearer " + key)
                                            .POST(HttpRequest.BodyPublishers.ofString(
                                                    "{\"model\": \"simulator/fast\", \"messages\":"
                                                            + " [{\"role\": \"user\", \"content\": \"hi\"}]}"))))
                            .isEqualTo(200);
                    Thread.sleep(100);
                }
                over = true;
                for (Thread each : crowd) {
                    each.join(Duration.ofSeconds(30));
                }
            }
            assertThat(heard).containsKey("HTTP/1.1 401").doesNotContainKey("HTTP/1.1 500");
            assertThat(Files.readString(folder.resolve("gateway.log"))).doesNotContain("OutOfMemoryError");
        }
    }

    private static int status(HttpClient http, HttpRequest.Builder ask) throws Exception {
        return http.send(ask.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
