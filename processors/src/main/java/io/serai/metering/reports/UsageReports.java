package io.serai.metering.reports;

import io.serai.call.UsageRecord;
import io.serai.usage.Money;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger says of a stretch of time, from a moment up to, but not including, another.
 *
 * <p>Every figure is an exact sum of rows. Failures of the database are thrown as Spring's {@code DataAccessException}.
 */
public interface UsageReports {

    /** What sums are made by. */
    enum GroupBy {
        MODEL,
        PROVIDER,
        TASK,
        /** By the key's id. */
        KEY,
        /** Calls of keys without a team have the empty name. */
        TEAM,
        /** Calls of keys without a project have the empty name. */
        PROJECT,
        /** By the rule that chose, {@code forced} where the caller named the model. */
        RULE,
        /** As in {@code 2026-11-23}. */
        DAY;

        /** The word used in the admin API, such as {@code model}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The sums of one group.
     *
     * @param calls    distinct calls, so a call with several attempts counts once
     * @param attempts records
     */
    record Sum(String group, long calls, long attempts, TokenSums tokens, Money cost) {}

    /** Which records are wanted: those that agree with every value that is not null. */
    record Filter(
            Instant from,
            Instant to,
            @Nullable String callId,
            @Nullable String keyId,
            @Nullable String team,
            @Nullable String project,
            @Nullable String rule,
            @Nullable String model,
            @Nullable String provider,
            @Nullable String task) {

        /** All records of a stretch of time. */
        public static Filter between(Instant from, Instant to) {
            return new Filter(from, to, null, null, null, null, null, null, null, null);
        }
    }

    /**
     * Some records, newest first.
     *
     * @param next what to ask for the page after this one, null when this is the last
     */
    record Page(List<UsageRecord> records, @Nullable String next) {
        public Page {
            records = List.copyOf(records);
        }
    }

    /** Sums by group, in the order of their names; groups without records are left out. */
    List<Sum> summary(Instant from, Instant to, GroupBy by);

    /**
     * One page of records; new records never shift the pages after it.
     *
     * @param after {@code next} of the page before, or null for the first
     * @throws IllegalArgumentException where {@code after} is no such text, or {@code limit} not positive
     */
    Page records(Filter filter, @Nullable String after, int limit);
}
