package io.serai.metering.reports;

import static io.serai.metering.JdbcLedger.micros;

import io.serai.call.UsageRecord;
import io.serai.metering.JdbcLedger;
import io.serai.usage.Money;
import io.serai.usage.TokenClass;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reports in SQL that H2 and PostgreSQL both speak. */
public final class JdbcUsageReports implements UsageReports {

    private static final Map<TokenClass, String> COLUMNS = columns();

    private static final String SUMS = "COUNT(DISTINCT call_id) AS calls, COUNT(*) AS attempts, SUM(cost) AS cost"
            + COLUMNS.values().stream()
                    .map(column -> ", SUM(" + column + ") AS " + column)
                    .collect(Collectors.joining());

    /** Days in one statement, each three parameters: far below what a driver takes. */
    private static final int DAYS_AT_ONCE = 400;

    private final JdbcClient database;
    private final ZoneId zone;

    /** @param zone whose midnights bound days */
    public JdbcUsageReports(DataSource database, ZoneId zone) {
        this.database = JdbcClient.create(database);
        this.zone = zone;
    }

    private static Map<TokenClass, String> columns() {
        Map<TokenClass, String> columns = new EnumMap<>(TokenClass.class);
        for (TokenClass kind : TokenClass.values()) {
            columns.put(kind, kind.name().toLowerCase(Locale.ROOT) + "_tokens");
        }
        return columns;
    }

    @Override
    public List<Sum> summary(Instant from, Instant to, GroupBy by) {
        return switch (by) {
            case MODEL -> byColumn("model", from, to);
            case PROVIDER -> byColumn("provider", from, to);
            case TASK -> byColumn("task", from, to);
            case KEY -> byColumn("key_id", from, to);
            case TEAM -> byColumn("COALESCE(team, '')", from, to);
            case PROJECT -> byColumn("COALESCE(project, '')", from, to);
            case RULE -> byColumn("rule_name", from, to);
            case DAY -> byDay(from, to);
        };
    }

    private List<Sum> byColumn(String column, Instant from, Instant to) {
        String sql = "SELECT " + column + " AS grouped, " + SUMS
                + " FROM usage_record WHERE occurred_at >= ? AND occurred_at < ? GROUP BY " + column;
        return sums(sql, List.of(micros(from), micros(to)));
    }

    /**
     * Days have no common SQL and their length depends on the zone, so their bounds are made here; long stretches without
     * any record are skipped.
     */
    private List<Sum> byDay(Instant from, Instant to) {
        List<Sum> sums = new ArrayList<>();
        LocalDate last = LocalDate.ofInstant(to.minusNanos(1), zone).plusDays(1);
        Instant start = from;
        for (Instant oldest = oldest(start, to); oldest != null; oldest = oldest(start, to)) {
            LocalDate first = LocalDate.ofInstant(oldest, zone);
            LocalDate end = earlier(first.plusDays(DAYS_AT_ONCE), last);
            sums.addAll(days(first, end, start, to));
            start = end.atStartOfDay(zone).toInstant();
            if (!start.isBefore(to)) {
                break;
            }
        }
        return sums;
    }

    private static LocalDate earlier(LocalDate one, LocalDate other) {
        return one.isBefore(other) ? one : other;
    }

    private @Nullable Instant oldest(Instant from, Instant to) {
        return database.sql("SELECT MIN(occurred_at) AS oldest FROM usage_record"
                        + " WHERE occurred_at >= ? AND occurred_at < ?")
                .params(micros(from), micros(to))
                .query((row, n) -> Optional.ofNullable(row.getObject("oldest", OffsetDateTime.class)))
                .single()
                .map(OffsetDateTime::toInstant)
                .orElse(null);
    }

    private List<Sum> days(LocalDate first, LocalDate end, Instant from, Instant to) {
        StringJoiner days = new StringJoiner(", ");
        List<Object> params = new ArrayList<>();
        for (LocalDate day = first; day.isBefore(end); day = day.plusDays(1)) {
            days.add("(CAST(? AS VARCHAR), CAST(? AS TIMESTAMP WITH TIME ZONE), CAST(? AS TIMESTAMP WITH TIME ZONE))");
            params.add(day.toString());
            params.add(micros(day.atStartOfDay(zone).toInstant()));
            params.add(micros(day.plusDays(1).atStartOfDay(zone).toInstant()));
        }
        params.add(micros(from));
        params.add(micros(to));
        String sql = "SELECT days.grouped, " + SUMS + " FROM (VALUES " + days + ") AS days (grouped, since, until)"
                + " JOIN usage_record ON occurred_at >= days.since AND occurred_at < days.until"
                + " WHERE occurred_at >= ? AND occurred_at < ? GROUP BY days.grouped";
        return sums(sql, params);
    }

    private List<Sum> sums(String sql, List<Object> params) {
        // Sorted here, because each database has its own idea of the alphabet.
        return database.sql(sql).params(params).query((row, n) -> sum(row)).list().stream()
                .sorted(Comparator.comparing(Sum::group))
                .toList();
    }

    private static Sum sum(ResultSet row) throws SQLException {
        return new Sum(
                row.getString("grouped"),
                row.getLong("calls"),
                row.getLong("attempts"),
                tokens(row),
                new Money(row.getBigDecimal("cost")));
    }

    /** Both databases sum whole numbers as NUMERIC; no long holds every sum of longs. */
    private static TokenSums tokens(ResultSet row) throws SQLException {
        Map<TokenClass, BigInteger> sums = new EnumMap<>(TokenClass.class);
        for (TokenClass kind : TokenClass.values()) {
            sums.put(kind, row.getBigDecimal(COLUMNS.get(kind)).toBigIntegerExact());
        }
        return TokenSums.of(sums);
    }

    @Override
    public Page records(Filter filter, @Nullable String after, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1");
        }
        StringBuilder sql = new StringBuilder(
                "SELECT " + JdbcLedger.COLUMNS + " FROM usage_record WHERE occurred_at >= ? AND occurred_at < ?");
        List<Object> params = new ArrayList<>();
        params.add(micros(filter.from()));
        params.add(micros(filter.to()));
        where(sql, params, "call_id", filter.callId());
        where(sql, params, "key_id", filter.keyId());
        where(sql, params, "team", filter.team());
        where(sql, params, "project", filter.project());
        where(sql, params, "rule_name", filter.rule());
        where(sql, params, "model", filter.model());
        where(sql, params, "provider", filter.provider());
        where(sql, params, "task", filter.task());
        if (after != null) {
            Cursor cursor = Cursor.parse(after);
            // The first condition says nothing new, but lets H2 use the index.
            sql.append(" AND occurred_at <= ? AND (occurred_at, call_id, attempt) < (?, ?, ?)");
            params.add(micros(cursor.at));
            params.add(micros(cursor.at));
            params.add(cursor.callId);
            params.add(cursor.attempt);
        }
        sql.append(" ORDER BY occurred_at DESC, call_id DESC, attempt DESC LIMIT ?");
        params.add(limit + 1);
        List<UsageRecord> found = database.sql(sql.toString())
                .params(params)
                .query((row, n) -> JdbcLedger.read(row))
                .list();
        if (found.size() <= limit) {
            return new Page(found, null);
        }
        List<UsageRecord> page = found.subList(0, limit);
        return new Page(page, Cursor.of(page.getLast()).text());
    }

    private static void where(StringBuilder sql, List<Object> params, String column, @Nullable String value) {
        if (value != null) {
            sql.append(" AND ").append(column).append(" = ?");
            params.add(value);
        }
    }

    /** The last record of a page: the place where the next one begins. */
    private record Cursor(Instant at, String callId, int attempt) {

        /** No database keeps moments beyond. */
        private static final Instant END = Instant.parse("9999-12-31T23:59:59Z");

        static Cursor of(UsageRecord record) {
            return new Cursor(record.at(), record.callId().value(), record.attempt());
        }

        String text() {
            String plain = at + " " + attempt + " " + callId;
            return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
        }

        static Cursor parse(String text) {
            try {
                String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
                String[] fields = plain.split(" ", 3);
                Instant at = fields.length == 3 ? Instant.parse(fields[0]) : Instant.MAX;
                if (at.getEpochSecond() >= 0 && at.isBefore(END)) {
                    return new Cursor(at, fields[2], Integer.parseInt(fields[1]));
                }
            } catch (IllegalArgumentException | DateTimeException e) {
                throw new IllegalArgumentException("not a page of usage records: " + text, e);
            }
            throw new IllegalArgumentException("not a page of usage records: " + text);
        }
    }
}
