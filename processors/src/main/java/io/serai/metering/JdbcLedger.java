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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A usage record as a row of the ledger's table, there and back. */
public final class JdbcLedger {

    public static final String COLUMNS =
            "call_id, attempt, occurred_at, key_id, key_name, team, project, task, rule_name, asked,"
                    + " model, provider, upstream, input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,"
                    + " audio_input_tokens, output_tokens, reasoning_tokens, audio_output_tokens, cost, listed, estimated,"
                    + " outcome, door, streamed, first_token_ms, total_ms";

    /** Decimals that the column keeps; more than any price makes. */
    static final int COST_SCALE = 18;

    private JdbcLedger() {}

    /** Sets the parameters of a statement, named as the ledger's columns, to a record's values. */
    public static void bind(PreparedStatement insert, List<String> columns, UsageRecord record) throws SQLException {
        for (int i = 0; i < columns.size(); i++) {
            insert.setObject(i + 1, value(record, columns.get(i)));
        }
    }

    private static @Nullable Object value(UsageRecord record, String column) throws SQLException {
        Usage usage = record.usage();
        return switch (column) {
            case "call_id" -> ColumnText.to(ColumnText.ID, record.callId().value());
            case "attempt" -> record.attempt();
            case "occurred_at" -> micros(record.at());
            case "key_id" -> ColumnText.to(ColumnText.ID, record.keyId());
            case "key_name" -> ColumnText.to(ColumnText.NAME, record.keyName());
            case "team" -> ColumnText.orNull(ColumnText.NAME, record.team());
            case "project" -> ColumnText.orNull(ColumnText.NAME, record.project());
            case "task" -> ColumnText.to(ColumnText.TASK, record.task());
            case "rule_name" -> ColumnText.to(ColumnText.NAME, record.rule());
            case "asked" -> ColumnText.to(ColumnText.MODEL, record.asked());
            case "model" -> ColumnText.to(ColumnText.MODEL, record.model());
            case "provider" -> ColumnText.to(ColumnText.PROVIDER, record.provider());
            case "upstream" -> ColumnText.to(ColumnText.MODEL, record.upstream());
            case "input_tokens" -> usage.input();
            case "cache_read_tokens" -> usage.cacheRead();
            case "cache_write_5m_tokens" -> usage.cacheWrite5m();
            case "cache_write_1h_tokens" -> usage.cacheWrite1h();
            case "audio_input_tokens" -> usage.audioInput();
            case "output_tokens" -> usage.output();
            case "reasoning_tokens" -> usage.reasoning();
            case "audio_output_tokens" -> usage.audioOutput();
            case "cost" -> exact(record.cost());
            case "listed" -> record.listed();
            case "estimated" -> record.estimated();
            case "outcome" -> record.outcome().name();
            case "door" -> ColumnText.to(ColumnText.DOOR, record.door());
            case "streamed" -> record.streamed();
            case "first_token_ms" -> record.firstTokenMs();
            case "total_ms" -> record.totalMs();
            // Not a refusal of this record: people have to correct the statement.
            default -> throw new SQLException("a usage record has no column '" + column + "'", "42703");
        };
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
