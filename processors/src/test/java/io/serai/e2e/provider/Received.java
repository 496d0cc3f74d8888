package io.serai.e2e.provider;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request as a stand-in got it, and what became of its answer; safe to read at any time. */
public final class Received {
    private final int connection;
    private final String method;
    private final String path;
    private final Map<String, String> query;
    private final Map<String, List<String>> headers;
    private final byte[] body;
    private final JsonNode json;
    private final Instant at = Instant.now();
    private final long startedNanos = System.nanoTime();
    private volatile Outcome outcome = Outcome.ANSWERING;
    private volatile @Nullable String model;
    private volatile @Nullable String refusal;
    private volatile @Nullable Duration hungUpAfter;
    private volatile @Nullable Counts reported;
    private volatile Counts consumed = Counts.NONE;
    private volatile int framesWritten;
    private volatile boolean malformed;

    /** What became of an answer. */
    public enum Outcome {
        /** Still being answered, or held in silence. */
        ANSWERING,
        /** An answer was sent to its end. */
        COMPLETED,
        /** An answer was begun and not finished: cut, reset, stalled, or the client hung up. */
        PARTIAL,
        /** The request was wrong and got the vendor's 4xx. */
        REFUSED,
        /** A fault was scripted in place of an answer. */
        FAULTED,
        /** Another resource than an answer, such as the list of models. */
        OTHER
    }

    Received(int connection, String method, String target, Map<String, List<String>> headers, byte[] body) {
        int mark = target.indexOf('?');
        this.connection = connection;
        this.method = method;
        this.path = mark < 0 ? target : target.substring(0, mark);
        this.query = mark < 0 ? Map.of() : query(target.substring(mark + 1));
        this.headers = Map.copyOf(headers);
        this.body = body;
        this.json = parse(body);
    }

    /** The number of the connection it came on, from 1. */
    public int connection() {
        return connection;
    }

    public String method() {
        return method;
    }

    /** The path without the query, as sent. */
    public String path() {
        return path;
    }

    /** The query's parameters, decoded; the last of a name wins. */
    public Map<String, String> query() {
        return query;
    }

    /** The only or first value of a header, or null. */
    public @Nullable String header(String name) {
        List<String> values = headers(name);
        return values.isEmpty() ? null : values.getFirst();
    }

    /** All values of a header; none is an empty list. */
    public List<String> headers(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    /** All headers by lower-case name. */
    public Map<String, List<String>> headers() {
        return headers;
    }

    public byte[] body() {
        return body.clone();
    }

    /** The body as JSON; a missing node when it is none. */
    public JsonNode json() {
        return json;
    }

    /** When the request was read to its end. */
    public Instant at() {
        return at;
    }

    public Outcome outcome() {
        return outcome;
    }

    /** The model asked for, or null when the request was refused before that was known. */
    public @Nullable String model() {
        return model;
    }

    /** Why the request was refused, in the vendor's words, or null. */
    public @Nullable String refusal() {
        return refusal;
    }

    /** How long after the request the client's hang-up was noticed; null when it stayed to the end. */
    public @Nullable Duration hungUpAfter() {
        return hungUpAfter;
    }

    /** How many events of a stream were written; 1 for a whole answer. */
    public int framesWritten() {
        return framesWritten;
    }

    /** The last usage that was put on the wire, or null when none was. */
    public @Nullable Counts reported() {
        return reported;
    }

    /** What a vendor would bill so far: all input from the first byte on, and the output written. */
    public Counts consumed() {
        return consumed;
    }

    boolean malformed() {
        return malformed;
    }

    void asked(String name) {
        this.model = name;
    }

    void refused(String reason) {
        this.refusal = reason;
        this.outcome = Outcome.REFUSED;
    }

    void became(Outcome next) {
        this.outcome = next;
    }

    /** Before a frame goes out, so that whoever reads it finds it counted. */
    void writing(Frame frame) {
        this.consumed = frame.consumed();
        if (frame.reported() != null) {
            this.reported = frame.reported();
        }
        this.framesWritten = frame.number();
    }

    void hungUp(long atNanos) {
        this.hungUpAfter = Duration.ofNanos(Math.max(0, atNanos - startedNanos));
        brokenOff();
    }

    void brokenOff() {
        if (outcome == Outcome.ANSWERING || outcome == Outcome.COMPLETED) {
            this.outcome = Outcome.PARTIAL;
        }
    }

    @Override
    public String toString() {
        return method + " " + path + " -> " + outcome + (refusal == null ? "" : " (" + refusal + ")");
    }

    private JsonNode parse(byte[] bytes) {
        if (bytes.length == 0) {
            return MissingNode.getInstance();
        }
        try {
            return Json.parse(bytes);
        } catch (JacksonException e) {
            malformed = true;
            return MissingNode.getInstance();
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            query.put(
                    URLDecoder.decode(name, StandardCharsets.UTF_8), URLDecoder.decode(value, StandardCharsets.UTF_8));
        }
        return Map.copyOf(query);
    }
}
