package io.serai.steps.ledger;

import io.serai.metering.LedgerInsert;
import io.serai.metering.LedgerInsert.Unreadable;
import io.serai.steps.call.OncePerMinute;
import java.time.InstantSource;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The verb {@code ledgerRead}: a message of usage records becomes an insert, and what is no record is kept apart. */
public final class LedgerReadStep implements Processor {

    /** The exchange property that holds the message as it came. */
    static final String MESSAGE = "ledgerMessage";

    private static final Logger log = LoggerFactory.getLogger(LedgerReadStep.class);

    private static final int MOST_REASONS = 5;

    private final LedgerWatch watch;
    private final OncePerMinute logged = new OncePerMinute(InstantSource.system());

    /** @param watch hears when the message is dealt with */
    public LedgerReadStep(LedgerWatch watch) {
        this.watch = watch;
    }

    @Override
    public void process(Exchange exchange) {
        watch.follow(exchange);
        byte[] lines = exchange.getMessage().getBody(byte[].class);
        exchange.setProperty(MESSAGE, lines);
        LedgerInsert insert = LedgerInsert.of(lines);
        if (!insert.unreadable().isEmpty()) {
            keepApart(insert, exchange);
        }
        if (insert.records().isEmpty()) {
            exchange.removeProperty(LedgerStatement.INSERT);
        } else {
            exchange.setProperty(LedgerStatement.INSERT, insert);
        }
    }

    private void keepApart(LedgerInsert insert, Exchange exchange) {
        String reasons = insert.unreadable().stream()
                .map(Unreadable::reason)
                .distinct()
                .limit(MOST_REASONS)
                .collect(Collectors.joining("; "));
        if (logged.passes("unreadable")) {
            log.error(
                    "A usage message has {} lines that are no record; they are set aside in serai.usage.dlq"
                            + " (said once a minute): {}",
                    insert.unreadable().size(),
                    reasons);
        }
        exchange.setProperty("ledgerReason", reasons);
        exchange.setProperty(
                "ledgerUnreadable",
                insert.unreadable().stream().map(Unreadable::line).collect(Collectors.joining("\n")));
    }
}
