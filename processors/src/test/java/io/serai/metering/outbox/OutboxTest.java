package io.serai.metering.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serai.call.UsageRecord;
import io.serai.metering.Batch;
import io.serai.metering.Records;
import io.serai.metering.UsageRecordReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.FileSystemUtils;
import org.springframework.util.unit.DataSize;

@Timeout(30)
class OutboxTest {

    private static final MeteringSettings QUICK = settings(DataSize.ofMegabytes(8), Duration.ofSeconds(5));

    @TempDir
    Path folder;

    private final Far far = new Far();

    private static MeteringSettings settings(DataSize segment, Duration closeWithin) {
        return new MeteringSettings(
                Duration.ofMillis(5), Duration.ofMillis(1), segment, Duration.ofSeconds(30), closeWithin);
    }

    private Outbox open(MeteringSettings settings) throws IOException {
        return new Outbox(folder, settings, InstantSource.system());
    }

    private static List<UsageRecord> appendSome(Outbox outbox, int count) {
        List<UsageRecord> records =
                IntStream.range(0, count).mapToObj(i -> Records.any()).toList();
        records.forEach(outbox::append);
        return records;
    }

    private Stream<Path> segments() throws IOException {
        return Files.list(folder).filter(Segment::isOne).sorted();
    }

    @Test
    void deliversRecordsInOrderAndInBatches() throws IOException {
        try (Outbox outbox = open(QUICK)) {
            List<UsageRecord> records = appendSome(outbox, 1_300);
            assertThat(outbox.pending()).isEqualTo(1_300);
            assertThat(outbox.oldest()).isNotNull();

            outbox.deliverTo(far);

            await().until(() -> outbox.pending() == 0);
            assertThat(far.records()).isEqualTo(records);
            assertThat(far.sizes()).containsExactly(500, 500, 300);
            assertThat(outbox.oldest()).isNull();
            assertThat(outbox.isWell()).isTrue();
        }
    }

    @Test
    void deliversWhatIsLeftWhenItCloses() throws IOException {
        Outbox outbox = open(QUICK);
        outbox.deliverTo(far);
        List<UsageRecord> records = appendSome(outbox, 20);
        outbox.close();

        assertThat(far.records()).isEqualTo(records);
        try (Outbox next = open(QUICK)) {
            assertThat(next.pending()).isZero();
        }
    }

    @Test
    void triesUntilTheFarSideTakesABatch() throws IOException {
        try (Outbox outbox = open(QUICK)) {
            far.refuse(3);
            outbox.deliverTo(far);
            List<UsageRecord> records = appendSome(outbox, 20);

            await().until(() -> outbox.pending() == 0);
            assertThat(far.records()).isEqualTo(records);
            assertThat(far.refused).isZero();
        }
    }

    @Test
    void keepsEverythingForTheNextStartWhileTheFarSideIsAway() throws IOException {
        List<UsageRecord> records;
        try (Outbox outbox = open(settings(DataSize.ofKilobytes(8), Duration.ofMillis(50)))) {
            far.refuse(Integer.MAX_VALUE);
            outbox.deliverTo(far);
            records = appendSome(outbox, 100);
        }
        assertThat(segments().count()).isGreaterThan(3);

        far.refuse(0);
        try (Outbox outbox = open(QUICK)) {
            assertThat(outbox.pending()).isEqualTo(100);
            assertThat(outbox.oldest()).isNotNull();
            outbox.deliverTo(far);
            await().until(() -> outbox.pending() == 0);
        }
        assertThat(far.records()).isEqualTo(records);
    }

    @Test
    void doesNotDeliverAgainAfterARestartWhatWasTaken() throws IOException {
        List<UsageRecord> records = new ArrayList<>();
        for (int run = 0; run < 4; run++) {
            try (Outbox outbox = open(QUICK)) {
                assertThat(outbox.pending()).isZero();
                outbox.deliverTo(far);
                records.addAll(appendSome(outbox, 10));
            }
        }

        assertThat(far.records()).isEqualTo(records);
        assertThat(segments().count()).as("files left").isEqualTo(1);
    }

    @Test
    void deletesFilesThatAreDelivered() throws IOException {
        try (Outbox outbox = open(settings(DataSize.ofKilobytes(4), Duration.ofSeconds(5)))) {
            outbox.deliverTo(far);
            List<UsageRecord> records = appendSome(outbox, 1_000);

            await().untilAsserted(() -> assertThat(segments().count()).isEqualTo(1));
            assertThat(far.records()).isEqualTo(records);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 30, 300})
    void cutsOffARecordThatWasNotWrittenToItsEnd(int missing) throws IOException {
        List<UsageRecord> records;
        try (Outbox outbox = open(QUICK)) {
            records = appendSome(outbox, 3);
        }
        Path segment = segments().findFirst().orElseThrow();
        byte[] whole = Files.readAllBytes(segment);
        Files.write(segment, Arrays.copyOf(whole, whole.length - missing));

        try (Outbox outbox = open(QUICK)) {
            assertThat(outbox.pending()).isEqualTo(2);
            outbox.deliverTo(far);
            UsageRecord later = Records.any();
            outbox.append(later);
            await().until(() -> outbox.pending() == 0);
            assertThat(far.records()).containsExactly(records.get(0), records.get(1), later);
        }
    }

    @Test
    void setsAsideDamagedRecordsAndDeliversTheOthers() throws IOException {
        List<UsageRecord> records;
        try (Outbox outbox = open(QUICK)) {
            records = appendSome(outbox, 3);
        }
        Path segment = segments().findFirst().orElseThrow();
        String text = Files.readString(segment);
        int second = text.indexOf(records.get(1).callId().value());
        Files.writeString(segment, text.substring(0, second) + "#" + text.substring(second + 1) + "not ours\n");

        try (Outbox outbox = open(QUICK)) {
            outbox.deliverTo(far);
            await().until(() -> outbox.pending() == 0);
        }

        assertThat(far.records()).containsExactly(records.get(0), records.get(2));
        assertThat(Files.readString(folder.resolve("damaged")))
                .contains(records.get(1).callId().value().substring(1))
                .endsWith("not ours\n");
    }

    @Test
    void passesBytesThatNeverWereALine() throws IOException {
        UsageRecord record;
        try (Outbox outbox = open(QUICK)) {
            record = appendSome(outbox, 1).getFirst();
        }
        Path segment = segments().findFirst().orElseThrow();
        byte[] line = Files.readAllBytes(segment);
        Files.write(segment, new byte[1_500_000]);
        Files.write(segment, "\n".getBytes(StandardCharsets.US_ASCII), StandardOpenOption.APPEND);
        Files.write(segment, line, StandardOpenOption.APPEND);

        try (Outbox outbox = open(QUICK)) {
            outbox.deliverTo(far);
            await().until(() -> outbox.pending() == 0);
        }

        assertThat(far.records()).containsExactly(record);
        assertThat(Files.size(folder.resolve("damaged"))).isEqualTo(1_500_001);
    }

    @Test
    void deliversEverythingAgainWhenThePositionIsLost() throws IOException {
        List<UsageRecord> records;
        try (Outbox outbox = open(QUICK)) {
            outbox.deliverTo(far);
            records = appendSome(outbox, 5);
        }
        Files.writeString(folder.resolve("position"), "0000000000000001 00000");

        try (Outbox outbox = open(QUICK)) {
            outbox.deliverTo(far);
            await().until(() -> outbox.pending() == 0);
        }

        assertThat(far.records()).hasSize(10).containsAll(records);
    }

    @Test
    void belongsToOneGatewayAtATime() throws IOException {
        try (Outbox outbox = open(QUICK)) {
            appendSome(outbox, 1);
            assertThatThrownBy(() -> open(QUICK))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use by another gateway")
                    .hasMessageContaining("SERAI_DATA");
        }
        open(QUICK).close();
    }

    @Test
    void losesNothingAmongThreadsThatAreInterrupted() throws Exception {
        Set<String> appended = ConcurrentHashMap.newKeySet();
        try (Outbox outbox = open(settings(DataSize.ofKilobytes(64), Duration.ofSeconds(5)))) {
            outbox.deliverTo(far);
            CountDownLatch go = new CountDownLatch(1);
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 64; t++) {
                threads.add(Thread.ofVirtual().start(() -> {
                    awaitQuietly(go);
                    for (int i = 0; i < 100; i++) {
                        Thread.currentThread().interrupt();
                        UsageRecord record = Records.any();
                        outbox.append(record);
                        appended.add(record.callId().value());
                    }
                }));
            }
            go.countDown();
            for (Thread thread : threads) {
                thread.interrupt();
                thread.join();
            }
        }

        assertThat(far.records())
                .hasSize(6_400)
                .extracting(r -> r.callId().value())
                .containsExactlyInAnyOrderElementsOf(appended);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void closesInTimeAlthoughTheFarSideHangs() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        Outbox outbox = open(settings(DataSize.ofMegabytes(8), Duration.ofMillis(100)));
        outbox.deliverTo(batch -> never.await());
        appendSome(outbox, 3);

        outbox.close();

        try (Outbox next = open(QUICK)) {
            assertThat(next.pending()).isEqualTo(3);
        }
    }

    @Test
    void holdsRecordsInMemoryWhileTheDiskRefusesThem() throws IOException {
        try (Outbox outbox = open(QUICK)) {
            loseTheDisk(outbox);
            List<UsageRecord> records = new ArrayList<>(appendSome(outbox, 3));
            assertThat(outbox.isWell()).isFalse();
            assertThat(outbox.pending()).isEqualTo(3);

            Files.createDirectory(folder);
            outbox.deliverTo(far);
            records.addAll(appendSome(outbox, 1));

            await().until(() -> outbox.pending() == 0);
            assertThat(outbox.isWell()).isTrue();
            assertThat(far.records()).isEqualTo(records);
        }
    }

    /** As a full disk does, on which others give back some bytes now and then. */
    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void saysOnceThatADiskTakesRecordsOnlyNowAndThen(CapturedOutput log) throws IOException {
        AtomicLong now = new AtomicLong(1_000_000);
        try (Outbox outbox = new Outbox(folder, QUICK, () -> Instant.ofEpochMilli(now.get()))) {
            for (int i = 0; i < 5; i++) {
                now.addAndGet(1_000);
                loseTheDisk(outbox);
                appendSome(outbox, 2);
                assertThat(outbox.isWell()).isFalse();
                Files.createDirectory(folder);
                outbox.retryHeld();
                assertThat(outbox.isWell()).isTrue();
            }
            assertThat(log.getOut()).containsOnlyOnce("cannot write to").doesNotContain("again");
            now.addAndGet(10_000);
            outbox.retryHeld();
            assertThat(log.getOut()).containsOnlyOnce("can write to");
        }
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void writesRecordsThatFindNoPlaceToTheLog(CapturedOutput log) throws IOException {
        UsageRecord first;
        UsageRecord tooMany;
        try (Outbox outbox = open(QUICK)) {
            loseTheDisk(outbox);
            first = Records.any();
            outbox.append(first);
            appendSome(outbox, 9_999);
            tooMany = Records.any();
            outbox.append(tooMany);

            assertThat(outbox.pending()).isEqualTo(10_000);
            assertThat(log).contains("Usage record lost to the ledger");
            assertThat(log).contains(tooMany.callId().value());
            assertThat(log).doesNotContain(first.callId().value());
        }
        assertThat(log).contains(first.callId().value());
    }

    private void loseTheDisk(Outbox outbox) throws IOException {
        outbox.backlog().segments().getLast().close();
        FileSystemUtils.deleteRecursively(folder);
    }

    @Test
    void goesOnAfterAnErrorOfTheCourier() throws IOException {
        try (Outbox outbox = open(QUICK)) {
            List<Batch> seen = new ArrayList<>();
            outbox.deliverTo(batch -> {
                seen.add(batch);
                if (seen.size() == 1) {
                    throw new StackOverflowError("a courier of little care");
                }
            });
            appendSome(outbox, 3);

            await().until(() -> outbox.pending() == 0);
            assertThat(seen).hasSizeGreaterThan(1);
            assertThat(seen.get(1)).isSameAs(seen.getFirst());
        }
    }

    @Test
    void tellsSinceWhenNothingMoves() throws IOException {
        try (Outbox outbox = open(QUICK)) {
            assertThat(outbox.stalledSince()).isNull();
            Instant before = Instant.now();
            appendSome(outbox, 2);

            assertThat(outbox.stalledSince()).isBetween(before.minusMillis(1), Instant.now());

            outbox.deliverTo(far);
            await().until(() -> outbox.pending() == 0);
            assertThat(outbox.stalledSince()).isNull();
        }
    }

    /** The usage queue. */
    private static final class Far implements UsageSender {
        private final List<UsageRecord> records = new ArrayList<>();
        private final List<Integer> sizes = new ArrayList<>();
        private volatile int refused;

        void refuse(int times) {
            refused = times;
        }

        @Override
        public synchronized void deliver(Batch batch) throws IOException {
            if (refused > 0) {
                refused--;
                throw new IOException("the queue is away");
            }
            byte[] body = batch.body();
            int start = 0;
            for (int i = 0; i < body.length; i++) {
                if (body[i] == '\n') {
                    records.add(UsageRecordReader.read(body, start, i - start));
                    start = i + 1;
                }
            }
            assertThat(start).isEqualTo(body.length);
            sizes.add(batch.size());
        }

        synchronized List<UsageRecord> records() {
            return List.copyOf(records);
        }

        synchronized List<Integer> sizes() {
            return List.copyOf(sizes);
        }
    }
}
