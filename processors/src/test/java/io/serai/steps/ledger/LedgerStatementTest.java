package io.serai.steps.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.TestDatabases;
import io.serai.call.UsageRecord;
import io.serai.metering.JdbcLedger;
import io.serai.metering.LedgerInsert;
import io.serai.metering.Records;
import io.serai.metering.ShippedInsert;
import io.serai.metering.reports.JdbcUsageReports;
import io.serai.metering.reports.UsageReports;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The ledger through the endpoint that the metering route uses. */
class LedgerStatementTest {

    private static final String LEDGER =
            "jdbc:dataSource?useHeadersAsParameters=true&prepareStatementStrategy=#ledgerStatement";

    private final DefaultCamelContext camel = new DefaultCamelContext();

    @AfterEach
    void stop() {
        camel.stop();
    }

    private ProducerTemplate over(DataSource database) {
        camel.getRegistry().bind("dataSource", database);
        camel.getRegistry().bind("ledgerStatement", new LedgerStatement());
        camel.start();
        return camel.createProducerTemplate();
    }

    private static void insert(ProducerTemplate camel, LedgerInsert insert) {
        camel.sendBodyAndProperty(LEDGER, ShippedInsert.sql(), LedgerStatement.INSERT, insert);
    }

    private static LedgerInsert insertOf(List<UsageRecord> records) {
        return new LedgerInsert(records, List.of());
    }

    private static List<UsageRecord> some(int count) {
        return IntStream.range(0, count).mapToObj(i -> Records.any()).toList();
    }

    private static List<UsageRecord> all(DataSource database) {
        return new JdbcUsageReports(database, ZoneOffset.UTC)
                .records(
                        UsageReports.Filter.between(
                                Records.NOON.minus(Duration.ofDays(1)), Records.NOON.plus(Duration.ofDays(1))),
                        null,
                        10_000)
                .records();
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void storesABatchAsItIs(TestDatabases kind) {
        DataSource database = kind.fresh();
        List<UsageRecord> records = some(500);

        insert(over(database), insertOf(records));

        assertThat(all(database)).containsExactlyInAnyOrderElementsOf(records);
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void storesARecordOnceHoweverOftenItComes(TestDatabases kind) {
        DataSource database = kind.fresh();
        ProducerTemplate ledger = over(database);
        List<UsageRecord> records = some(20);
        List<UsageRecord> more = new ArrayList<>(records);
        more.add(Records.any());

        insert(ledger, insertOf(records));
        insert(ledger, insertOf(records));
        insert(ledger, insertOf(List.of(records.getFirst())));
        insert(ledger, insertOf(more));

        assertThat(all(database)).containsExactlyInAnyOrderElementsOf(more);
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void storesARecordOnceWhenSeveralBringItAtTheSameTime(TestDatabases kind) throws Exception {
        DataSource database = kind.fresh();
        ProducerTemplate ledger = over(database);
        List<UsageRecord> records = some(100);

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> inserts = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                List<UsageRecord> shuffled = new ArrayList<>(records);
                Collections.shuffle(shuffled);
                inserts.add(threads.submit(() -> insert(ledger, insertOf(shuffled))));
            }
            for (Future<?> insert : inserts) {
                insert.get();
            }
        }

        assertThat(all(database)).containsExactlyInAnyOrderElementsOf(records);
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void storesNothingOfABatchWithARefusedRecordAndFindsTheOneToBlame(TestDatabases kind) {
        DataSource database = kind.fresh();
        ProducerTemplate ledger = over(database);
        UsageRecord tooDear = Records.record().cost("123456789012345678901234").build();
        List<UsageRecord> good = some(4);
        List<UsageRecord> records = new ArrayList<>(good);
        records.add(2, tooDear);
        LedgerInsert batch = insertOf(records);

        assertThatThrownBy(() -> insert(ledger, batch))
                .satisfies(e -> assertThat(LedgerInsert.isRefusal(e)).isTrue());
        assertThat(all(database)).isEmpty();

        List<UsageRecord> refused = new ArrayList<>();
        for (LedgerInsert one : batch.each()) {
            try {
                insert(ledger, one);
            } catch (CamelExecutionException e) {
                assertThat(LedgerInsert.isRefusal(e)).isTrue();
                refused.addAll(one.records());
            }
        }
        assertThat(refused).containsExactly(tooDear);
        assertThat(all(database)).containsExactlyInAnyOrderElementsOf(good);
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void blamesNoRecordWhereTheTableIsMissing(TestDatabases kind) {
        DataSource database = kind.fresh();
        ProducerTemplate ledger = over(database);
        new JdbcTemplate(database).execute("DROP TABLE usage_record");

        assertThatThrownBy(() -> insert(ledger, insertOf(some(2))))
                .satisfies(e -> assertThat(LedgerInsert.isRefusal(e)).isFalse());
    }

    @Test
    void theRouteNamesEveryColumnOfTheLedgerInOneOrder() {
        String listed = ShippedInsert.sql().replaceAll("(?s).*?\\(([^)]*)\\).*", "$1");
        assertThat(List.of(listed.trim().split("\\s*,\\s*"))).isEqualTo(ShippedInsert.columns());
        assertThat(ShippedInsert.columns()).isEqualTo(List.of(JdbcLedger.COLUMNS.split(", ")));
    }

    @Test
    void aMisspeltColumnBlamesNoRecord() {
        ProducerTemplate ledger = over(TestDatabases.H2.fresh());
        String misspelt = ShippedInsert.sql().replace(":?call_id", ":?call_idd");

        assertThatThrownBy(
                        () -> ledger.sendBodyAndProperty(LEDGER, misspelt, LedgerStatement.INSERT, insertOf(some(2))))
                .hasStackTraceContaining("no column 'call_idd'")
                .satisfies(e -> assertThat(LedgerInsert.isRefusal(e)).isFalse());
    }
}
