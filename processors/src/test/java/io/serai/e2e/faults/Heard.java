package io.serai.e2e.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a caller heard of one call.
 *
 * @param status 0 where there was no answer
 * @param text of the first choice
 * @param ended whether the answer came to its proper end: a finish and, in a stream, the end mark
 * @param error the error, in place of an answer or within a stream; a missing node where there was none
 * @param usage missing where none was told
 * @param took until the last byte
 * @param failure why there was no answer, or no end of it
 */
record Heard(
        int status,
        HttpHeaders headers,
        String text,
        boolean ended,
        JsonNode error,
        JsonNode usage,
        Duration took,
        String body,
        @Nullable String failure) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param failure that ended the body early, or null */
    static Heard of(int status, HttpHeaders headers, String body, Duration took, @Nullable String failure) {
        boolean stream = headers.firstValue("content-type").orElse("").startsWith("text/event-stream");
        return stream ? streamed(status, headers, body, took, failure) : whole(status, headers, body, took, failure);
    }

    static Heard nothing(String failure, Duration took) {
        HttpHeaders none = HttpHeaders.of(Map.of(), (name, value) -> true);
        JsonNode missing = JSON.createObjectNode().path("none");
        return new Heard(0, none, "", false, missing, missing, took, "", failure);
    }

    private static Heard whole(int status, HttpHeaders headers, String body, Duration took, @Nullable String failure) {
        JsonNode json = tree(body);
        JsonNode choice = json.path("choices").path(0);
        return new Heard(
                status,
                headers,
                choice.path("message").path("content").asText(""),
                failure == null && choice.path("finish_reason").isTextual(),
                json.path("error"),
                json.path("usage"),
                took,
                body,
                failure);
    }

    private static Heard streamed(
            int status, HttpHeaders headers, String body, Duration took, @Nullable String failure) {
        StringBuilder text = new StringBuilder();
        boolean finished = false;
        boolean done = false;
        JsonNode error = JSON.createObjectNode().path("none");
        JsonNode usage = error;
        for (String line : (Iterable<String>) Stream.of(body.split("\r?\n", -1))
                .filter(each -> each.startsWith("data: "))
                .map(each -> each.substring("data: ".length()))::iterator) {
            if (line.equals("[DONE]")) {
                done = true;
                continue;
            }
            JsonNode event = tree(line);
            JsonNode choice = event.path("choices").path(0);
            text.append(choice.path("delta").path("content").asText(""));
            finished |= choice.path("finish_reason").isTextual();
            error = event.has("error") ? event.path("error") : error;
            usage = event.path("usage").isObject() ? event.path("usage") : usage;
        }
        return new Heard(
                status,
                headers,
                text.toString(),
                finished && done && failure == null,
                error,
                usage,
                took,
                body,
                failure);
    }

    private static JsonNode tree(String body) {
        try {
            JsonNode tree = JSON.readTree(body);
            return tree == null ? JSON.createObjectNode() : tree;
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
    }

    static Heard failed(IOException e, Duration took) {
        return nothing(e.toString(), took);
    }

    /** Which model answered, as the headers say. */
    String model() {
        return headers.firstValue("x-serai-model").orElse("");
    }

    /** Seconds a caller is asked to wait, or -1. */
    long retryAfter() {
        return headers.firstValueAsLong("retry-after").orElse(-1);
    }

    String message() {
        return error.path("message").asText("");
    }

    @Override
    public String toString() {
        return "status " + status + (failure == null ? "" : ", " + failure) + " after " + took.toMillis() + " ms by "
                + model() + ", " + headers.map() + ": "
                + (body.length() > 1500 ? body.substring(body.length() - 1500) : body);
    }
}
