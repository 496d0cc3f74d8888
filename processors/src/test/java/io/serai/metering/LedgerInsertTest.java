package io.serai.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.call.UsageRecord;
import jakarta.jms.JMSException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerInsertTest {

    @Test
    void readsTheRecordsOfAMessageAndSetsAsideWhatIsNone() throws IOException {
        UsageRecord first = Records.record().call("req_1").build();
        UsageRecord second = Records.record().call("req_2").attempt(1).build();
        UsageRecord third = Records.record().call("req_2").attempt(2).build();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (UsageRecord record : List.of(third, first)) {
            body.write(line(record));
        }
        body.write("{\"call\":\"req_9\"}\n\nnonsense\n".getBytes(StandardCharsets.UTF_8));
        body.write(line(second), 0, line(second).length - 1);

        LedgerInsert insert = LedgerInsert.of(body.toByteArray());

        assertThat(insert.records()).as("in the key's order").containsExactly(first, second, third);
        assertThat(insert.unreadable()).extracting("line").containsExactly("{\"call\":\"req_9\"}", "nonsense");
        assertThat(insert.unreadable().getFirst().reason()).isEqualTo("\"attempt\" is missing or not a whole number");
    }

    @Test
    void tellsARefusedValueFromADatabaseThatIsAway() {
        assertThat(LedgerInsert.isRefusal(new RuntimeException(new BatchUpdateException("too long", "22001", null))))
                .isTrue();
        assertThat(LedgerInsert.isRefusal(new SQLException("null", "23502"))).isTrue();
        assertThat(LedgerInsert.isRefusal(new SQLException("gone", "08006"))).isFalse();
        assertThat(LedgerInsert.isRefusal(new SQLException("shutting down", "57P01")))
                .isFalse();
        assertThat(LedgerInsert.isRefusal(new SQLException("no state"))).isFalse();
        assertThat(LedgerInsert.isRefusal(new ConnectException("refused"))).isFalse();
        assertThat(LedgerInsert.isRefusal(null)).isFalse();
        assertThat(LedgerInsert.isRefusal(new SQLException("The database has been closed", "90098")))
                .isFalse();
        assertThat(LedgerInsert.isRefusal(new IllegalStateException(new JMSException("the broker is away"))))
                .isFalse();
        assertThat(LedgerInsert.isRefusal(new IllegalStateException(new InterruptedException())))
                .isFalse();
    }

    @Test
    void blamesTheRecordWhereOurOwnCodeFailsAtIt() {
        assertThat(LedgerInsert.isRefusal(new DateTimeException("year 1000000000")))
                .isTrue();
        assertThat(LedgerInsert.isRefusal(new OutOfMemoryError("1E999999999"))).isTrue();
    }

    @Test
    void setsAsideAMessageThatIsNoBatchWithoutReadingIt() {
        byte[] endless = new byte[100 << 20];
        byte[] lines = "x\n".repeat(1_000_000).getBytes(StandardCharsets.UTF_8);

        LedgerInsert none = LedgerInsert.of(null);
        LedgerInsert huge = LedgerInsert.of(endless);
        LedgerInsert many = LedgerInsert.of(lines);

        assertThat(none.unreadable()).extracting("reason").containsExactly("the message has neither text nor bytes");
        assertThat(huge.unreadable())
                .extracting("reason")
                .containsExactly("the message has 104857600 bytes; a batch has at most 16777216");
        assertThat(huge.unreadable().getFirst().line()).hasSizeLessThan(70_000);
        assertThat(many.unreadable()).hasSize(5_001);
        assertThat(many.unreadable().getLast().reason()).startsWith("a batch has at most 5000 lines");
    }

    private static byte[] line(UsageRecord record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        UsageJson.write(record, out);
        out.write('\n');
        return out.toByteArray();
    }
}
