package io.serai.metering;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.serai.call.UsageRecord;
import io.serai.usage.TokenClass;
import io.serai.usage.Usage;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A usage record as one JSON object without line breaks: in the outbox, on the queue, in the admin API.
 *
 * <p>Money is a string, so that no reader makes a binary fraction of it; token classes that are zero are left out.
 * {@link UsageRecordReader} reads it.
 */
public final class UsageJson {

    // The pool is shared: one a thread would be one a virtual thread, used once.
    private static final JsonFactory JSON = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
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
    public static void write(UsageRecord record, OutputStream out) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            write(record, json);
        }
    }

    /** Writes the record as an object; texts too long for the ledger are cut. */
    public static void write(UsageRecord record, JsonGenerator json) throws IOException {
        json.writeStartObject();
        text(json, "call", ColumnText.to(ColumnText.ID, record.callId().value()));
        json.writeNumberField("attempt", record.attempt());
        text(json, "at", record.at().toString());
        text(json, "key", ColumnText.to(ColumnText.ID, record.keyId()));
        text(json, "key-name", ColumnText.to(ColumnText.NAME, record.keyName()));
        text(json, "team", ColumnText.orNull(ColumnText.NAME, record.team()));
        text(json, "project", ColumnText.orNull(ColumnText.NAME, record.project()));
        text(json, "task", ColumnText.to(ColumnText.TASK, record.task()));
        text(json, "rule", ColumnText.to(ColumnText.NAME, record.rule()));
        text(json, "asked", ColumnText.to(ColumnText.MODEL, record.asked()));
        text(json, "model", ColumnText.to(ColumnText.MODEL, record.model()));
        text(json, "provider", ColumnText.to(ColumnText.PROVIDER, record.provider()));
        text(json, "upstream", ColumnText.to(ColumnText.MODEL, record.upstream()));
        json.writeFieldName("tokens");
        write(record.usage(), json);
        text(json, "cost", record.cost().toString());
        json.writeBooleanField("listed", record.listed());
        json.writeBooleanField("estimated", record.estimated());
        text(json, "outcome", record.outcome().name());
        text(json, "door", ColumnText.to(ColumnText.DOOR, record.door()));
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

    private static void text(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }
}
