package io.serai.steps.ledger;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The verb {@code ledgerGiveUp}: a message that cannot be dealt with goes aside whole, so that the next ones are stored. */
public final class LedgerGiveUpStep implements Processor {

    @Override
    public void process(Exchange exchange) throws Exception {
        LedgerRefusal.of(exchange).tell("A usage message cannot be stored", exchange);
        Object lines = exchange.getProperty(LedgerReadStep.MESSAGE);
        if (lines != null) {
            exchange.getMessage().setBody(lines);
        }
    }
}
