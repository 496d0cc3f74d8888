package io.serai.metering.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.call.UsageRecord;
import io.serai.metering.Batch;
import io.serai.metering.LedgerInsert;
import io.serai.metering.Records;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** A gateway's process dies, by {@code kill -9}, among appends and deliveries. */
class OutboxKillTest {

    @TempDir
    Path folder;

    @Test
    @Timeout(60)
    void losesNoRecordThatWasAppended() throws Exception {
        Path far = folder.resolve("far");
        Set<String> appended = new HashSet<>();
        for (int death = 0; death < 2; death++) {
            List<String> said = Victim.killAfter(3_000, folder.resolve("errors"), Gateway.class, folder.toString());
            // Not its log.
            said.removeIf(line -> !line.startsWith("req_"));
            appended.addAll(said);
        }
        try (Outbox outbox = open(folder)) {
            outbox.deliverTo(batch -> deliver(batch, far));
            await().until(() -> outbox.pending() == 0);
        }

        Set<String> delivered = new HashSet<>();
        try (Stream<String> lines = Files.lines(far)) {
            lines.map(line -> LedgerInsert.of(line.getBytes(StandardCharsets.UTF_8)))
                    .flatMap(line -> line.records().stream())
                    .forEach(record -> delivered.add(record.callId().value()));
        }
        assertThat(appended).hasSizeGreaterThan(5_900);
        assertThat(delivered).containsAll(appended);
        // One append a thread may have been made and not yet said.
        assertThat(delivered.size() - appended.size()).isBetween(0, 2 * Gateway.THREADS);
        assertThat(folder.resolve("damaged")).doesNotExist();
    }

    private static Outbox open(Path folder) throws IOException {
        Duration often = Duration.ofMillis(3);
        MeteringSettings settings = new MeteringSettings(
                often, often, DataSize.ofKilobytes(256), Duration.ofSeconds(30), Duration.ofSeconds(5));
        return new Outbox(folder, settings, InstantSource.system());
    }

    private static void deliver(Batch batch, Path far) throws IOException {
        Files.write(far, batch.body(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Appends without end and names each record when it was appended. */
    static final class Gateway {
        static final int THREADS = 4;

        private Gateway() {}

        public static void main(String[] args) throws IOException {
            Path folder = Path.of(args[0]);
            Outbox outbox = open(folder);
            outbox.deliverTo(batch -> deliver(batch, folder.resolve("far")));
            FileOutputStream out = new FileOutputStream(FileDescriptor.out);
            for (int i = 0; i < THREADS; i++) {
                Thread.ofPlatform().start(() -> appendFor(outbox, out));
            }
        }

        private static void appendFor(Outbox outbox, FileOutputStream out) {
            try {
                while (true) {
                    UsageRecord record = Records.any();
                    outbox.append(record);
                    out.write((record.callId() + "\n").getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException e) {
                // the one who listened is gone, and so is the reason to live
                Runtime.getRuntime().halt(1);
            }
        }
    }
}
