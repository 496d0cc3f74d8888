package io.serai.e2e.faults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A caller of the gateway who reads whatever comes and may leave early. */
final class Client implements AutoCloseable {

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI address;
    private final String key;

    Client(String url, String key) {
        this.address = URI.create(url + "/v1/chat/completions");
        this.key = key;
    }

    /**
     * @param patience after which the caller hangs up, wherever the answer is
     * @param headers names and values in turn
     */
    Heard ask(String body, Duration patience, List<String> headers) throws InterruptedException {
        long start = System.nanoTime();
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.size(); i += 2) {
            request.header(headers.get(i), headers.get(i + 1));
        }
        CompletableFuture<HttpResponse<InputStream>> asked =
                http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        HttpResponse<InputStream> answer;
        try {
            answer = asked.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            asked.cancel(true);
            return Heard.nothing("left before an answer", since(start));
        } catch (ExecutionException e) {
            return Heard.nothing(String.valueOf(e.getCause()), since(start));
        }
        return read(answer, start, patience);
    }

    private static Heard read(HttpResponse<InputStream> answer, long start, Duration patience)
            throws InterruptedException {
        InputStream in = answer.body();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        CompletableFuture<String> ended = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (in) {
                byte[] piece = new byte[4096];
                for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                    synchronized (body) {
                        body.write(piece, 0, count);
                    }
                }
                ended.complete("");
            } catch (IOException e) {
                ended.complete(e.toString());
            }
        });
        String failure;
        try {
            failure = ended.get(patience.toNanos() - (System.nanoTime() - start), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            failure = "left within the answer";
            closeQuietly(in);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        synchronized (body) {
            return Heard.of(
                    answer.statusCode(),
                    answer.headers(),
                    body.toString(StandardCharsets.UTF_8),
                    since(start),
                    failure.isEmpty() ? null : failure);
        }
    }

    private static void closeQuietly(InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            // It is being left.
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
