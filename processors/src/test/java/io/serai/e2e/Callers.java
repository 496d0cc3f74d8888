package io.serai.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Clients that ask one thing after another, whole and streamed, and remember which answers they got complete. */
final class Callers implements AutoCloseable {

    /** Begins the mark of each call, which is its task for the gateway and stands in its words for the provider. */
    static final String MARK = "call-";

    private static final List<String> MODELS = List.of("gpt-4o-mini", "claude-haiku-4-5", "gemini-2.5-flash");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI address;
    private final String key;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final Map<String, Complete> complete = new ConcurrentHashMap<>();
    private volatile String lastFailure = "none";
    private volatile boolean stopping;

    /** A call whose answer came whole, by its mark and how it was asked. */
    record Complete(String mark, String model, boolean streamed) {}

    Callers(GatewayProcess gateway, String key, int count) {
        this.address = URI.create(gateway.url("/v1/chat/completions"));
        this.key = key;
        for (int i = 0; i < count; i++) {
            threads.add(Thread.ofVirtual().start(this::askOnAndOn));
        }
    }

    /** Complete answers by their request ids. */
    Map<String, Complete> complete() {
        return complete;
    }

    /** Calls that reached a gateway and got an error, half an answer, or none. */
    int failed() {
        return failed.get();
    }

    /** Those of them that got an error's status. */
    int refused() {
        return refused.get();
    }

    String lastFailure() {
        return lastFailure;
    }

    private void askOnAndOn() {
        while (!stopping) {
            int number = asked.incrementAndGet();
            try {
                ask(MARK + number, MODELS.get(number % MODELS.size()), number % 2 == 0);
            } catch (ConnectException e) {
                // nobody there, so nobody was asked
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            } catch (IOException e) {
                fails(e.toString());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void ask(String mark, String model, boolean stream) throws IOException, InterruptedException {
        String body = "{\"model\": \"" + model + "\", \"stream\": " + stream + ", \"metadata\": {\"task\": \"" + mark
                + "\"}, \"messages\": [{\"role\": \"user\", \"content\": \"this is " + mark + " speaking\"}]}";
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(90))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        String id = answer.headers().firstValue("x-request-id").orElse("");
        try (InputStream in = answer.body()) {
            if (answer.statusCode() == 200 && (stream ? sawTheEnd(in) : isWhole(in))) {
                complete.put(id, new Complete(mark, model, stream));
            } else {
                refused.addAndGet(answer.statusCode() == 200 ? 0 : 1);
                fails("status " + answer.statusCode() + " for " + mark + ", " + id);
            }
        }
    }

    /** Whether the mark of the end came, whatever became of the connection after it. */
    private static boolean sawTheEnd(InputStream in) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals("data: [DONE]")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWhole(InputStream in) throws IOException {
        JsonNode json = JSON.readTree(in);
        return json.path("choices").path(0).path("message").path("content").isTextual();
    }

    private void fails(String how) {
        lastFailure = how;
        failed.incrementAndGet();
    }

    /** Lets each finish what it is about, and nothing more be asked. */
    void stop() throws InterruptedException {
        stopping = true;
        for (Thread thread : threads) {
            thread.join(Duration.ofSeconds(30));
        }
    }

    @Override
    public void close() {
        stopping = true;
        threads.forEach(Thread::interrupt);
        http.shutdownNow();
    }
}
