package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.serai.e2e.provider.Counts;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The data folder's disk fills up from one moment to the next, or the broker's journal on it is damaged. */
@Timeout(400)
class BrokerDiskTest {

    private static final int SOME = 20;
    private static final Counts COUNTS = new Counts(1_031, 277, 0, 0, 107, 0);

    /** What the settings document promises. */
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(40);

    @TempDir
    Path folder;

    private boolean mounted;

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            run("umount", "-l", folder.resolve("data").toString());
        }
    }

    /** Where the account of the test may not make a small disk, the test of the broker alone has to do. */
    private void mountSmallDisk() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        mounted = run("mount", "-t", "tmpfs", "-o", "size=80m", "tmpfs", data.toString());
        assumeTrue(mounted, "a small disk can be mounted");
    }

    private static boolean run(String... command) throws Exception {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void theBrokerServesAgainWhenThereIsSpaceAgain() throws Exception {
        mountSmallDisk();
        try (Providers providers = new Providers(COUNTS);
                GatewayProcess gateway =
                        new GatewayProcess(folder, providers.settings("--serai.metering.stalled-after=2s"))) {
            gateway.startAndAwaitReady();
            Audit audit = new Audit(gateway);
            String key = gateway.issueKey();
            try (Callers callers = new Callers(gateway, key, 2);
                    QueueLoad load = new QueueLoad(gateway, key)) {
                awaitMoreAnswers(callers);
                awaitMoreTaken(load);

                fillTheDisk();
                awaitTheBrokersEnd(gateway);
                awaitMoreAnswers(callers);
                assertThat(gateway.isReady()).isFalse();

                Files.delete(folder.resolve("data/filler"));
                gateway.awaitReady();
                awaitMoreTaken(load);
                awaitMoreAnswers(callers);
                callers.stop();
                load.close();
                assertThat(callers.failed()).as(callers::lastFailure).isZero();
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(load.unanswered()).isEmpty());
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() ->
                                assertThat(audit.missing(callers.complete())).isEmpty());
            }
            assertThat(gateway.stop(STOPS_WITHIN)).isEqualTo(143);
        }
    }

    @Test
    void stopsInTimeWhileTheDiskIsFull() throws Exception {
        mountSmallDisk();
        try (GatewayProcess gateway = new GatewayProcess(folder, List.of())) {
            gateway.startAndAwaitReady();
            try (QueueLoad load = new QueueLoad(gateway, gateway.issueKey())) {
                awaitMoreTaken(load);
                fillTheDisk();
                awaitTheBrokersEnd(gateway);
                assertThat(gateway.stop(STOPS_WITHIN)).isEqualTo(143);
            }
        }
    }

    /** The broker's own guard asks clients to wait first; what the gateway itself sends then is more than the disk takes. */
    private static void awaitTheBrokersEnd(GatewayProcess gateway) {
        await().atMost(Duration.ofSeconds(60)).until(() -> gateway.log().contains("The embedded broker stopped"));
    }

    private static void awaitMoreTaken(QueueLoad load) {
        int before = load.taken();
        await().atMost(Duration.ofSeconds(60)).until(() -> load.taken() >= before + SOME);
    }

    @Test
    void endsWhereTheJournalIsDamaged() throws Exception {
        try (GatewayProcess gateway = new GatewayProcess(folder, List.of())) {
            gateway.startAndAwaitReady();
            gateway.kill();
            Path broker = folder.resolve("data/broker");
            try (Stream<Path> files = Files.list(broker.resolve("journal"))) {
                for (Path file :
                        (Iterable<Path>) files.filter(each -> each.toString().endsWith(".amq"))::iterator) {
                    byte[] garbage = new byte[64];
                    ThreadLocalRandom.current().nextBytes(garbage);
                    byte[] bytes = Files.readAllBytes(file);
                    System.arraycopy(garbage, 0, bytes, 0, garbage.length);
                    Files.write(file, bytes);
                }
            }
            int before = gateway.log().length();
            gateway.start();
            assertThat(gateway.awaitEnd(Duration.ofSeconds(90))).isEqualTo(1);
            assertThat(gateway.log().substring(before))
                    .contains("The embedded broker cannot read its journal in " + broker)
                    .doesNotContain("\tat ");
        }
    }

    /** Until no byte of it is left, as a log of something else would. */
    private void fillTheDisk() throws IOException {
        byte[] piece = new byte[64 * 1024];
        Path filler = folder.resolve("data/filler");
        try (OutputStream out = Files.newOutputStream(filler, StandardOpenOption.CREATE)) {
            while (true) {
                out.write(piece);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private static void awaitMoreAnswers(Callers callers) {
        int before = callers.complete().size();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(callers.complete().size())
                        .as(callers::lastFailure)
                        .isGreaterThanOrEqualTo(before + SOME));
    }
}
