package io.serai.steps.ledger;

import io.serai.metering.LedgerInsert;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The verb {@code ledgerApart}: one insert a record where one of them is to blame; else the database is away. */
public final class LedgerApartStep implements Processor {

    @Override
    public void process(Exchange exchange) throws Exception {
        LedgerRefusal.of(exchange);
        exchange.getMessage()
                .setBody(exchange.getProperty(LedgerStatement.INSERT, LedgerInsert.class)
                        .each());
    }
}
