package io.serai.admin;

import io.serai.admin.web.AdminErrors;
import io.serai.admin.web.Answer;
import io.serai.admin.web.Moments;
import io.serai.admin.web.Query;
import io.serai.call.UsageRecord;
import io.serai.metering.reports.TokenSums;
import io.serai.metering.reports.UsageCsv;
import io.serai.metering.reports.UsageReports;
import io.serai.metering.reports.UsageReports.GroupBy;
import io.serai.metering.reports.UsageReports.Sum;
import io.serai.usage.Money;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What was used and what it cost, summed or line by line, as JSON or CSV. */
@RestController
@RequestMapping("/admin/v1/usage")
class UsageController {

    private static final int MOST_RECORDS = 1000;

    private final UsageReports reports;
    private final InstantSource clock;

    UsageController(UsageReports reports, InstantSource clock) {
        this.reports = reports;
        this.clock = clock;
    }

    private record Report(
            Instant from, Instant to, String groupBy, List<Map<String, Object>> data, Map<String, Object> total) {}

    private record Page(
            List<Line> data, boolean hasMore, @Nullable String next) {}

    private record Line(
            String call,
            int attempt,
            Instant at,
            String key,
            String keyName,
            @Nullable String team,
            @Nullable String project,
            String task,
            String rule,
            String asked,
            String model,
            String provider,
            String upstream,
            Map<String, Long> tokens,
            String cost,
            boolean listed,
            boolean estimated,
            String outcome,
            String door,
            boolean streamed,
            @Nullable Long firstTokenMs,
            long totalMs) {

        static Line of(UsageRecord record) {
            return new Line(
                    record.callId().value(),
                    record.attempt(),
                    record.at(),
                    record.keyId(),
                    record.keyName(),
                    record.team(),
                    record.project(),
                    record.task(),
                    record.rule(),
                    record.asked(),
                    record.model(),
                    record.provider(),
                    record.upstream(),
                    Answer.byClass(record.usage()::tokens),
                    record.cost().toString(),
                    record.listed(),
                    record.estimated(),
                    record.outcome().name().toLowerCase(Locale.ROOT),
                    record.door(),
                    record.streamed(),
                    record.firstTokenMs() < 0 ? null : record.firstTokenMs(),
                    record.totalMs());
        }
    }

    @GetMapping
    ResponseEntity<byte[]> sums(HttpServletRequest request) {
        Query query = new Query(request, "from", "to", "group_by", "format");
        Moments period = Moments.of(query, clock.instant());
        GroupBy by = groupBy(query);
        boolean csv = query.csv();
        List<Sum> sums = reports.summary(period.from(), period.to(), by);
        if (csv) {
            return Answer.csv("serai-usage-by-" + by.label() + ".csv", out -> UsageCsv.sums(by, sums, out));
        }
        List<Map<String, Object>> rows = sums.stream().map(sum -> row(by, sum)).toList();
        return Answer.ok(new Report(period.from(), period.to(), by.label(), rows, total(period, by, sums)));
    }

    private static GroupBy groupBy(Query query) {
        String text = query.text("group_by");
        if (text == null) {
            return GroupBy.MODEL;
        }
        return Arrays.stream(GroupBy.values())
                .filter(by -> by.label().equals(text))
                .findFirst()
                .orElseThrow(() -> AdminErrors.wrongValue(
                        "group_by",
                        text,
                        "It must be one of "
                                + Arrays.stream(GroupBy.values())
                                        .map(GroupBy::label)
                                        .collect(Collectors.joining(", ")) + "."));
    }

    private static Map<String, Object> row(GroupBy by, Sum sum) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put(by.label(), sum.group());
        figures(row, sum.calls(), sum.attempts(), sum.tokens(), sum.cost());
        return row;
    }

    private Map<String, Object> total(Moments period, GroupBy by, List<Sum> sums) {
        long attempts = 0;
        TokenSums tokens = TokenSums.NONE;
        Money cost = Money.ZERO;
        for (Sum sum : sums) {
            attempts += sum.attempts();
            tokens = tokens.plus(sum.tokens());
            cost = cost.plus(sum.cost());
        }
        Map<String, Object> total = new LinkedHashMap<>();
        figures(total, calls(period, by, sums), attempts, tokens, cost);
        return total;
    }

    /** A call that failed over stands in the groups of two models, but has one key. */
    private long calls(Moments period, GroupBy by, List<Sum> sums) {
        List<Sum> apart = switch (by) {
            case KEY, TEAM, PROJECT, RULE, TASK -> sums;
            case MODEL, PROVIDER, DAY -> reports.summary(period.from(), period.to(), GroupBy.KEY);
        };
        return apart.stream().mapToLong(Sum::calls).sum();
    }

    private static void figures(Map<String, Object> into, long calls, long attempts, TokenSums tokens, Money cost) {
        into.put("calls", calls);
        into.put("attempts", attempts);
        into.put("tokens", Answer.byClass(tokens::tokens));
        into.put("cost", cost.toString());
    }

    @GetMapping("/records")
    ResponseEntity<byte[]> records(HttpServletRequest request) {
        Query query = new Query(
                request,
                "from",
                "to",
                "call",
                "key",
                "team",
                "project",
                "rule",
                "model",
                "provider",
                "task",
                "after",
                "limit",
                "format");
        Moments period = Moments.of(query, clock.instant());
        UsageReports.Filter filter = new UsageReports.Filter(
                period.from(),
                period.to(),
                query.text("call"),
                query.text("key"),
                query.text("team"),
                query.text("project"),
                query.text("rule"),
                query.text("model"),
                query.text("provider"),
                query.text("task"));
        int limit = query.number("limit", 100, 1, MOST_RECORDS);
        boolean csv = query.csv();
        UsageReports.Page page = page(filter, query.text("after"), limit);
        if (csv) {
            return csv(page);
        }
        List<Line> lines = page.records().stream().map(Line::of).toList();
        return Answer.ok(new Page(lines, page.next() != null, page.next()));
    }

    private UsageReports.Page page(UsageReports.Filter filter, @Nullable String after, int limit) {
        try {
            return reports.records(filter, after, limit);
        } catch (IllegalArgumentException e) {
            if (after == null) {
                throw e;
            }
            throw AdminErrors.wrongValue("after", after, "Give what the page before has in 'next'.");
        }
    }

    private static ResponseEntity<byte[]> csv(UsageReports.Page page) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok();
        if (page.next() != null) {
            answer.header("x-serai-next", page.next());
        }
        return Answer.csv(
                "serai-usage-records.csv",
                out -> {
                    UsageCsv.recordHeader(out);
                    for (UsageRecord record : page.records()) {
                        UsageCsv.record(record, out);
                    }
                },
                answer);
    }
}
