package io.serai.e2e.faults;

import static io.serai.e2e.faults.Row.after;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.e2e.provider.Behaviour;
import io.serai.e2e.provider.Behaviour.Limited;
import io.serai.e2e.provider.Behaviour.RetryAs;
import io.serai.e2e.provider.Behaviour.Trouble;
import io.serai.e2e.provider.Say;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The table of what comes of each fault. */
final class Rows {

    private static final Duration SECOND = Duration.ofSeconds(1);
    /** A first-byte, first-token or idle limit of the test's gateway has passed, and what follows on a busy machine. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private Rows() {}

    static List<Row> all() {
        List<Row> rows = new ArrayList<>();
        limits(rows);
        passing(rows);
        lasting(rows);
        silence(rows);
        broken(rows);
        ends(rows);
        nonsense(rows);
        refusals(rows);
        cooling(rows);
        return List.copyOf(rows);
    }

    private static void limits(List<Row> rows) {
        for (RetryAs as : RetryAs.values()) {
            rows.add(new Row("429-short-" + as.name().toLowerCase(java.util.Locale.ROOT))
                    .first(new Limited(429, SECOND, as))
                    .free()
                    .asks(2, 0)
                    .expect(Seen::wholeFromFirst)
                    // Google says its wait in words of its own, and a date has whole seconds.
                    .expect(seen -> seen.pause(Duration.ofMillis(900), Duration.ofSeconds(4))));
        }
        rows.add(new Row("429-short-alone")
                .first(new Limited(429, SECOND, RetryAs.VENDOR))
                .alone()
                .free()
                .asks(2, 0)
                .expect(Seen::wholeFromFirst)
                .expect(seen -> seen.pause(Duration.ofMillis(900), Duration.ofSeconds(4))));
        rows.add(new Row("429-long")
                .fails(new Limited(429, Duration.ofSeconds(30), RetryAs.VENDOR))
                .calls(3)
                .free()
                .asks(1, 3)
                .expect(Seen::wholeFromNext));
        rows.add(new Row("429-long-alone")
                .fails(new Limited(429, Duration.ofSeconds(30), RetryAs.VENDOR))
                .alone()
                .calls(4)
                .header("x-serai-timeout", "1")
                .free()
                .asks(1, 0)
                .expect(seen -> seen.status(429))
                .expect(seen -> seen.retryAfter(20, 31)));
        rows.add(new Row("429-no-header")
                .fails(Behaviour.status(429))
                .free()
                .expect(Seen::wholeFromNext)
                .expect(seen -> assertThat(seen.first()).hasSizeBetween(1, 2))
                .expect(seen -> assertThat(seen.next()).hasSize(1)));
        rows.add(new Row("429-no-header-alone")
                .fails(Behaviour.status(429))
                .alone()
                .header("x-serai-timeout", "1")
                .free()
                .expect(seen -> seen.status(429))
                .expect(seen -> seen.retryAfter(1, 60))
                .expect(seen -> assertThat(seen.first()).hasSizeBetween(1, 2)));
        rows.add(new Row("429-opens-no-breaker")
                .first(
                        new Limited(429, Duration.ofMillis(100), RetryAs.MILLIS),
                        new Limited(429, Duration.ofMillis(100), RetryAs.MILLIS),
                        new Limited(429, Duration.ofMillis(100), RetryAs.MILLIS),
                        new Limited(429, Duration.ofMillis(100), RetryAs.MILLIS),
                        new Limited(429, Duration.ofMillis(100), RetryAs.MILLIS),
                        new Limited(429, Duration.ofMillis(100), RetryAs.MILLIS))
                .only(Row.Mode.WHOLE)
                .calls(4)
                .recovers()
                .expect(Seen::whole)
                .expect(seen -> assertThat(seen.last().model()).as("%s", seen).isEqualTo(seen.firstModel())));
    }

    private static void passing(List<Row> rows) {
        List<Behaviour> once =
                List.of(Behaviour.status(500), Behaviour.status(502), Behaviour.reset(), Behaviour.close());
        List<String> names = List.of("500", "502", "reset", "closed");
        for (int i = 0; i < once.size(); i++) {
            boolean connection = i >= 2;
            rows.add(new Row(names.get(i) + "-once")
                    .first(once.get(i))
                    .free()
                    .asks(2, 0)
                    .expect(Seen::wholeFromFirst)
                    .expect(seen -> {
                        if (connection) {
                            assertThat(seen.first().get(1).connection())
                                    .as("a fresh connection")
                                    .isNotEqualTo(seen.first().get(0).connection());
                        }
                    }));
            rows.add(new Row(names.get(i) + "-once-alone")
                    .first(once.get(i))
                    .alone()
                    .free()
                    .asks(2, 0)
                    .expect(Seen::wholeFromFirst));
            rows.add(new Row(names.get(i) + "-forever")
                    .fails(once.get(i))
                    .free()
                    .asks(2, 1)
                    .expect(Seen::wholeFromNext));
        }
        rows.add(new Row("500-alone")
                .fails(Behaviour.status(500))
                .alone()
                .free()
                .asks(2, 0)
                .expect(seen -> seen.status(500, 502)));
        rows.add(new Row("refused").gone().free().expect(Seen::wholeFromNext).asks(0, 1));
        rows.add(new Row("refused-alone").gone().alone().free().expect(seen -> seen.status(502, 503)));
        rows.add(new Row("stale-connection")
                .fails(new Behaviour.Stale(Behaviour.numbered(Seen.WORDS)))
                .calls(3)
                .free()
                .expect(Seen::wholeFromFirst)
                .expect(seen -> assertThat(seen.next()).isEmpty()));
    }

    private static void lasting(List<Row> rows) {
        for (int status : new int[] {503, 529}) {
            rows.add(new Row(status + "-forever")
                    .fails(Behaviour.status(status))
                    .free()
                    .asks(1, 1)
                    .expect(Seen::wholeFromNext));
        }
        rows.add(new Row("503-alone")
                .fails(Behaviour.status(503))
                .alone()
                .header("x-serai-timeout", "1")
                .free()
                .expect(seen -> seen.status(503)));
        rows.add(new Row("529-alone")
                .fails(Behaviour.status(529))
                .alone()
                .header("x-serai-timeout", "1")
                .free()
                .expect(seen -> seen.status(503, 529)));
        rows.add(new Row("503-alone-says-when")
                .fails(new Limited(503, Duration.ofSeconds(7), RetryAs.SECONDS))
                .alone()
                .header("x-serai-timeout", "1")
                .free()
                .expect(seen -> seen.status(503))
                .expect(seen -> seen.retryAfter(4, 8)));
        rows.add(new Row("503-breaker-alone")
                .fails(Behaviour.status(503))
                .alone()
                .calls(10)
                .only(Row.Mode.WHOLE)
                .header("x-serai-timeout", "1")
                .free()
                .expect(seen ->
                        assertThat(seen.first()).as("an open breaker spares it").hasSizeLessThan(10))
                .expect(seen -> seen.status(503))
                .expect(seen -> seen.retryAfter(1, 60)));
        rows.add(new Row("503-then-back")
                .fails(Behaviour.status(503))
                .calls(8)
                .recovers()
                .free()
                .expect(Seen::whole)
                .expect(seen -> assertThat(seen.last().model())
                        .as("back within 5 s; %s", seen)
                        .isEqualTo(seen.firstModel())));
    }

    private static void silence(List<Row> rows) {
        rows.add(new Row("silence")
                .fails(Behaviour.silence())
                .asks(1, 1)
                .expect(Seen::wholeFromNext)
                .expect(seen -> seen.within(SOON)));
        rows.add(new Row("silence-alone")
                .fails(Behaviour.silence())
                .alone()
                .asks(1, 0)
                .expect(seen -> seen.status(504))
                .expect(seen -> seen.within(SOON)));
        rows.add(new Row("headers-then-silence")
                .fails(Behaviour.headersThenSilence())
                .asks(1, 1)
                .expect(Seen::wholeFromNext)
                .expect(seen -> seen.within(SOON)));
        rows.add(new Row("first-token-late")
                .fails(Behaviour.numbered(Seen.WORDS).tokenAfter(Duration.ofSeconds(20)))
                .only(Row.Mode.STREAMED)
                .asks(1, 1)
                .expect(Seen::wholeFromNext)
                .expect(seen -> seen.within(SOON)));
        rows.add(new Row("first-token-slow-but-in-time")
                .fails(Behaviour.numbered(Seen.WORDS)
                        .firstAfter(Duration.ofMillis(300))
                        .tokenAfter(Duration.ofMillis(300)))
                .asks(1, 0)
                .expect(Seen::wholeFromFirst));
        Duration impatient = Duration.ofMillis(900);
        rows.add(new Row("callers-leave-a-silent-one")
                .first(quick(6))
                .calls(6 + 8)
                .patience(repeated(SECOND.multipliedBy(10), 6))
                .patience(repeated(impatient, 8))
                .expect(seen -> assertThat(seen.heard().subList(8, 14))
                        .as("all but the first two; %s", seen)
                        .allSatisfy(seen::whole)));
        rows.getLast().first = new Row.Conduct(rows.getLast().first.script(), words -> Behaviour.silence());
    }

    private static Behaviour[] quick(int count) {
        Behaviour[] quick = new Behaviour[count];
        java.util.Arrays.fill(quick, Behaviour.numbered(Seen.WORDS));
        return quick;
    }

    private static Duration[] repeated(Duration each, int count) {
        Duration[] all = new Duration[count];
        java.util.Arrays.fill(all, each);
        return all;
    }

    private static void broken(List<Row> rows) {
        rows.add(continued("cut-fin").breaks(after(20, Behaviour.Answer::dropAfter)));
        rows.add(continued("cut-rst").breaks(after(20, Behaviour.Answer::resetAfter)));
        rows.add(continued("cut-clean").breaks(after(20, Behaviour.Answer::cutAfter)));
        rows.add(continued("cut-inside-event").breaks(after(20, Behaviour.Answer::tornAfter)));
        rows.add(continued("cut-after-one").breaks(after(1, Behaviour.Answer::dropAfter)));
        rows.add(continued("cut-before-last").breaks(after(Seen.WORDS - 1, Behaviour.Answer::dropAfter)));
        rows.add(continued("stall")
                .breaks(after(20, Behaviour.Answer::stallAfter))
                .expect(seen -> seen.within(SOON)));
        rows.add(continued("error-event")
                .only(Row.Mode.STREAMED)
                .breaks(after(20, (answer, events) -> answer.errorEventAfter(events, "the engine broke down"))));
        rows.add(new Row("cut-before-first")
                .breaks(after(0, (answer, events) -> answer.dropAfter(Math.max(events, 0))))
                .only(Row.Mode.STREAMED)
                .expect(Seen::whole)
                .expect(seen -> assertThat(seen.next()).as("%s", seen).hasSizeLessThan(2)));
        rows.add(new Row("error-event-first")
                .breaks(after(0, (answer, events) -> answer.errorEventAfter(0, "the engine broke down")))
                .only(Row.Mode.STREAMED)
                .expect(Seen::wholeFromNext));
        rows.add(new Row("malformed-event-goes-on")
                .breaks(after(20, Behaviour.Answer::brokenEventAfter))
                .only(Row.Mode.STREAMED)
                .asks(1, 0)
                .expect(Seen::wholeFromFirst));
        rows.add(continued("malformed-event-then-cut")
                .only(Row.Mode.STREAMED)
                .breaks(after(
                        20, (answer, events) -> answer.brokenEventAfter(events).dropAfter(events))));
        rows.add(new Row("cut-alone")
                .breaks(after(20, Behaviour.Answer::dropAfter))
                .alone()
                .only(Row.Mode.STREAMED)
                .expect(seen -> {
                    assertThat(Seen.TEXT).as("%s", seen).startsWith(seen.last().text());
                    assertThat(seen.last().ended())
                            .as("never looks whole; %s", seen)
                            .isEqualTo(seen.last().text().equals(Seen.TEXT));
                }));
        rows.add(continued("cut-next-refuses-prefill")
                .breaks(after(20, Behaviour.Answer::dropAfter))
                .next(Behaviour.numbered(Seen.WORDS, Say.Prefill.REFUSED)));
        rows.add(continued("cut-next-begins-anew")
                .breaks(after(20, Behaviour.Answer::dropAfter))
                .next(Behaviour.numbered(Seen.WORDS, Say.Prefill.IGNORED)));
    }

    /** One that broke and was finished by whoever was asked next. */
    private static Row continued(String id) {
        return new Row(id)
                .expect(Seen::whole)
                .expect(seen -> assertThat(seen.first()).as("%s", seen).hasSizeBetween(1, 2))
                .expect(seen -> assertThat(seen.first().size() + seen.next().size())
                        .as("%s", seen)
                        .isBetween(2, 3));
    }

    private static void ends(List<Row> rows) {
        rows.add(new Row("no-end-mark-closed")
                .fails(Behaviour.numbered(Seen.WORDS).noTerminator())
                .only(Row.Mode.STREAMED)
                .asks(1, 0)
                .expect(Seen::wholeFromFirst)
                .expect(Rows::toldUsage));
        rows.add(new Row("no-end-mark-open")
                .fails(Behaviour.numbered(Seen.WORDS).noTerminator().leftOpen())
                .only(Row.Mode.STREAMED)
                .asks(1, 0)
                .expect(Seen::wholeFromFirst)
                .expect(Rows::toldUsage)
                // Before the idle limit: nothing is waited for.
                .expect(seen -> seen.within(Duration.ofMillis(2_500))));
        rows.add(new Row("usage-missing")
                .fails(Behaviour.numbered(Seen.WORDS).noUsage())
                .asks(1, 0)
                .expect(Seen::wholeFromFirst));
    }

    private static void toldUsage(Seen seen) {
        assertThat(seen.last().usage().path("completion_tokens").asLong())
                .as("%s", seen)
                .isPositive();
        assertThat(seen.last().usage().path("prompt_tokens").asLong())
                .as("%s", seen)
                .isPositive();
    }

    private static void nonsense(List<Row> rows) {
        List<Behaviour> kinds = List.of(
                Behaviour.htmlPage(200),
                Behaviour.emptyBody(),
                Behaviour.invalidJson(),
                Behaviour.errorObjectIn200("the engine broke down"),
                Behaviour.answer(""));
        List<String> names =
                List.of("html-in-200", "nothing-in-200", "broken-json-in-200", "error-in-200", "nothing-said");
        for (int i = 0; i < kinds.size(); i++) {
            rows.add(new Row(names.get(i))
                    .fails(kinds.get(i))
                    .expect(Seen::wholeFromNext)
                    .expect(seen -> assertThat(seen.first()).as("%s", seen).hasSizeBetween(1, 2))
                    .expect(seen -> assertThat(seen.next()).as("%s", seen).hasSize(1)));
        }
    }

    private static void refusals(List<Row> rows) {
        rows.add(new Row("context-too-long")
                .fails(new Behaviour.Vendor(Trouble.CONTEXT_TOO_LONG))
                .window(32_000)
                .free()
                .asks(1, 1)
                .expect(Seen::wholeFromNext));
        rows.add(new Row("context-too-long-alone")
                .fails(new Behaviour.Vendor(Trouble.CONTEXT_TOO_LONG))
                .window(2_000_000) // no other model of its provider holds more
                .alone()
                .free()
                .asks(1, 0)
                .expect(seen -> seen.status(400))
                .expect(seen -> assertThat(seen.last().error().path("code").asText())
                        .as("%s", seen)
                        .isEqualTo("context_length_exceeded"))
                .expect(seen -> assertThat(seen.last().message())
                        .as("the counts; %s", seen)
                        .matches("(?s).*\\d{4,}.*")));
        rows.add(new Row("content-filter")
                .fails(new Behaviour.Vendor(Trouble.CONTENT_FILTER))
                .free()
                .asks(1, 0)
                .expect(seen -> seen.status(400))
                .expect(seen -> assertThat(seen.last().message()).as("%s", seen).containsAnyOf("flagged", "blocked")));
        List<Behaviour> lasting = List.of(
                Behaviour.status(401),
                Behaviour.status(403),
                Behaviour.status(404),
                new Behaviour.Vendor(Trouble.QUOTA));
        List<String> names = List.of("401", "403", "404", "quota");
        for (int i = 0; i < lasting.size(); i++) {
            rows.add(new Row(names.get(i))
                    .fails(lasting.get(i))
                    .calls(3)
                    .free()
                    .asks(1, 3)
                    .expect(Seen::wholeFromNext));
            rows.add(new Row(names.get(i) + "-alone")
                    .fails(lasting.get(i))
                    .alone()
                    .free()
                    .asks(1, 0)
                    .expect(seen ->
                            assertThat(seen.last().status()).as("%s", seen).isGreaterThanOrEqualTo(400))
                    .expect(seen -> seen.shouldRetry(false)));
        }
        rows.add(new Row("next-rejects-what-first-took")
                .fails(Behaviour.status(503))
                .next(new Behaviour.Status(400, null, "this prompt is nonsense"))
                .free()
                .asks(1, 1)
                .expect(seen -> seen.status(503))
                .expect(seen -> assertThat(seen.last().message())
                        .as("the first cause, then each attempt; %s", seen)
                        .containsSubsequence("503", "nonsense")));
    }

    private static void cooling(List<Row> rows) {
        rows.add(new Row("all-cooling")
                .first(new Limited(429, Duration.ofSeconds(4), RetryAs.VENDOR))
                .nextIn(new Limited(429, Duration.ofSeconds(4), RetryAs.VENDOR))
                .header("x-serai-timeout", "15")
                .free()
                .expect(Seen::whole)
                .expect(seen -> assertThat(seen.first().size() + seen.next().size())
                        .as("%s", seen)
                        .isEqualTo(3))
                .expect(seen -> assertThat(seen.last().took()).as("%s", seen).isGreaterThan(Duration.ofSeconds(3))));
        rows.add(new Row("all-cooling-impatient")
                .fails(new Limited(429, Duration.ofSeconds(30), RetryAs.VENDOR))
                .next(new Limited(429, Duration.ofSeconds(40), RetryAs.VENDOR))
                .header("x-serai-timeout", "5")
                .free()
                .asks(1, 1)
                .expect(seen -> seen.status(429, 503))
                .expect(seen -> seen.retryAfter(20, 31)));
    }
}
