package io.serai.metering.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.serai.TestDatabases;
import io.serai.call.UsageRecord;
import io.serai.metering.Records;
import io.serai.metering.ShippedInsert;
import io.serai.metering.reports.UsageReports.Filter;
import io.serai.metering.reports.UsageReports.GroupBy;
import io.serai.metering.reports.UsageReports.Page;
import io.serai.metering.reports.UsageReports.Sum;
import io.serai.usage.Money;
import io.serai.usage.TokenClass;
import io.serai.usage.Usage;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UsageReportsTest {

    private static final Instant FROM = Instant.parse("2026-10-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2026-12-01T00:00:00Z");
    private static final Filter ALL = Filter.between(FROM, TO);

    private static UsageReports reports(TestDatabases kind, UsageRecord... records) throws SQLException {
        DataSource database = kind.fresh();
        try (Connection connection = database.getConnection();
                PreparedStatement insert = ShippedInsert.prepare(connection)) {
            for (UsageRecord record : records) {
                ShippedInsert.bind(insert, record);
                insert.executeUpdate();
            }
        }
        return new JdbcUsageReports(database, ZoneId.of("Europe/Berlin"));
    }

    private static Records at(String moment) {
        return Records.record().at(Instant.parse(moment));
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void sumsToTheLastDigitWithoutCountingACallTwice(TestDatabases kind) throws SQLException {
        UsageReports reports = reports(
                kind,
                Records.record()
                        .call("req_1")
                        .attempt(1)
                        .provider("openai")
                        .cost("0.000000000001")
                        .build(),
                Records.record()
                        .call("req_1")
                        .attempt(2)
                        .provider("openai")
                        .cost("12345678901.5")
                        .build(),
                Records.record()
                        .call("req_1")
                        .attempt(3)
                        .provider("anthropic")
                        .cost("0.1")
                        .build(),
                Records.record()
                        .call("req_2")
                        .provider("openai")
                        .usage(Usage.of(Long.MAX_VALUE / 2, 1))
                        .cost("0.000000000000000001")
                        .build());

        assertThat(reports.summary(FROM, TO, GroupBy.PROVIDER))
                .containsExactly(
                        new Sum(
                                "anthropic",
                                1,
                                1,
                                TokenSums.of(new Usage(100, 20, 3, 4, 5, 60, 7, 8)),
                                Money.usd("0.1")),
                        new Sum(
                                "openai",
                                2,
                                3,
                                TokenSums.of(new Usage(Long.MAX_VALUE / 2 + 200, 40, 6, 8, 10, 121, 14, 16)),
                                Money.usd("12345678901.500000000001000001")));
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void sumsAbsurdRecordsOfAnEarlierVersionExactly(TestDatabases kind) throws SQLException {
        Usage absurd = new Usage(Long.MAX_VALUE, 0, 0, 0, 0, Long.MAX_VALUE, 0, 0);
        UsageReports reports = reports(
                kind,
                at("1970-01-01T00:00:00Z").call("req_1").usage(absurd).build(),
                at("2026-11-23T12:00:00Z")
                        .call("req_2")
                        .usage(absurd)
                        .cost("-1")
                        .build(),
                at("9999-12-30T12:00:00Z").call("req_3").usage(absurd).build());
        Instant first = Instant.EPOCH;
        Instant last = Instant.parse("9999-12-31T00:00:00Z");

        assertThat(reports.summary(first, last, GroupBy.MODEL)
                        .getFirst()
                        .tokens()
                        .tokens(TokenClass.OUTPUT))
                .isEqualTo(new BigInteger("27670116110564327421"));
        assertThat(reports.summary(first, last, GroupBy.DAY))
                .extracting(Sum::group)
                .containsExactly("1970-01-01", "2026-11-23", "9999-12-30");
        assertThat(reports.records(Filter.between(first, last), null, 10).records())
                .extracting(record -> record.usage().total())
                .containsExactly(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void groupsByEveryColumnInTheOrderOfNames(TestDatabases kind) throws SQLException {
        UsageReports reports = reports(
                kind,
                Records.record()
                        .model("b")
                        .task("x")
                        .key("key_2")
                        .team(null)
                        .project("shop")
                        .rule("a-tenth")
                        .build(),
                Records.record().model("a").task("y").key("key_1").team("Z").build(),
                Records.record().model("B").task("y").key("key_1").team("a").build());

        assertThat(groups(reports, GroupBy.MODEL)).containsExactly("B", "a", "b");
        assertThat(groups(reports, GroupBy.TASK)).containsExactly("x", "y");
        assertThat(groups(reports, GroupBy.KEY)).containsExactly("key_1", "key_2");
        assertThat(groups(reports, GroupBy.TEAM)).containsExactly("", "Z", "a");
        assertThat(groups(reports, GroupBy.PROVIDER)).containsExactly("openai");
        assertThat(groups(reports, GroupBy.PROJECT)).containsExactly("", "shop");
        assertThat(groups(reports, GroupBy.RULE)).containsExactly("a-tenth", "support is fast");
    }

    private static List<String> groups(UsageReports reports, GroupBy by) {
        return reports.summary(FROM, TO, by).stream().map(Sum::group).toList();
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void takesTheFirstMomentAndLeavesTheLast(TestDatabases kind) throws SQLException {
        UsageReports reports = reports(
                kind,
                at("2026-11-01T00:00:00Z").call("in").build(),
                at("2026-11-02T00:00:00Z").call("out").build());
        Instant from = Instant.parse("2026-11-01T00:00:00Z");
        Instant to = Instant.parse("2026-11-02T00:00:00Z");

        assertThat(reports.summary(from, to, GroupBy.MODEL))
                .extracting(Sum::attempts)
                .containsExactly(1L);
        assertThat(ids(reports.records(Filter.between(from, to), null, 10))).containsExactly("in");
        assertThat(reports.summary(to.plusSeconds(1), TO, GroupBy.MODEL)).isEmpty();
        assertThat(reports.summary(to.plusSeconds(1), TO, GroupBy.DAY)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void boundsDaysByTheMidnightsOfItsZone(TestDatabases kind) throws SQLException {
        // Berlin's summer time ended on 25 October 2026, a day of 25 hours.
        UsageReports reports = reports(
                kind,
                at("2026-10-24T21:59:59Z").build(),
                at("2026-10-24T22:00:00Z").build(),
                at("2026-10-25T22:59:59Z").build(),
                at("2026-10-25T23:00:00Z").build(),
                at("2026-11-23T12:00:00Z").build());

        assertThat(reports.summary(FROM, TO, GroupBy.DAY))
                .extracting(Sum::group, Sum::attempts)
                .containsExactly(
                        tuple("2026-10-24", 1L),
                        tuple("2026-10-25", 2L),
                        tuple("2026-10-26", 1L),
                        tuple("2026-11-23", 1L));
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void findsDaysYearsApart(TestDatabases kind) throws SQLException {
        UsageReports reports = reports(
                kind,
                at("2021-03-01T12:00:00Z").build(),
                at("2026-11-23T12:00:00Z").build());

        assertThat(reports.summary(Instant.EPOCH, TO, GroupBy.DAY))
                .extracting(Sum::group)
                .containsExactly("2021-03-01", "2026-11-23");
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void pagesFromTheNewestToTheOldestThroughEqualMoments(TestDatabases kind) throws SQLException {
        UsageRecord[] records = IntStream.range(0, 23)
                .mapToObj(i -> Records.record()
                        .call("req_" + (char) ('a' + i % 5))
                        .attempt(1 + i / 5)
                        .at(Records.NOON.plusSeconds(i / 10))
                        .build())
                .toArray(UsageRecord[]::new);
        UsageReports reports = reports(kind, records);

        List<UsageRecord> seen = new ArrayList<>();
        String after = null;
        int pages = 0;
        do {
            Page page = reports.records(ALL, after, 4);
            seen.addAll(page.records());
            after = page.next();
            pages++;
        } while (after != null);

        assertThat(pages).isEqualTo(6);
        assertThat(seen).containsExactlyInAnyOrder(records);
        assertThat(seen).isSortedAccordingTo((a, b) -> b.at().compareTo(a.at()));
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void findsRecordsByWhatTheyAre(TestDatabases kind) throws SQLException {
        UsageReports reports = reports(
                kind,
                Records.record()
                        .call("req_1")
                        .key("key_9")
                        .project("shop")
                        .rule("a-tenth")
                        .build(),
                Records.record().call("req_2").team("sales").task("coding").build(),
                Records.record().call("req_3").model("o").provider("p").build());

        assertThat(find(reports, new Filter(FROM, TO, "req_2", null, null, null, null, null, null, null)))
                .containsExactly("req_2");
        assertThat(find(reports, new Filter(FROM, TO, null, null, null, "shop", null, null, null, null)))
                .containsExactly("req_1");
        assertThat(find(reports, new Filter(FROM, TO, null, null, null, null, "a-tenth", null, null, null)))
                .containsExactly("req_1");
        assertThat(find(reports, new Filter(FROM, TO, null, "key_9", null, null, null, null, null, null)))
                .containsExactly("req_1");
        assertThat(find(reports, new Filter(FROM, TO, null, null, "sales", null, null, null, null, "coding")))
                .containsExactly("req_2");
        assertThat(find(reports, new Filter(FROM, TO, null, null, null, null, null, "o", "p", null)))
                .containsExactly("req_3");
        assertThat(find(reports, new Filter(FROM, TO, null, null, "x' OR '1'='1", null, null, null, null, null)))
                .isEmpty();
    }

    private static List<String> find(UsageReports reports, Filter filter) {
        return ids(reports.records(filter, null, 10));
    }

    private static List<String> ids(Page page) {
        return page.records().stream().map(record -> record.callId().value()).toList();
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void refusesAPageItNeverNamed(TestDatabases kind) throws SQLException {
        UsageReports reports = reports(kind);

        for (@Nullable String after : new String[] {"", "!", "YWJj", "YSBiIGM"}) {
            assertThatThrownBy(() -> reports.records(ALL, after, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not a page");
        }
        assertThatThrownBy(() -> reports.records(ALL, null, 0)).hasMessageContaining("limit");
    }
}
