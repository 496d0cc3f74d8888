package io.serai.metering;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.serai.call.CallId;
import io.serai.call.Outcome;
import io.serai.call.UsageRecord;
import io.serai.usage.Money;
import io.serai.usage.TokenClass;
import io.serai.usage.Usage;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads a usage record that {@link UsageJson} wrote, and nothing that no gateway can have written.
 *
 * <p>Every value is held to bounds that the ledger keeps exactly and its reports can sum. Fields that are not known here are
 * skipped, so that nodes of two versions may share a queue; a missing or impossible value of one that is needed is an error,
 * because a bill must not be guessed.
 */
public final class UsageRecordReader {

    /** What a record with the longest texts needs, three times over. */
    static final int LONGEST_LINE = 64 * 1024;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** What the admin API can be asked for. */
    private static final Instant FIRST = Instant.EPOCH;

    private static final Instant LAST = Instant.parse("9999-12-30T23:59:59.999999999Z");

    private static final int MOST_ATTEMPTS = 1_000_000;

    /** Some 300 years. */
    private static final long LONGEST_MILLIS = 10_000_000_000_000L;

    /** More than {@link Usage#MOST_BELIEVED}, because our own count may come on top of a report. */
    private static final long MOST_TOKENS = 1_000 * Usage.MOST_BELIEVED;

    private static final int COST_TEXT = 64;
    /** Digits before the point: below a trillion dollars. */
    private static final int COST_DIGITS = 12;

    private UsageRecordReader() {}

    /**
     * Reads one record.
     *
     * @throws IOException where the bytes are not one record; the message says why, without saying what stands there
     */
    public static UsageRecord read(byte[] bytes, int from, int length) throws IOException {
        if (length > LONGEST_LINE) {
            throw new IOException("the line has " + length + " bytes; a record has at most " + LONGEST_LINE);
        }
        try {
            return record(MAPPER.readTree(bytes, from, length));
        } catch (JsonProcessingException e) {
            // The parser's own words repeat what it found, which may be a secret that went astray.
            JsonLocation at = e.getLocation();
            throw new IOException("not one JSON object" + (at == null ? "" : ", at column " + at.getColumnNr()), e);
        }
    }

    private static UsageRecord record(JsonNode json) throws IOException {
        return new UsageRecord(
                new CallId(id(json, "call")),
                (int) number(json, "attempt", 1, MOST_ATTEMPTS),
                moment(json, "at"),
                id(json, "key"),
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
                cost(text(json, "cost")),
                flag(json, "listed"),
                flag(json, "estimated"),
                outcome(text(json, "outcome")),
                text(json, "door"),
                flag(json, "streamed"),
                number(json, "first-token-ms", -1, LONGEST_MILLIS),
                number(json, "total-ms", 0, LONGEST_MILLIS));
    }

    /** An id is never cut: the cut one might be somebody else's. */
    private static String id(JsonNode json, String name) throws IOException {
        String id = text(json, name);
        if (id.isBlank() || !id.equals(ColumnText.to(ColumnText.ID, id))) {
            throw new IOException("\"" + name + "\" is not an id of at most " + ColumnText.ID + " characters");
        }
        return id;
    }

    private static Instant moment(JsonNode json, String name) throws IOException {
        Instant moment;
        try {
            moment = Instant.parse(text(json, name));
        } catch (DateTimeException e) {
            throw new IOException("\"" + name + "\" is not a moment such as 2026-11-23T12:00:00Z", e);
        }
        if (moment.isBefore(FIRST) || moment.isAfter(LAST)) {
            throw new IOException("\"" + name + "\" is not between 1970 and 9999");
        }
        return moment;
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
        return tokens.has(label) ? number(tokens, label, 0, MOST_TOKENS) : 0;
    }

    /** Looked at before it is calculated with: {@code 1E999999999} as digits would fill the memory. */
    private static Money cost(String text) throws IOException {
        BigDecimal cost = text.length() > COST_TEXT ? null : decimal(text);
        if (cost == null) {
            throw new IOException("\"cost\" is not an amount such as 0.0012");
        }
        long digits = (long) cost.precision() - cost.scale();
        if (cost.signum() < 0 || cost.scale() > JdbcLedger.COST_SCALE || digits > COST_DIGITS) {
            throw new IOException("\"cost\" is not between 0 and 10^" + COST_DIGITS + " with at most "
                    + JdbcLedger.COST_SCALE + " decimals");
        }
        return new Money(cost);
    }

    private static @Nullable BigDecimal decimal(String text) {
        try {
            BigDecimal number = new BigDecimal(text);
            return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static Outcome outcome(String text) throws IOException {
        for (Outcome outcome : Outcome.values()) {
            if (outcome.name().equals(text)) {
                return outcome;
            }
        }
        throw new IOException("\"outcome\" is none that is known here");
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

    private static long number(JsonNode json, String name, long least, long most) throws IOException {
        JsonNode value = json.path(name);
        if (!value.isIntegralNumber()) {
            throw new IOException("\"" + name + "\" is missing or not a whole number");
        }
        if (!value.canConvertToLong() || value.longValue() < least || value.longValue() > most) {
            throw new IOException("\"" + name + "\" is not between " + least + " and " + most);
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
