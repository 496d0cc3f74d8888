package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.e2e.provider.Counts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The embedded store's disk is full for a while: calls go on, readiness says so, and all is well again by itself. */
@Execution(ExecutionMode.CONCURRENT)
@Order(7)
@Timeout(900)
class FullDiskTest {

    private static final int SOME = 20;
    private static final Counts COUNTS = new Counts(1_023, 271, 0, 0, 103, 0);

    @TempDir
    Path folder;

    @Test
    void theStoreHealsWhenThereIsSpaceAgain() throws Exception {
        Path store = Files.createDirectories(folder.resolve("store"));
        try (Providers providers = new Providers(COUNTS);
                GatewayProcess gateway = new GatewayProcess(
                        folder,
                        providers.settings(
                                "--serai.metering.stalled-after=2s",
                                "--spring.datasource.url=jdbc:h2:full:" + store
                                        + "/serai;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;"
                                        + "WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0"),
                        FullDisk.class)) {
            gateway.startAndAwaitReady();
            Audit audit = new Audit(gateway);
            JsonNode revoked = gateway.admin("POST", "/admin/v1/keys", "{\"name\": \"to be revoked\"}");
            assertThat(status(gateway, revoked)).isEqualTo(200);
            try (Callers callers = new Callers(gateway, gateway.issueKey(), 2)) {
                awaitMoreAnswers(callers);

                Files.createFile(store.resolve("full"));
                awaitMoreAnswers(callers);
                await().atMost(Duration.ofSeconds(180)).until(() -> !gateway.isReady());
                HttpResponse<String> refused = gateway.adminAnswer("POST", "/admin/v1/keys", "{\"name\": \"x\"}");
                assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
                assertThat(refused.headers().firstValue("retry-after")).contains("5");
                awaitMoreAnswers(callers);
                long lines = logLines();
                await().during(Duration.ofSeconds(6))
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> !gateway.isReady());
                assertThat(logLines() - lines)
                        .as("lines of the log in some seconds without a disk")
                        .isLessThan(60);

                Files.delete(store.resolve("full"));
                gateway.awaitReady();
                gateway.admin("POST", "/admin/v1/keys/" + revoked.path("id").asText() + "/disable", "");
                assertThat(status(gateway, revoked)).isEqualTo(401);
                awaitMoreAnswers(callers);
                callers.stop();
                assertThat(callers.failed()).as(callers::lastFailure).isZero();
                audit.holds(callers.complete(), providers, COUNTS);
            }
        }
    }

    /** Without those that each call has. */
    private long logLines() throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve("gateway.log"))) {
            return lines.filter(line -> !line.contains("serai.calls")).count();
        }
    }

    private static int status(GatewayProcess gateway, JsonNode key) throws IOException, InterruptedException {
        HttpRequest models = HttpRequest.newBuilder(URI.create(gateway.url("/v1/models")))
                .header("Authorization", "Bearer " + key.path("key").asText())
                .timeout(Duration.ofSeconds(30))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(models, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    private static void awaitMoreAnswers(Callers callers) {
        int before = callers.complete().size();
        await().atMost(Duration.ofSeconds(180))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(callers.complete().size())
                        .as(callers::lastFailure)
                        .isGreaterThanOrEqualTo(before + SOME));
    }
}
