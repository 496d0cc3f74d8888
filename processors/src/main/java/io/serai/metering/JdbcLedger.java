package io.serai.metering;

import io.serai.call.CallId;
import io.serai.call.Outcome;
import io.serai.call.UsageRecord;
import io.serai.usage.Money;
import io.serai.usage.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** A usage record as a row of the ledger's table, there and back. */
public final class JdbcLedger {

    public static final String COLUMNS =
            "call_id, attempt, occurred_at, key_id, key_name, team, project, task, rule_name, asked,"
                    + " model, provider, upstream, input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,"
                    + " audio_input_tokens, output_tokens, reasoning_tokens, audio_output_tokens, cost, listed, estimated,"
                    + " outcome, door, streamed, first_token_ms, total_ms";

    private static final int COLUMN_COUNT = COLUMNS.split(",").length;

    public static final String INSERT = "INSERT INTO usage_record (" + COLUMNS + ") VALUES (?"
            + ", ?".repeat(COLUMN_COUNT - 1) + ") ON CONFLICT DO NOTHING";

    /** Decimals that the column keeps; more than any price makes. */
    static final int COST_SCALE = 18;

    private JdbcLedger() {}

    public static void bind(PreparedStatement insert, UsageRecord record) throws SQLException {
        Usage usage = record.usage();
        int i = 0;
        insert.setString(++i, ColumnText.to(ColumnText.ID, record.callId().value()));
        insert.setInt(++i, record.attempt());
        insert.setObject(++i, micros(record.at()));
        insert.setString(++i, ColumnText.to(ColumnText.ID, record.keyId()));
        insert.setString(++i, ColumnText.to(ColumnText.NAME, record.keyName()));
        insert.setString(++i, ColumnText.orNull(ColumnText.NAME, record.team()));
        insert.setString(++i, ColumnText.orNull(ColumnText.NAME, record.project()));
        insert.setString(++i, ColumnText.to(ColumnText.TASK, record.task()));
        insert.setString(++i, ColumnText.to(ColumnText.NAME, record.rule()));
        insert.setString(++i, ColumnText.to(ColumnText.MODEL, record.asked()));
        insert.setString(++i, ColumnText.to(ColumnText.MODEL, record.model()));
        insert.setString(++i, ColumnText.to(ColumnText.PROVIDER, record.provider()));
        insert.setString(++i, ColumnText.to(ColumnText.MODEL, record.upstream()));
        insert.setLong(++i, usage.input());
        insert.setLong(++i, usage.cacheRead());
        insert.setLong(++i, usage.cacheWrite5m());
        insert.setLong(++i, usage.cacheWrite1h());
        insert.setLong(++i, usage.audioInput());
        insert.setLong(++i, usage.output());
        insert.setLong(++i, usage.reasoning());
        insert.setLong(++i, usage.audioOutput());
        insert.setBigDecimal(++i, exact(record.cost()));
        insert.setBoolean(++i, record.listed());
        insert.setBoolean(++i, record.estimated());
        insert.setString(++i, record.outcome().name());
        insert.setString(++i, ColumnText.to(ColumnText.DOOR, record.door()));
        insert.setBoolean(++i, record.streamed());
        insert.setLong(++i, record.firstTokenMs());
        insert.setLong(++i, record.totalMs());
    }

    /** What both databases keep of a moment; cut here, because each would round in its own way. */
    public static OffsetDateTime micros(Instant moment) {
        return moment.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    /** Refuses what the column would round: a bill is never changed in silence. */
    private static BigDecimal exact(Money cost) throws SQLException {
        try {
            return cost.usd().setScale(COST_SCALE, RoundingMode.UNNECESSARY);
        } catch (ArithmeticException e) {
            throw new SQLException("cost " + cost + " has more than " + COST_SCALE + " decimals", "22003", e);
        }
    }

    /** The record of a row that was selected with {@link #COLUMNS}. */
    public static UsageRecord read(ResultSet row) throws SQLException {
        return new UsageRecord(
                new CallId(row.getString("call_id")),
                row.getInt("attempt"),
                row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                row.getString("key_id"),
                row.getString("key_name"),
                row.getString("team"),
                row.getString("project"),
                row.getString("task"),
                row.getString("rule_name"),
                row.getString("asked"),
                row.getString("model"),
                row.getString("provider"),
                row.getString("upstream"),
                usage(row),
                new Money(row.getBigDecimal("cost")),
                row.getBoolean("listed"),
                row.getBoolean("estimated"),
                Outcome.valueOf(row.getString("outcome")),
                row.getString("door"),
                row.getBoolean("streamed"),
                row.getLong("first_token_ms"),
                row.getLong("total_ms"));
    }

    /** The tokens of a row that names its columns as the table does. */
    static Usage usage(ResultSet row) throws SQLException {
        return new Usage(
                row.getLong("input_tokens"),
                row.getLong("cache_read_tokens"),
                row.getLong("cache_write_5m_tokens"),
                row.getLong("cache_write_1h_tokens"),
                row.getLong("audio_input_tokens"),
                row.getLong("output_tokens"),
                row.getLong("reasoning_tokens"),
                row.getLong("audio_output_tokens"));
    }
}
