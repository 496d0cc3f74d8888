package io.serai.metering;

import io.serai.call.UsageRecord;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A batch of usage on its way into the ledger: one statement, one row a record.
 *
 * <p>It may be run again, and by several at once: a record the ledger has is left as it is. Where {@link #isRefusal} says
 * that the database refused a value, rather than being away, {@link #each} finds the record to blame.
 *
 * @param records    in the order of the ledger's key, so that two inserts of the same ones never deadlock
 * @param unreadable lines that are no records, to be kept elsewhere
 */
public record LedgerInsert(List<UsageRecord> records, List<Unreadable> unreadable) {

    /** A line of a message that is not a usage record, and why. */
    public record Unreadable(String line, String reason) {}

    /** Beyond what the outbox sends at once, even of a later version; also what a million lines of garbage may cost. */
    private static final int LARGEST_MESSAGE = 16 * 1024 * 1024;

    private static final int MOST_LINES = 10 * Batch.RECORDS;

    private static final Comparator<UsageRecord> BY_KEY = Comparator.comparing(
                    (UsageRecord record) -> record.callId().value())
            .thenComparingInt(UsageRecord::attempt);

    public LedgerInsert {
        records = records.stream().sorted(BY_KEY).toList();
        unreadable = List.copyOf(unreadable);
    }

    /** Reads the body of a message as {@link Batch} makes it; null for a message that has neither bytes nor text. */
    public static LedgerInsert of(byte @Nullable [] body) {
        if (body == null) {
            return new LedgerInsert(List.of(), List.of(new Unreadable("", "the message has neither text nor bytes")));
        }
        if (body.length > LARGEST_MESSAGE) {
            String why = "the message has " + body.length + " bytes; a batch has at most " + LARGEST_MESSAGE;
            return new LedgerInsert(List.of(), List.of(unreadable(body, 0, body.length, why)));
        }
        List<UsageRecord> records = new ArrayList<>(Batch.RECORDS);
        List<Unreadable> unreadable = new ArrayList<>();
        int start = 0;
        while (start < body.length) {
            if (records.size() + unreadable.size() == MOST_LINES) {
                String why = "a batch has at most " + MOST_LINES + " lines; this is the rest";
                unreadable.add(unreadable(body, start, body.length, why));
                break;
            }
            int end = start;
            while (end < body.length && body[end] != '\n') {
                end++;
            }
            if (end > start) {
                try {
                    records.add(UsageRecordReader.read(body, start, end - start));
                } catch (IOException e) {
                    unreadable.add(unreadable(body, start, end, String.valueOf(e.getMessage())));
                } catch (RuntimeException e) {
                    // Not foreseen, and still no reason why the other lines should wait.
                    unreadable.add(unreadable(body, start, end, e.toString()));
                }
            }
            start = end + 1;
        }
        return new LedgerInsert(records, unreadable);
    }

    /** A line of ours is kept whole; of what is too long to be one the beginning tells what it is. */
    private static Unreadable unreadable(byte[] body, int from, int to, String reason) {
        int kept = Math.min(to - from, UsageRecordReader.LONGEST_LINE);
        String line = new String(body, from, kept, StandardCharsets.UTF_8);
        return new Unreadable(kept < to - from ? line + "…" : line, reason);
    }

    /** The batch as batches of one record each. */
    public List<LedgerInsert> each() {
        return records.stream()
                .map(record -> new LedgerInsert(List.of(record), List.of()))
                .toList();
    }

    /**
     * Whether a failure is the fault of what should be stored, so that trying again is no use: the database does not take a
     * value, or our own code fails at it.
     *
     * <p>A database or broker that is away, locked, full or shutting down, a table that is missing, a network or a thread that
     * is interrupted: all that passes, or is for people to repair.
     */
    public static boolean isRefusal(@Nullable Throwable failure) {
        boolean ours = failure != null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case SQLException sql -> {
                    if (refusesAValue(sql.getSQLState())) {
                        return true;
                    }
                    ours = false;
                }
                case IOException io -> ours = false;
                case JMSException broker -> ours = false;
                case InterruptedException stopping -> ours = false;
                case RejectedExecutionException stopping -> ours = false;
                default -> {}
            }
        }
        return ours;
    }

    /** 22 is a data exception, 23 a constraint violation. */
    private static boolean refusesAValue(@Nullable String state) {
        return state != null && (state.startsWith("22") || state.startsWith("23"));
    }
}
