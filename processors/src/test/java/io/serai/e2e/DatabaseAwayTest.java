package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.e2e.provider.Counts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL goes away under load and comes back: calls go on, and each is billed once.
 *
 * <p>{@code -Dserai.test.away=60} lets it be away for so many seconds.
 */
@Execution(ExecutionMode.CONCURRENT)
@Order(2)
@Timeout(1_200)
class DatabaseAwayTest {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseAwayTest.class);

    private static final Duration AWAY = Duration.ofSeconds(Integer.getInteger("serai.test.away", 10));
    private static final int CALLERS = 4;
    private static final int SOME = 30;
    private static final Counts COUNTS = new Counts(1_019, 263, 0, 0, 97, 0);

    @TempDir
    Path folder;

    private Providers providers;
    private PostgresServer postgres;
    private GatewayProcess gateway;
    private Audit audit;

    @BeforeEach
    void start() throws Exception {
        providers = new Providers(COUNTS);
        postgres = new PostgresServer(folder.resolve("postgres"));
        List<String> settings = new ArrayList<>(providers.settings());
        settings.addAll(postgres.settings());
        gateway = new GatewayProcess(folder, settings);
        audit = new Audit(gateway);
        postgres.start();
        gateway.startAndAwaitReady();
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        postgres.close();
        providers.close();
    }

    @Test
    void callsGoOnAndNoneIsForgottenOrBilledTwice() throws Exception {
        try (Callers callers = new Callers(gateway, gateway.issueKey(), CALLERS)) {
            awaitMoreAnswers(callers);
            postgres.stop();
            int before = callers.complete().size();
            await().atMost(AWAY.plusSeconds(5))
                    .during(AWAY)
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> assertThat(callers.failed())
                            .as(callers::lastFailure)
                            .isZero());
            int answered = callers.complete().size() - before;
            assertThat(gateway.isReady())
                    .as("a gateway without its database is not ready")
                    .isFalse();
            postgres.start();
            awaitMoreAnswers(callers);
            callers.stop();
            LOG.info("{} calls answered while PostgreSQL was away for {}", answered, AWAY);
            assertThat(callers.failed()).as(callers::lastFailure).isZero();
            assertThat(answered).isGreaterThan(SOME);
            audit.holds(callers.complete(), providers, COUNTS);
            gateway.awaitReady();
        }
    }

    @Test
    void aKillMeanwhileCostsNoRecordEither() throws Exception {
        try (Callers callers = new Callers(gateway, gateway.issueKey(), CALLERS)) {
            awaitMoreAnswers(callers);
            postgres.stop();
            awaitMoreAnswers(callers);
            gateway.kill();
            // the gateway first, which has to wait for its database
            gateway.start();
            postgres.start();
            gateway.awaitReady();
            awaitMoreAnswers(callers);
            callers.stop();
            audit.holds(callers.complete(), providers, COUNTS);
        }
    }

    private static void awaitMoreAnswers(Callers callers) {
        int before = callers.complete().size();
        await().atMost(Duration.ofSeconds(180))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(callers.complete().size())
                        .as(callers::lastFailure)
                        .isGreaterThanOrEqualTo(before + SOME));
    }
}
