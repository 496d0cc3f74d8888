package io.serai.admin;

import static io.serai.admin.Admin.asked;
import static io.serai.metering.Records.record;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.usage.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;

class UsageControllerTest {

    private static final String USAGE = "/admin/v1/usage";
    private static final String RECORDS = USAGE + "/records";

    private final Admin admin = new Admin();

    @BeforeEach
    void recordTwoCallsOfWhichOneFailedOver() {
        admin.record(
                record().call("req_1")
                        .attempt(1)
                        .at(Instant.parse("2026-11-22T23:59:59Z"))
                        .model("gpt-4o")
                        .usage(Usage.of(10, 1))
                        .cost("0.000000000001")
                        .build(),
                record().call("req_1")
                        .attempt(2)
                        .at(Instant.parse("2026-11-23T00:00:01Z"))
                        .model("claude-haiku-4-5")
                        .provider("anthropic")
                        .usage(new Usage(20, 5, 3, 4, 6, 7, 8, 9))
                        .cost("0.3")
                        .build(),
                record().call("req_2")
                        .at(Instant.parse("2026-11-23T10:00:00Z"))
                        .model("gpt-4o")
                        .team(null)
                        .key("key_2")
                        .usage(Usage.of(30, 3))
                        .cost("0.1")
                        .build(),
                record().call("req_0")
                        .at(Instant.parse("2026-10-31T23:59:59Z"))
                        .cost("5")
                        .build());
    }

    @Test
    void sumsTheCurrentMonthByModelUnlessTold() {
        JsonNode report = admin.get(USAGE).ok();
        assertThat(report.path("from").asText()).isEqualTo("2026-11-01T00:00:00Z");
        assertThat(report.path("to").asText()).isEqualTo("2026-12-01T00:00:00Z");
        assertThat(report.path("group_by").asText()).isEqualTo("model");
        assertThat(report.path("data").findValuesAsText("model")).containsExactly("claude-haiku-4-5", "gpt-4o");
        JsonNode claude = report.path("data").get(0);
        assertThat(claude.path("tokens").toString())
                .isEqualTo("{\"input\":20,\"cache_read\":5,\"cache_write_5m\":3,\"cache_write_1h\":4,"
                        + "\"audio_input\":6,\"output\":7,\"reasoning\":8,\"audio_output\":9}");
        assertThat(claude.path("cost").isTextual()).isTrue();
        assertThat(report.path("data").get(1).path("cost").asText()).isEqualTo("0.100000000001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"model", "provider", "task", "key", "team", "project", "rule", "day"})
    void totalsExactlyAndCountsACallOnce(String groupBy) {
        JsonNode report = admin.get(USAGE + "?group_by=" + groupBy).ok();
        assertThat(report.path("group_by").asText()).isEqualTo(groupBy);
        assertThat(report.path("data").get(0).has(groupBy)).isTrue();
        JsonNode total = report.path("total");
        assertThat(total.path("cost").asText()).isEqualTo("0.400000000001");
        assertThat(total.path("calls").asInt()).isEqualTo(2);
        assertThat(total.path("attempts").asInt()).isEqualTo(3);
        assertThat(total.path("tokens").path("input").asInt()).isEqualTo(60);
        assertThat(total.path("tokens").path("output").asInt()).isEqualTo(11);
        assertThat(total.path("tokens").path("audio_output").asInt()).isEqualTo(9);
    }

    @Test
    void takesDaysOfUtcAndLeavesTheEndOut() {
        JsonNode report =
                admin.get(USAGE + "?from=2026-11-22&to=2026-11-23&group_by=day").ok();
        assertThat(report.path("data").findValuesAsText("day")).containsExactly("2026-11-22");
        assertThat(report.path("total").path("cost").asText()).isEqualTo("0.000000000001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-23T02:00:00%2B01:00", "2026-11-23T02:00:00+01:00", "2026-11-23T01:00:00Z"})
    void takesMoments(String from) {
        JsonNode report = admin.get(USAGE + "?from=" + from).ok();
        assertThat(report.path("from").asText()).isEqualTo("2026-11-23T01:00:00Z");
        assertThat(report.path("total").path("calls").asInt()).isEqualTo(1);
    }

    @Test
    void beginsWithTheMonthThatTheEndLiesIn() {
        JsonNode report = admin.get(USAGE + "?to=2026-11-01").ok();
        assertThat(report.path("from").asText()).isEqualTo("2026-10-01T00:00:00Z");
        assertThat(report.path("total").path("cost").asText()).isEqualTo("5");
    }

    @Test
    void isEmptyWhereNothingWasUsed() {
        JsonNode report = admin.get(USAGE + "?from=2020-01-01&to=2020-02-01").ok();
        assertThat(report.path("data").size()).isZero();
        assertThat(report.path("total").path("cost").asText()).isEqualTo("0");
        assertThat(report.path("total").path("calls").asInt()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "from=yesterday, from, invalid_value",
        "from=2026-13-01, from, invalid_value",
        "from=2026-11-23T12:00, from, invalid_value",
        "to=, to, invalid_value",
        "from=2026-11-23&to=2026-11-23, from, invalid_value",
        "from=2027-01-01, from, invalid_value",
        "from=1969-12-31, from, invalid_value",
        "to=%2B100000-01-01T00:00:00Z, to, invalid_value",
        "group_by=colour, group_by, invalid_value",
        "group_by=MODEL, group_by, invalid_value",
        "format=xml, format, invalid_value",
        "groupby=model, groupby, unknown_parameter",
        "group_by=model&group_by=day, group_by, invalid_value"
    })
    void namesTheParameterAtFault(String query, String param, String code) {
        Admin.Reply reply = admin.get(USAGE + "?" + query);
        assertThat(reply.error(400, code)).contains(param);
        assertThat(reply.param()).isEqualTo(param);
    }

    @Test
    void givesSumsAsCsv() {
        Admin.Reply reply = admin.get(USAGE + "?format=csv&group_by=provider");
        assertThat(reply.response().getContentType()).isEqualTo("text/csv;charset=UTF-8");
        assertThat(reply.response().getHeader("content-disposition")).contains("serai-usage-by-provider.csv");
        List<String> lines = reply.text().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("provider,calls,attempts,input,").endsWith(",cost");
        assertThat(lines.get(1)).isEqualTo("anthropic,1,1,20,5,3,4,6,7,8,9,0.3");
        assertThat(lines.get(2)).isEqualTo("openai,2,2,40,0,0,0,0,4,0,0,0.100000000001");
        assertThat(reply.text()).endsWith("\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/csv                             | true",
                "text/csv, application/json;q=0.5     | true",
                "application/json;q=0.5, text/csv     | true",
                "application/json, text/csv;q=0.9     | false",
                "*/*                                  | false",
                "text/html, */*;q=0.8                 | false",
                "no type at all                       | false"
            })
    void givesWhatIsAccepted(String accept, boolean csv) {
        Admin.Reply reply = admin.send(asked(HttpMethod.GET, USAGE).header("accept", accept));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.response().getContentType()).startsWith(csv ? "text/csv" : "application/json");
    }

    @Test
    void letsNoCallerPutAFormulaIntoASpreadsheet() {
        admin.record(record().call("req_3")
                .at(Instant.parse("2026-11-23T11:00:00Z"))
                .asked("=HYPERLINK(\"http://evil\",\"x\")")
                .task("@SUM(1)")
                .team("+1,2")
                .build());
        String csv = admin.get(RECORDS + "?format=csv&call=req_3").text();
        assertThat(csv)
                .contains("\"'=HYPERLINK(\"\"http://evil\"\",\"\"x\"\")\"")
                .contains("'@SUM(1)")
                .contains("\"'+1,2\"");
        assertThat(admin.get(USAGE + "?format=csv&group_by=task").text()).contains("'@SUM(1),1,1,");
    }

    @Test
    void tellsARecordWhole() {
        JsonNode line =
                admin.get(RECORDS + "?call=req_1&limit=1").ok().path("data").get(0);
        assertThat(line.fieldNames())
                .toIterable()
                .containsExactly(
                        "call",
                        "attempt",
                        "at",
                        "key",
                        "key_name",
                        "team",
                        "project",
                        "task",
                        "rule",
                        "asked",
                        "model",
                        "provider",
                        "upstream",
                        "tokens",
                        "cost",
                        "listed",
                        "estimated",
                        "outcome",
                        "door",
                        "streamed",
                        "first_token_ms",
                        "total_ms");
        assertThat(line.path("attempt").asInt()).isEqualTo(2);
        assertThat(line.path("at").asText()).isEqualTo("2026-11-23T00:00:01Z");
        assertThat(line.path("cost").asText()).isEqualTo("0.3");
        assertThat(line.path("outcome").asText()).isEqualTo("ok");
        assertThat(line.path("tokens").path("cache_write_1h").asInt()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({
        "key=key_2, 1",
        "team=support, 2",
        "model=gpt-4o, 2",
        "provider=anthropic, 1",
        "task=support, 3",
        "task=nothing, 0",
        "call=req_1, 2",
        "call=req_1&model=gpt-4o, 1",
        "from=2026-11-23, 2",
        "to=2026-11-23, 1"
    })
    void filtersRecords(String query, int count) {
        assertThat(admin.get(RECORDS + "?" + query).ok().path("data").size()).isEqualTo(count);
    }

    @Test
    void pagesThroughEveryRecordOnceThoughNewOnesCome() {
        List<String> seen = new ArrayList<>();
        String address = RECORDS + "?limit=1";
        JsonNode page = admin.get(address).ok();
        for (int i = 0; page.path("has_more").asBoolean(); i++) {
            seen.add(page.path("data").get(0).path("cost").asText());
            admin.record(record().call("req_new" + i).at(Admin.NOW).cost("9").build());
            page = admin.get(address + "&after=" + page.path("next").asText()).ok();
        }
        seen.add(page.path("data").get(0).path("cost").asText());
        assertThat(seen).containsExactly("0.1", "0.3", "0.000000000001");
        assertThat(page.path("next").isNull()).isTrue();
    }

    @Test
    void pagesThroughCsvByAHeader() {
        Admin.Reply first = admin.get(RECORDS + "?limit=2&format=csv");
        assertThat(first.text().lines()).hasSize(3);
        String next = String.valueOf(first.response().getHeader("x-serai-next"));
        Admin.Reply last = admin.get(RECORDS + "?limit=2&format=csv&after=" + next);
        assertThat(last.text().lines()).hasSize(2);
        assertThat(last.response().getHeader("x-serai-next")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, limit, invalid_value",
        "limit=1001, limit, invalid_value",
        "limit=ten, limit, invalid_value",
        "limit=99999999999, limit, invalid_value",
        "after=nonsense, after, invalid_value",
        "after=bm9uc2Vuc2U, after, invalid_value",
        "after=KzEwMDAwMDAwMDAtMTItMzFUMjM6NTk6NTlaIDEgY2FsbA, after, invalid_value",
        "after=LTEwMDAwMDAwMDAtMDEtMDFUMDA6MDA6MDBaIDEgY2FsbA, after, invalid_value",
        "after=KzMwMDAwMC0wMS0wMVQwMDowMDowMFogMSBjYWxs, after, invalid_value",
        "key=%00, key, invalid_value",
        "page=2, page, unknown_parameter",
        "from=soon, from, invalid_value"
    })
    void namesTheParameterOfRecordsAtFault(String query, String param, String code) {
        Admin.Reply reply = admin.get(RECORDS + "?" + query);
        reply.error(400, code);
        assertThat(reply.param()).isEqualTo(param);
    }
}
