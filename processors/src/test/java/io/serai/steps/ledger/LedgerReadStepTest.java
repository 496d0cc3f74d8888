package io.serai.steps.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.serai.call.UsageRecord;
import io.serai.metering.LedgerInsert;
import io.serai.metering.Records;
import io.serai.metering.UsageJson;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class LedgerReadStepTest {

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    static String line(UsageRecord record) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            UsageJson.write(record, json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }

    private void read(String lines) {
        exchange.getMessage().setBody(lines.getBytes(StandardCharsets.UTF_8));
        new LedgerReadStep(new LedgerWatch(Duration.ofSeconds(30), InstantSource.system())).process(exchange);
    }

    @Test
    void makesAnInsertOfRecords() {
        UsageRecord record = Records.any();

        read(line(record));

        assertThat(exchange.getProperty(LedgerStatement.INSERT, LedgerInsert.class)
                        .records())
                .containsExactly(record);
        assertThat(exchange.getProperty("ledgerUnreadable")).isNull();
    }

    @Test
    void keepsApartWhatIsNoRecordWithTheReason() {
        UsageRecord record = Records.any();

        read("nonsense\n" + line(record) + "\n[1]");

        assertThat(exchange.getProperty(LedgerStatement.INSERT, LedgerInsert.class)
                        .records())
                .containsExactly(record);
        assertThat(exchange.getProperty("ledgerUnreadable")).isEqualTo("nonsense\n[1]");
        assertThat(exchange.getProperty("ledgerReason", String.class)).contains("not one JSON object");
    }

    @Test
    void hasNothingToInsertWhereThereIsNoRecord() {
        exchange.setProperty(LedgerStatement.INSERT, "of the message before");

        read("nonsense");

        assertThat(exchange.getProperty(LedgerStatement.INSERT)).isNull();
    }
}
