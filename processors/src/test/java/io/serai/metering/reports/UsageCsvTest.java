package io.serai.metering.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.metering.Records;
import io.serai.metering.reports.UsageReports.GroupBy;
import io.serai.metering.reports.UsageReports.Sum;
import io.serai.usage.Money;
import io.serai.usage.Usage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsageCsvTest {

    @Test
    void writesSumsWithAHeader() throws IOException {
        StringBuilder csv = new StringBuilder();

        UsageCsv.sums(
                GroupBy.TEAM,
                List.of(
                        new Sum("", 1, 2, TokenSums.of(Usage.of(3, 4)), Money.usd("0.0000001")),
                        new Sum("a,\"b\"\nc", 1, 1, TokenSums.NONE, Money.ZERO)),
                csv);

        assertThat(csv)
                .hasToString("team,calls,attempts,input,cache_read,cache_write_5m,cache_write_1h,audio_input,output,"
                        + "reasoning,audio_output,cost\r\n"
                        + ",1,2,3,0,0,0,0,4,0,0,0.0000001\r\n"
                        + "\"a,\"\"b\"\"\nc\",1,1,0,0,0,0,0,0,0,0,0\r\n");
    }

    @Test
    void writesARecordUnderItsHeader() throws IOException {
        StringBuilder csv = new StringBuilder();

        UsageCsv.recordHeader(csv);
        UsageCsv.record(Records.record().call("req_1").team(null).build(), csv);

        String[] lines = csv.toString().split("\r\n");
        assertThat(lines).hasSize(2);
        assertThat(lines[1].split(",", -1)).hasSameSizeAs(lines[0].split(",", -1));
        assertThat(lines[1]).startsWith("req_1,1,2026-11-23T12:00:00.123456Z,key_1,first key,,,support,");
    }

    @Test
    void disarmsFormulas() throws IOException {
        for (String formula : List.of("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")) {
            StringBuilder csv = new StringBuilder();
            UsageCsv.record(Records.record().asked(formula).build(), csv);
            assertThat(csv.toString()).containsAnyOf(",'" + formula, ",\"'" + formula);
        }
    }
}
