package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Edits live files of the gateway as people do, and puts everything back at the end. */
final class LiveFiles implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final TestGateway gateway;
    private final Map<String, @Nullable String> before = new LinkedHashMap<>();

    LiveFiles(TestGateway gateway) {
        this.gateway = gateway;
    }

    String text(String path) throws IOException {
        return Files.readString(gateway.file(path));
    }

    /** Writes the file and waits until the gateway has looked at it; how it stands then. */
    JsonNode write(String path, String text) throws IOException {
        Path file = gateway.file(path);
        if (!before.containsKey(path)) {
            before.put(path, Files.exists(file) ? Files.readString(file) : null);
        }
        String since = report(path).path("since").asText();
        Path swap = Files.writeString(file.resolveSibling("." + file.getFileName() + ".swp"), text);
        Files.move(swap, file, StandardCopyOption.REPLACE_EXISTING);
        await().atMost(SOON).until(() -> !report(path).path("since").asText().equals(since));
        return report(path);
    }

    JsonNode inForce(String path, String text) throws IOException {
        JsonNode report = write(path, text);
        assertThat(report.path("state").asText()).as(report.toString()).isEqualTo("in_force");
        return report;
    }

    JsonNode refused(String path, String text) throws IOException {
        JsonNode report = write(path, text);
        assertThat(report.path("state").asText()).as(report.toString()).isEqualTo("refused");
        return report;
    }

    void delete(String path) throws IOException {
        Files.deleteIfExists(gateway.file(path));
        await().atMost(SOON).until(() -> report(path).isMissingNode());
    }

    JsonNode config() {
        return TestGateway.json(gateway.admin("GET", "/admin/v1/config", ""));
    }

    JsonNode report(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        for (JsonNode each : config().path("files")) {
            if (each.path("path").asText().endsWith("/" + name)) {
                return each;
            }
        }
        return config().path("none");
    }

    @Override
    public void close() throws IOException {
        for (Map.Entry<String, @Nullable String> file : before.entrySet()) {
            String text = file.getValue();
            if (text == null) {
                delete(file.getKey());
            } else if (!text.equals(text(file.getKey()))) {
                inForce(file.getKey(), text);
            }
        }
    }
}
