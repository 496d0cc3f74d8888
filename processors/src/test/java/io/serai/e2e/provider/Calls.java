package io.serai.e2e.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Plain calls of the stand-ins' own tests. */
final class Calls implements AutoCloseable {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    HttpRequest.Builder to(StandIn standIn, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + standIn.port() + path))
                .timeout(Duration.ofSeconds(10))
                .header("content-type", "application/json");
        return switch (standIn) {
            case OpenAiStandIn openAi -> request.header("authorization", "Bearer " + openAi.key());
            case AnthropicStandIn anthropic ->
                request.header("x-api-key", anthropic.key()).header("anthropic-version", "2023-06-01");
            case GeminiStandIn gemini -> request.header("x-goog-api-key", gemini.key());
        };
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(StandIn standIn, String path, String json) throws IOException, InterruptedException {
        return send(to(standIn, path).POST(body(json)).build());
    }

    HttpResponse<InputStream> open(StandIn standIn, String path, String json) throws IOException, InterruptedException {
        return client.send(to(standIn, path).POST(body(json)).build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    /** The data of a stream's events that are JSON. */
    static List<JsonNode> events(String stream) {
        List<JsonNode> events = new ArrayList<>();
        for (String line : stream.split("\r?\n", -1)) {
            if (line.startsWith("data: {")) {
                events.add(Json.parse(line.substring("data: ".length())));
            }
        }
        return events;
    }

    static HttpRequest.BodyPublisher body(String json) {
        return HttpRequest.BodyPublishers.ofString(json, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
