package io.serai.admin.web;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of time, and how moments are written: {@code 2026-11-23} (midnight UTC), {@code 2026-11-23T12:00:00Z}, or with
 * an offset.
 *
 * @param from the first moment of it
 * @param to   the first moment after it
 */
public record Moments(Instant from, Instant to) {

    /** Beyond these some database cannot follow. */
    private static final Instant FIRST = Instant.EPOCH;

    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    /** What the query's {@code from} and {@code to} say; where one is missing, the calendar month (UTC) bounds it. */
    public static Moments of(Query query, Instant now) {
        Instant from = moment(query, "from");
        Instant to = moment(query, "to");
        if (from == null) {
            from = month(to == null ? now : to.minusNanos(1));
        }
        if (to == null) {
            to = YearMonth.from(now.atOffset(ZoneOffset.UTC))
                    .plusMonths(1)
                    .atDay(1)
                    .atStartOfDay()
                    .toInstant(ZoneOffset.UTC);
        }
        if (!from.isBefore(to)) {
            throw AdminErrors.wrongValue("from", from.toString(), "It must be before 'to', which is " + to + ".");
        }
        return new Moments(from, to);
    }

    private static Instant month(Instant within) {
        return YearMonth.from(within.atOffset(ZoneOffset.UTC))
                .atDay(1)
                .atStartOfDay()
                .toInstant(ZoneOffset.UTC);
    }

    private static @Nullable Instant moment(Query query, String name) {
        String text = query.text(name);
        // A plus sign that nobody escaped arrives as a space.
        return text == null ? null : parse(name, text.replace(' ', '+'));
    }

    static Instant parse(String name, String text) {
        try {
            Instant moment = text.length() == "2026-11-23".length()
                    ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                    : OffsetDateTime.parse(text).toInstant();
            return bounded(name, text, moment);
        } catch (DateTimeException e) {
            throw AdminErrors.wrongValue(name, text, "Write a day (2026-11-23) or a moment (2026-11-23T12:00:00Z).");
        }
    }

    static Instant ofSeconds(String name, long seconds) {
        long bound = Math.clamp(seconds, FIRST.getEpochSecond() - 1, LAST.getEpochSecond() + 1);
        return bounded(name, Long.toString(seconds), Instant.ofEpochSecond(bound));
    }

    private static Instant bounded(String name, String text, Instant moment) {
        if (moment.isBefore(FIRST) || moment.isAfter(LAST)) {
            throw AdminErrors.wrongValue(name, text, "It must lie between 1970 and 9999.");
        }
        return moment;
    }
}
