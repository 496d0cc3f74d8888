package io.serai.metering.reports;

import io.serai.call.UsageRecord;
import io.serai.usage.TokenClass;
import io.serai.usage.Usage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reports as CSV by RFC 4180, with a header line.
 *
 * <p>Texts come from callers and are opened in spreadsheets: one that would be a formula there gets an apostrophe before it.
 */
public final class UsageCsv {

    private static final TokenClass[] CLASSES = TokenClass.values();

    private UsageCsv() {}

    /** Writes one line a group. */
    public static void sums(UsageReports.GroupBy by, List<UsageReports.Sum> sums, Appendable out) throws IOException {
        List<String> header = new ArrayList<>(List.of(by.label(), "calls", "attempts"));
        addTokenNames(header);
        header.add("cost");
        line(header, out);
        for (UsageReports.Sum sum : sums) {
            List<String> cells = new ArrayList<>();
            cells.add(text(sum.group()));
            cells.add(Long.toString(sum.calls()));
            cells.add(Long.toString(sum.attempts()));
            for (TokenClass kind : CLASSES) {
                cells.add(sum.tokens().tokens(kind).toString());
            }
            cells.add(sum.cost().toString());
            line(cells, out);
        }
    }

    /** Writes the line of names above {@link #record} lines. */
    public static void recordHeader(Appendable out) throws IOException {
        List<String> header = new ArrayList<>(List.of("call", "attempt", "at", "key", "key_name", "team", "project"));
        header.addAll(List.of("task", "rule", "asked", "model", "provider", "upstream"));
        addTokenNames(header);
        header.addAll(List.of("cost", "listed", "estimated", "outcome", "door", "streamed"));
        header.addAll(List.of("first_token_ms", "total_ms"));
        line(header, out);
    }

    /** Writes one record as one line. */
    public static void record(UsageRecord record, Appendable out) throws IOException {
        List<String> cells = new ArrayList<>();
        cells.add(text(record.callId().value()));
        cells.add(Integer.toString(record.attempt()));
        cells.add(record.at().toString());
        cells.add(text(record.keyId()));
        cells.add(text(record.keyName()));
        cells.add(text(record.team()));
        cells.add(text(record.project()));
        cells.add(text(record.task()));
        cells.add(text(record.rule()));
        cells.add(text(record.asked()));
        cells.add(text(record.model()));
        cells.add(text(record.provider()));
        cells.add(text(record.upstream()));
        addTokens(record.usage(), cells);
        cells.add(record.cost().toString());
        cells.add(Boolean.toString(record.listed()));
        cells.add(Boolean.toString(record.estimated()));
        cells.add(record.outcome().name().toLowerCase(Locale.ROOT));
        cells.add(text(record.door()));
        cells.add(Boolean.toString(record.streamed()));
        cells.add(record.firstTokenMs() < 0 ? "" : Long.toString(record.firstTokenMs()));
        cells.add(Long.toString(record.totalMs()));
        line(cells, out);
    }

    private static void addTokenNames(List<String> header) {
        for (TokenClass kind : CLASSES) {
            header.add(kind.label().replace('-', '_'));
        }
    }

    private static void addTokens(Usage usage, List<String> cells) {
        for (TokenClass kind : CLASSES) {
            cells.add(Long.toString(usage.tokens(kind)));
        }
    }

    private static void line(List<String> cells, Appendable out) throws IOException {
        for (int i = 0; i < cells.size(); i++) {
            out.append(i == 0 ? "" : ",").append(cells.get(i));
        }
        out.append("\r\n");
    }

    private static String text(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        String safe = "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        boolean plain = safe.chars().noneMatch(c -> c == '"' || c == ',' || c == '\r' || c == '\n');
        return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
