package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.e2e.provider.Counts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's process dies under load, by {@code kill -9}, and is started again on the same data.
 *
 * <p>{@code -Dserai.test.kills=20} kills more often, {@code -Dserai.test.seed=…} at the moments of an earlier run.
 */
@Execution(ExecutionMode.CONCURRENT)
@Order(5)
class KillTest {

    private static final Logger LOG = LoggerFactory.getLogger(KillTest.class);

    private static final int KILLS = Integer.getInteger("serai.test.kills", 3);
    private static final long SEED = Long.getLong("serai.test.seed", System.nanoTime());
    private static final int CALLERS = 16;
    private static final int ANSWERS_A_LIFE = 100;
    private static final Counts COUNTS = new Counts(1_013, 257, 0, 0, 89, 0);

    @TempDir
    Path folder;

    @Test
    @Timeout(1_200)
    void losesNoRecordOfAFinishedCallAndDoublesNone() throws Exception {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        try (Providers providers = new Providers(COUNTS);
                GatewayProcess gateway = new GatewayProcess(folder, providers.settings())) {
            Audit audit = new Audit(gateway);
            gateway.startAndAwaitReady();
            try (Callers callers = new Callers(gateway, gateway.issueKey(), CALLERS)) {
                for (int kill = 0; kill < KILLS; kill++) {
                    awaitAnswers(callers);
                    LockSupport.parkNanos(
                            Duration.ofMillis(random.nextInt(1_500)).toNanos());
                    gateway.kill();
                    gateway.startAndAwaitReady();
                }
                awaitAnswers(callers);
                callers.stop();
                LOG.info(
                        "{} kills with seed {}: {} complete answers, {} broken calls",
                        KILLS,
                        SEED,
                        callers.complete().size(),
                        callers.failed());
                assertThat(callers.failed()).as("calls that a kill hit").isPositive();
                // a gateway that is starting lets its callers wait, and sends none away
                assertThat(callers.refused())
                        .as("calls refused, the last failure is %s", callers.lastFailure())
                        .isZero();
                audit.holds(callers.complete(), providers, COUNTS);
            }
        }
    }

    private static void awaitAnswers(Callers callers) {
        int before = callers.complete().size();
        await().alias("callers get answers")
                .atMost(Duration.ofSeconds(180))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(callers.complete().size())
                        .as(callers::lastFailure)
                        .isGreaterThanOrEqualTo(before + ANSWERS_A_LIFE));
    }
}
