package io.serai.steps.ledger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.serai.call.UsageRecord;
import io.serai.metering.LedgerInsert;
import io.serai.metering.UsageJson;
import java.io.IOException;
import java.io.StringWriter;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The verb {@code ledgerReject}: a record that the database does not take goes aside with the reason. */
public final class LedgerRejectStep implements Processor {

    private static final JsonFactory JSON = new JsonFactory();

    @Override
    public void process(Exchange exchange) throws Exception {
        LedgerRefusal refusal = LedgerRefusal.of(exchange);
        UsageRecord record = exchange.getProperty(LedgerStatement.INSERT, LedgerInsert.class)
                .records()
                .getFirst();
        refusal.tell("The usage record " + record.callId() + " cannot be stored", exchange);
        exchange.getMessage().setBody(json(record));
    }

    private static String json(UsageRecord record) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            UsageJson.write(record, json);
        }
        return text.toString();
    }
}
