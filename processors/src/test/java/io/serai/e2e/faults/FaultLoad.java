package io.serai.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.e2e.faults.FaultLab.Listed;
import io.serai.e2e.provider.Behaviour;
import io.serai.e2e.provider.Behaviour.Answer;
import io.serai.e2e.provider.Behaviour.Limited;
import io.serai.e2e.provider.Behaviour.RetryAs;
import io.serai.e2e.provider.Counts;
import io.serai.e2e.provider.Received;
import io.serai.e2e.provider.Say;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Long runs against providers that fail: what callers lose, where calls go, what is told and what is billed.
 *
 * <p>Not among the usual tests, as its name does not end so: {@code bench/faults.sh} runs it, for as many seconds as
 * {@code -Dfaults.seconds} says. Every run prints what it measured.
 */
class FaultLoad {

    private static final int SECONDS = Integer.getInteger("faults.seconds", 120);
    private static final int CALLERS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final Answer GOOD = Behaviour.numbered(Seen.WORDS).slowChunks(Duration.ofMillis(2));

    private final AtomicInteger numbers = new AtomicInteger();

    @TempDir
    Path folder;

    /** One call and who it was for. */
    private record Call(String mark, Vendor vendor, Row.Mode mode, String first, Heard heard) {
        boolean whole() {
            return heard.status() == 200
                    && heard.ended()
                    && heard.error().isMissingNode()
                    && heard.text()
                            .equals(((Say.Numbered)
                                            Behaviour.numbered(Seen.WORDS).say())
                                    .text(mark + "w"));
        }

        boolean byFirst() {
            return heard.model().equals(first);
        }
    }

    private static List<Listed> pairs() {
        return Stream.of(Vendor.values())
                .flatMap(vendor -> Stream.of(
                        new Listed(first(vendor), vendor), new Listed("next-of-" + vendor.provider(), vendor.next())))
                .toList();
    }

    /** A gateway with its own limits, and providers of which all are well. */
    private FaultLab lab() throws IOException {
        FaultLab lab = new FaultLab(folder, pairs(), List.of());
        for (Vendor vendor : Vendor.values()) {
            lab.at(vendor).always(GOOD);
        }
        return lab;
    }

    private static String first(Vendor vendor) {
        return "first-" + vendor.provider();
    }

    private Call call(FaultLab lab, Vendor vendor, Row.Mode mode, Duration patience) throws InterruptedException {
        String mark = "c" + numbers.incrementAndGet() + "x";
        String stream =
                mode == Row.Mode.STREAMED ? "\"stream\": true, \"stream_options\": {\"include_usage\": true}, " : "";
        String body = "{\"model\": \"" + first(vendor) + "\", \"models\": [\"next-of-" + vendor.provider() + "\"], "
                + stream
                + "\"max_tokens\": 1000, \"messages\": [{\"role\": \"user\", \"content\": \"Count to sixty with"
                + " mark=" + mark + " please.\"}]}";
        return new Call(mark, vendor, mode, first(vendor), lab.ask(body, patience, List.of()));
    }

    /** Faults that pass, each as likely as another; none says that the request or the account is bad. */
    private static Behaviour fault(int before) {
        Answer answer = Behaviour.numbered(Seen.WORDS).slowChunks(Duration.ofMillis(2));
        int words = before + ThreadLocalRandom.current().nextInt(1, Seen.WORDS - 1);
        List<Supplier<Behaviour>> all = List.of(
                () -> new Limited(429, Duration.ofSeconds(1), RetryAs.VENDOR),
                () -> Behaviour.status(429),
                () -> Behaviour.status(500),
                () -> Behaviour.status(502),
                () -> Behaviour.status(503),
                () -> Behaviour.status(529),
                Behaviour::reset,
                Behaviour::close,
                Behaviour::silence,
                Behaviour::headersThenSilence,
                () -> answer.dropAfter(words),
                () -> answer.resetAfter(words),
                () -> answer.cutAfter(words),
                () -> answer.tornAfter(words),
                () -> answer.stallAfter(words),
                () -> answer.brokenEventAfter(words),
                () -> answer.errorEventAfter(words, "the engine broke down"),
                answer::noTerminator,
                () -> answer.noTerminator().leftOpen(),
                answer::noUsage,
                () -> Behaviour.htmlPage(200),
                Behaviour::emptyBody,
                Behaviour::invalidJson,
                () -> Behaviour.errorObjectIn200("the engine broke down"),
                () -> Behaviour.answer(""));
        return all.get(ThreadLocalRandom.current().nextInt(all.size())).get();
    }

    @Test
    void thirtyPercentOfEverything() throws Exception {
        try (FaultLab lab = lab()) {
            for (Vendor vendor : Vendor.values()) {
                int before = lab.at(vendor).eventsBeforeWords();
                lab.at(vendor)
                        .choosing(
                                first(vendor),
                                () -> ThreadLocalRandom.current().nextInt(100) < 30 ? fault(before) : GOOD);
            }
            List<Call> calls = load(lab, CALLERS, Duration.ofSeconds(SECONDS), PATIENCE);
            report("30 % of everything", calls);
            List<String> alerts = lab.alerts();
            System.out.println("alerts " + alerts.size() + " " + kinds(alerts));
            Map<String, long[]> books = books(lab);
            books.forEach((name, sums) -> System.out.println("books " + name + ": asks " + sums[0] + " lines " + sums[1]
                    + ", output consumed " + sums[2] + " billed " + sums[3] + ", input consumed " + sums[4] + " billed "
                    + sums[5]));
            assertThat(share(calls, Row.Mode.STREAMED)).as("whole streams").isGreaterThanOrEqualTo(0.999);
            assertThat(share(calls, Row.Mode.WHOLE)).as("whole answers").isGreaterThanOrEqualTo(0.999);
            assertThat(calls.stream().filter(Call::byFirst).count() / (double) calls.size())
                    .as("share of the first choice")
                    .isGreaterThanOrEqualTo(0.5);
            assertThat(alerts).as("alerts").hasSizeLessThanOrEqualTo(5);
            books.forEach((name, sums) -> {
                assertThat(sums[1]).as("an attempt a line: %s", name).isEqualTo(sums[0]);
                // What broke or told no usage is estimated by another count of tokens than the stand-ins'.
                assertThat((double) sums[3]).as("output of %s", name).isBetween(sums[2] * 0.97, sums[2] * 1.35);
                assertThat((double) sums[5]).as("input of %s", name).isBetween(sums[4] * 0.97, sums[4] * 1.35);
            });
        }
    }

    @Test
    void fourteenImpatientCallersAtASilentFirst() throws Exception {
        try (FaultLab lab = lab()) {
            for (Vendor vendor : Vendor.values()) {
                for (Row.Mode mode : Row.Mode.values()) {
                    for (int i = 0; i < 10; i++) {
                        assertThat(call(lab, vendor, mode, PATIENCE).heard().status())
                                .isEqualTo(200);
                    }
                }
            }
            for (Vendor vendor : Vendor.values()) {
                lab.at(vendor).always(first(vendor), Behaviour.silence());
            }
            List<Thread> each = new ArrayList<>();
            Map<String, Integer> lost = Collections.synchronizedMap(new TreeMap<>());
            for (Vendor vendor : Vendor.values()) {
                each.add(Thread.ofVirtual().start(() -> {
                    Row.Mode mode = vendor == Vendor.ANTHROPIC ? Row.Mode.WHOLE : Row.Mode.STREAMED;
                    List<Integer> gone = new ArrayList<>();
                    for (int i = 1; i <= 14; i++) {
                        try {
                            Call call = call(lab, vendor, mode, Duration.ofSeconds(6));
                            if (!call.whole()) {
                                gone.add(i);
                            }
                        } catch (InterruptedException e) {
                            return;
                        }
                    }
                    System.out.println("impatient at " + vendor + " " + mode + ": lost " + gone + ", asked "
                            + lab.asked(vendor, first(vendor)).size());
                    lost.put(vendor.provider(), gone.isEmpty() ? 0 : gone.getLast());
                }));
            }
            for (Thread thread : each) {
                thread.join();
            }
            System.out.println("alerts " + lab.alerts());
            assertThat(lost)
                    .hasSize(3)
                    .allSatisfy((vendor, last) -> assertThat(last)
                            .as("the last that was lost at %s", vendor)
                            .isLessThanOrEqualTo(2));
            for (Vendor vendor : Vendor.values()) {
                assertThat(lab.alerts()).anyMatch(alert -> alert.contains(first(vendor)));
            }
        }
    }

    /** Ways to be down for a while; each is one of the three providers at a time. */
    private static Supplier<Behaviour> outage(Vendor vendor, long began) {
        return () -> {
            boolean up = (System.nanoTime() - began) / 2_000_000_000L % 2 == 1;
            return switch (vendor) {
                case OPENAI -> new Behaviour.Delayed(Duration.ofMillis(300), Behaviour.status(503));
                case ANTHROPIC ->
                    up
                            ? Behaviour.numbered(Seen.WORDS)
                            : new Behaviour.Delayed(Duration.ofMillis(300), Behaviour.status(529));
                case GEMINI -> new Behaviour.Delayed(Duration.ofMillis(300), Behaviour.reset());
            };
        };
    }

    @Test
    void aFirstThatIsDownAndFlaps() throws Exception {
        Duration down = Duration.ofSeconds(Math.max(20, Math.min(60, SECONDS / 2)));
        try (FaultLab lab = lab();
                ScheduledExecutorService clock =
                        Executors.newScheduledThreadPool(4, Thread.ofVirtual().factory())) {
            ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();
            Map<Vendor, Long> back = Collections.synchronizedMap(new TreeMap<>());
            long[] recovered = {Long.MAX_VALUE};
            long began = System.nanoTime();
            for (Vendor vendor : Vendor.values()) {
                lab.at(vendor).choosing(first(vendor), outage(vendor, began));
                clock.scheduleAtFixedRate(
                        () -> Thread.ofVirtual().start(() -> {
                            try {
                                long asked = System.nanoTime();
                                Row.Mode mode = numbers.get() % 2 == 0 ? Row.Mode.STREAMED : Row.Mode.WHOLE;
                                Call call = call(lab, vendor, mode, PATIENCE);
                                calls.add(call);
                                if (asked > recovered[0] && call.byFirst()) {
                                    back.putIfAbsent(vendor, System.nanoTime() - recovered[0]);
                                }
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        }),
                        0,
                        250,
                        TimeUnit.MILLISECONDS);
            }
            Map<Vendor, Integer> probes = new TreeMap<>();
            Duration opening = Duration.ofSeconds(8);
            await().pollDelay(opening).atMost(opening.plusSeconds(2)).until(() -> true);
            for (Vendor vendor : Vendor.values()) {
                lab.at(vendor).mostInFlight(first(vendor));
            }
            await().pollDelay(down.minus(opening)).atMost(down).until(() -> true);
            for (Vendor vendor : Vendor.values()) {
                probes.put(vendor, lab.at(vendor).mostInFlight(first(vendor)));
                lab.at(vendor).choosing(first(vendor), () -> Behaviour.numbered(Seen.WORDS));
            }
            recovered[0] = System.nanoTime();
            await().pollDelay(Duration.ofSeconds(20))
                    .atMost(Duration.ofSeconds(22))
                    .until(() -> true);
            clock.shutdown();
            report("down and flapping for " + down.toSeconds() + " s", new ArrayList<>(calls));
            System.out.println("probes in flight " + probes + ", back after ms "
                    + back.entrySet().stream()
                            .map(each -> each.getKey() + "=" + each.getValue() / 1_000_000)
                            .toList()
                    + ", alerts " + lab.alerts().size() + " " + kinds(lab.alerts()));
            assertThat(calls.stream().filter(each -> !each.whole()).count())
                    .as("calls that were not served")
                    .isZero();
            // One that flaps is well half of the time, and then it serves.
            assertThat(probes.get(Vendor.OPENAI)).isLessThanOrEqualTo(1);
            assertThat(probes.get(Vendor.GEMINI)).isLessThanOrEqualTo(1);
            assertThat(back)
                    .hasSize(3)
                    .allSatisfy((vendor, nanos) -> assertThat(Duration.ofNanos(nanos))
                            .as("back at %s", vendor)
                            .isLessThan(Duration.ofSeconds(5)));
        }
    }

    @Test
    void aThousandHangUps() throws Exception {
        try (FaultLab lab = lab()) {
            for (Vendor vendor : Vendor.values()) {
                lab.at(vendor).choosing(first(vendor), () -> switch (ThreadLocalRandom.current()
                        .nextInt(4)) {
                    case 0 -> Behaviour.silence();
                    case 1 -> Behaviour.headersThenSilence();
                    default -> Behaviour.numbered(Seen.WORDS).slowChunks(Duration.ofMillis(30));
                });
            }
            int count = Integer.getInteger("faults.hangups", 1000);
            hangUps(lab, count / 5); // threads and connections of a crowd are kept for the next
            long threads = figure(lab, "Threads:");
            long files = files(lab);
            hangUps(lab, count);
            long ended = System.nanoTime();
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> upstream(lab) == 0);
            Duration quiet = Duration.ofNanos(System.nanoTime() - ended);
            await().atMost(Duration.ofSeconds(10)).until(() -> lab.metric("serai_calls_active") == 0);
            System.out.println("hang-ups " + count + ": nothing upstream after " + quiet.toMillis() + " ms, threads "
                    + threads + " -> " + figure(lab, "Threads:") + ", files " + files + " -> " + files(lab)
                    + ", alerts " + lab.alerts().size() + " " + kinds(lab.alerts()));
            assertThat(quiet).isLessThan(Duration.ofSeconds(1));
            assertThat(figure(lab, "Threads:")).isLessThanOrEqualTo(threads + 10);
            assertThat(files(lab)).isLessThanOrEqualTo(files + 2L * CALLERS);
        }
    }

    private void hangUps(FaultLab lab, int count) throws InterruptedException {
        AtomicInteger left = new AtomicInteger(count);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(Thread.ofVirtual().start(() -> {
                ThreadLocalRandom random = ThreadLocalRandom.current();
                while (left.getAndDecrement() > 0) {
                    try {
                        call(
                                lab,
                                Vendor.values()[random.nextInt(3)],
                                Row.Mode.values()[random.nextInt(2)],
                                Duration.ofMillis(random.nextInt(5, 1_500)));
                    } catch (InterruptedException e) {
                        return;
                    }
                }
            }));
        }
        for (Thread caller : callers) {
            caller.join();
        }
    }

    private static long upstream(FaultLab lab) {
        return Stream.of(Vendor.values())
                .flatMap(vendor -> lab.at(vendor).received().stream())
                .filter(each -> each.hungUpAfter() == null)
                .filter(each ->
                        each.outcome() == Received.Outcome.ANSWERING || each.outcome() == Received.Outcome.FAULTED)
                .count();
    }

    private static long figure(FaultLab lab, String name) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + lab.pid() + "/status")).stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.substring(name.length()).strip()))
                .findFirst()
                .orElseThrow();
    }

    private static long files(FaultLab lab) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + lab.pid() + "/fd"))) {
            return files.count();
        }
    }

    private List<Call> load(FaultLab lab, int callers, Duration length, Duration patience) throws InterruptedException {
        ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();
        long end = System.nanoTime() + length.toNanos();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            int number = i;
            threads.add(Thread.ofVirtual().start(() -> {
                for (int round = 0; System.nanoTime() < end; round++) {
                    try {
                        calls.add(call(
                                lab,
                                Vendor.values()[(number + round) % 3],
                                Row.Mode.values()[(number + round / 3) % 2],
                                patience));
                    } catch (InterruptedException e) {
                        return;
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return new ArrayList<>(calls);
    }

    private static double share(List<Call> calls, Row.Mode mode) {
        List<Call> some = calls.stream().filter(each -> each.mode() == mode).toList();
        return some.stream().filter(Call::whole).count() / (double) Math.max(1, some.size());
    }

    private static void report(String name, List<Call> calls) {
        System.out.printf("%s: %d calls%n", name, calls.size());
        for (Row.Mode mode : Row.Mode.values()) {
            List<Call> some = calls.stream().filter(each -> each.mode() == mode).toList();
            long[] took = some.stream()
                    .mapToLong(each -> each.heard().took().toMillis())
                    .sorted()
                    .toArray();
            System.out.printf(
                    "  %s: %d, whole %.2f %%, ms p50 %d p90 %d p99 %d most %d%n",
                    mode.label(),
                    some.size(),
                    share(calls, mode) * 100,
                    at(took, 0.5),
                    at(took, 0.9),
                    at(took, 0.99),
                    at(took, 1));
        }
        System.out.printf(
                "  on the first choice %.1f %%%n",
                calls.stream().filter(Call::byFirst).count() * 100.0 / Math.max(1, calls.size()));
        calls.stream()
                .filter(each -> !each.whole())
                .limit(10)
                .forEach(each -> System.out.println("  lost "
                        + each.vendor() + " " + each.mode() + " after "
                        + each.heard().text().length() + " characters: "
                        + each.heard().message() + " " + each.heard().failure()));
    }

    private static long at(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)];
    }

    private static Map<String, Integer> kinds(List<String> alerts) {
        Map<String, Integer> kinds = new TreeMap<>();
        for (String alert : alerts) {
            kinds.merge(alert.replaceFirst("(?s).*\"event\":\"([^\"]*)\".*", "$1"), 1, Integer::sum);
        }
        return kinds;
    }

    /** By model: asks, lines, output consumed and billed, input consumed and billed. */
    private static Map<String, long[]> books(FaultLab lab) {
        Map<String, long[]> books = new TreeMap<>();
        for (Vendor vendor : Vendor.values()) {
            for (Received ask : lab.at(vendor).received()) {
                long[] sums = books.computeIfAbsent(String.valueOf(ask.model()), any -> new long[6]);
                Counts consumed = ask.consumed();
                sums[0]++;
                sums[2] += consumed.output() + consumed.reasoning();
                sums[4] += consumed.input();
            }
        }
        long asks = books.values().stream().mapToLong(sums -> sums[0]).sum();
        List<JsonNode> records = new ArrayList<>();
        int[] before = {-1};
        // The last records are on their way; where there are fewer than asks, until no more come.
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> {
                    records.clear();
                    records.addAll(lab.records());
                    boolean still = records.size() == before[0];
                    before[0] = records.size();
                    return records.size() >= asks || still;
                });
        for (JsonNode each : records) {
            long[] sums = books.computeIfAbsent(each.path("model").asText(), any -> new long[6]);
            JsonNode tokens = each.path("tokens");
            sums[1]++;
            sums[3] += tokens.path("output").asLong() + tokens.path("reasoning").asLong();
            sums[5] += tokens.path("input").asLong();
        }
        return books;
    }
}
