package io.serai.steps;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.serai.chat.UsageRecord;
import io.serai.metering.LedgerInsert;
import io.serai.metering.UsageJson;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The verbs of the ledger's route: read a batch, take it apart when a value is refused, set a record aside. */
final class LedgerSteps {

    private static final Logger log = LoggerFactory.getLogger(LedgerSteps.class);

    private static final JsonFactory JSON = new JsonFactory();

    private LedgerSteps() {}

    /** {@code ledgerRead}: a message of usage records becomes an insert, and what is no record is kept apart. */
    static void read(Exchange exchange) {
        byte[] lines = exchange.getMessage().getBody(byte[].class);
        LedgerInsert insert = LedgerInsert.of(lines == null ? new byte[0] : lines);
        if (!insert.unreadable().isEmpty()) {
            String garbage = insert.unreadable().stream()
                    .map(line -> line.reason() + ": " + line.line())
                    .collect(Collectors.joining("\n"));
            log.error("A usage message holds what is no record; it is set aside in serai.usage.dlq: {}", garbage);
            exchange.setProperty("ledgerUnreadable", garbage);
        }
        if (insert.records().isEmpty()) {
            exchange.removeProperty(LedgerStatement.INSERT);
        } else {
            store(exchange, insert);
        }
    }

    /** {@code ledgerApart}: one insert a record where a value was refused; anything else is the database being away. */
    static void apart(Exchange exchange) throws SQLException {
        SQLException failure = failure(exchange);
        if (!LedgerInsert.isRefusal(failure)) {
            throw failure;
        }
        exchange.getMessage()
                .setBody(exchange.getProperty(LedgerStatement.INSERT, LedgerInsert.class)
                        .each());
    }

    /** {@code ledgerOne}: the insert of one record. */
    static void one(Exchange exchange) {
        store(exchange, (LedgerInsert) exchange.getMessage().getBody());
    }

    /** {@code ledgerReject}: a record that the database does not take goes aside with the reason; never lost in silence. */
    static void reject(Exchange exchange) throws SQLException {
        SQLException failure = failure(exchange);
        if (!LedgerInsert.isRefusal(failure)) {
            throw failure;
        }
        LedgerInsert insert = exchange.getProperty(LedgerStatement.INSERT, LedgerInsert.class);
        log.error(
                "The ledger refuses a usage record; it is set aside in serai.usage.dlq: {}", insert.records(), failure);
        exchange.getMessage().setHeader("serai_reason", failure.getMessage());
        exchange.getMessage().setBody(json(insert.records().getFirst()));
    }

    private static void store(Exchange exchange, LedgerInsert insert) {
        exchange.setProperty(LedgerStatement.INSERT, insert);
        exchange.getMessage().setBody(insert.sql());
    }

    private static String json(UsageRecord record) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            UsageJson.write(record, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static SQLException failure(Exchange exchange) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, SQLException.class);
    }
}
