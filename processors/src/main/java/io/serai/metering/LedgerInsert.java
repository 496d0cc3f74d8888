package io.serai.metering;

import io.serai.chat.UsageRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch of usage on its way into the ledger: one statement, one set of parameters a record.
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

    private static final Comparator<UsageRecord> BY_KEY = Comparator.comparing(
                    (UsageRecord record) -> record.callId().value())
            .thenComparingInt(UsageRecord::attempt);

    public LedgerInsert {
        records = records.stream().sorted(BY_KEY).toList();
        unreadable = List.copyOf(unreadable);
    }

    /** Reads the body of a message as {@link Batch} makes it. */
    public static LedgerInsert of(byte[] body) {
        List<UsageRecord> records = new ArrayList<>(Batch.RECORDS);
        List<Unreadable> unreadable = new ArrayList<>();
        int start = 0;
        while (start < body.length) {
            int end = start;
            while (end < body.length && body[end] != '\n') {
                end++;
            }
            if (end > start) {
                try {
                    records.add(UsageJson.read(body, start, end - start));
                } catch (IOException e) {
                    String line = new String(body, start, end - start, StandardCharsets.UTF_8);
                    unreadable.add(new Unreadable(line, String.valueOf(e.getMessage())));
                }
            }
            start = end + 1;
        }
        return new LedgerInsert(records, unreadable);
    }

    /** The statement, the same for any batch; its parameters are those of one record. */
    public String sql() {
        return JdbcLedger.INSERT;
    }

    /** Sets the statement's parameters to a record's values. */
    public void bind(PreparedStatement insert, UsageRecord record) throws SQLException {
        JdbcLedger.bind(insert, record);
    }

    /** The batch as batches of one record each. */
    public List<LedgerInsert> each() {
        return records.stream()
                .map(record -> new LedgerInsert(List.of(record), List.of()))
                .toList();
    }

    /**
     * Whether a failure says that the database does not take a value, so that trying again is no use.
     *
     * <p>Anything else (away, locked, full, shutting down, a table that is missing) passes or is for people to mend.
     */
    public static boolean isRefusal(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                String state = sql.getSQLState();
                // 22 data exception, 23 constraint violation
                if (state != null && (state.startsWith("22") || state.startsWith("23"))) {
                    return true;
                }
            }
        }
        return false;
    }
}
