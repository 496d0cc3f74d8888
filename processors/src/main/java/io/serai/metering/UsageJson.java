package io.serai.metering;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.serai.chat.CallId;
import io.serai.chat.Money;
import io.serai.chat.Outcome;
import io.serai.chat.TokenClass;
import io.serai.chat.Usage;
import io.serai.chat.UsageRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A usage record as one JSON object without line breaks: in the outbox, on the queue, in the admin API.
 *
 * <p>Money is a string, so that no reader makes a binary fraction of it; token classes that are zero are left out. Fields
 * that are not known here are skipped, so that nodes of two versions may share a queue; a missing or impossible value of
 * one that is needed is an error, because a bill must not be guessed.
 */
public final class UsageJson {

    // The pool is shared: one a thread would be one a virtual thread, used once.
    private static final JsonFactory JSON = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
            .build();
    private static final JsonMapper MAPPER = JsonMapper.builder(JSON)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final TokenClass[] CLASSES = TokenClass.values();
    private static final String[] LABELS = labels();

    private UsageJson() {}

    private static String[] labels() {
        String[] labels = new String[CLASSES.length];
        for (int i = 0; i < CLASSES.length; i++) {
            labels[i] = CLASSES[i].label();
        }
        return labels;
    }

    /** Writes the record; texts too long for the ledger are cut. Closes {@code out}. */
    static void write(UsageRecord record, OutputStream out) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            write(record, json);
        }
    }

    /** Writes the record as an object; texts too long for the ledger are cut. */
    public static void write(UsageRecord record, JsonGenerator json) throws IOException {
        json.writeStartObject();
        text(json, "call", Clip.to(Clip.ID, record.callId().value()));
        json.writeNumberField("attempt", record.attempt());
        text(json, "at", record.at().toString());
        text(json, "key", Clip.to(Clip.ID, record.keyId()));
        text(json, "key-name", Clip.to(Clip.NAME, record.keyName()));
        text(json, "team", Clip.orNull(Clip.NAME, record.team()));
        text(json, "project", Clip.orNull(Clip.NAME, record.project()));
        text(json, "task", Clip.to(Clip.TASK, record.task()));
        text(json, "rule", Clip.to(Clip.NAME, record.rule()));
        text(json, "asked", Clip.to(Clip.MODEL, record.asked()));
        text(json, "model", Clip.to(Clip.MODEL, record.model()));
        text(json, "provider", Clip.to(Clip.PROVIDER, record.provider()));
        text(json, "upstream", Clip.to(Clip.MODEL, record.upstream()));
        json.writeFieldName("tokens");
        write(record.usage(), json);
        text(json, "cost", record.cost().toString());
        json.writeBooleanField("listed", record.listed());
        json.writeBooleanField("estimated", record.estimated());
        text(json, "outcome", record.outcome().name());
        text(json, "door", Clip.to(Clip.DOOR, record.door()));
        json.writeBooleanField("streamed", record.streamed());
        json.writeNumberField("first-token-ms", record.firstTokenMs());
        json.writeNumberField("total-ms", record.totalMs());
        json.writeEndObject();
    }

    /** Writes tokens by class, as in {@code {"input":12,"cache-read":3}}; those of none are left out. */
    public static void write(Usage usage, JsonGenerator json) throws IOException {
        json.writeStartObject();
        for (int i = 0; i < CLASSES.length; i++) {
            long tokens = usage.tokens(CLASSES[i]);
            if (tokens != 0) {
                json.writeNumberField(LABELS[i], tokens);
            }
        }
        json.writeEndObject();
    }

    /** Writes one group of a report; its name stands in a field named after what sums are made by. */
    public static void write(UsageReports.GroupBy by, UsageReports.Sum sum, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField(by.label(), sum.group());
        json.writeNumberField("calls", sum.calls());
        json.writeNumberField("attempts", sum.attempts());
        json.writeFieldName("tokens");
        write(sum.tokens(), json);
        json.writeStringField("cost", sum.cost().toString());
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    /**
     * Reads one record.
     *
     * @throws IOException where the bytes are not one record; the message says why
     */
    static UsageRecord read(byte[] bytes, int from, int length) throws IOException {
        try {
            JsonNode json = MAPPER.readTree(bytes, from, length);
            return new UsageRecord(
                    new CallId(text(json, "call")),
                    Math.toIntExact(number(json, "attempt")),
                    Instant.parse(text(json, "at")),
                    text(json, "key"),
                    text(json, "key-name"),
                    textOrNull(json, "team"),
                    textOrNull(json, "project"),
                    text(json, "task"),
                    text(json, "rule"),
                    text(json, "asked"),
                    text(json, "model"),
                    text(json, "provider"),
                    text(json, "upstream"),
                    usage(json.path("tokens")),
                    new Money(new BigDecimal(text(json, "cost"))),
                    flag(json, "listed"),
                    flag(json, "estimated"),
                    Outcome.valueOf(text(json, "outcome")),
                    text(json, "door"),
                    flag(json, "streamed"),
                    number(json, "first-token-ms"),
                    number(json, "total-ms"));
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static Usage usage(JsonNode tokens) throws IOException {
        if (!tokens.isObject()) {
            throw new IOException("\"tokens\" is missing or not an object");
        }
        return new Usage(
                count(tokens, TokenClass.INPUT),
                count(tokens, TokenClass.CACHE_READ),
                count(tokens, TokenClass.CACHE_WRITE_5M),
                count(tokens, TokenClass.CACHE_WRITE_1H),
                count(tokens, TokenClass.AUDIO_INPUT),
                count(tokens, TokenClass.OUTPUT),
                count(tokens, TokenClass.REASONING),
                count(tokens, TokenClass.AUDIO_OUTPUT));
    }

    private static long count(JsonNode tokens, TokenClass kind) throws IOException {
        String label = kind.label();
        return tokens.has(label) ? number(tokens, label) : 0;
    }

    private static String text(JsonNode json, String name) throws IOException {
        String text = textOrNull(json, name);
        if (text == null) {
            throw new IOException("\"" + name + "\" is missing or not a text");
        }
        return text;
    }

    private static @Nullable String textOrNull(JsonNode json, String name) {
        return json.path(name).textValue();
    }

    private static long number(JsonNode json, String name) throws IOException {
        JsonNode value = json.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IOException("\"" + name + "\" is missing or not a whole number");
        }
        return value.longValue();
    }

    private static boolean flag(JsonNode json, String name) throws IOException {
        JsonNode value = json.path(name);
        if (!value.isBoolean()) {
            throw new IOException("\"" + name + "\" is missing or not a boolean");
        }
        return value.booleanValue();
    }
}
