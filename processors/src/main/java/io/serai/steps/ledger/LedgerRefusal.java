package io.serai.steps.ledger;

import io.serai.metering.LedgerInsert;
import io.serai.steps.call.OncePerMinute;
import java.time.InstantSource;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why the ledger does not take something that trying again would not change. */
record LedgerRefusal(Throwable cause) {

    private static final Logger log = LoggerFactory.getLogger(LedgerRefusal.class);

    private static final String REASON = "serai_reason";
    private static final int LONGEST_REASON = 500;

    private static final OncePerMinute LOGGED = new OncePerMinute(InstantSource.system());

    /** What was caught, if trying again is no use; anything else is thrown on, and so tried again. */
    static LedgerRefusal of(Exchange exchange) throws Exception {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (LedgerInsert.isRefusal(failure)) {
            return new LedgerRefusal(failure);
        }
        throw failure instanceof Exception passing ? passing : new IllegalStateException(failure);
    }

    /** Says so in the log and in the message that goes aside. */
    void tell(String what, Exchange exchange) {
        if (LOGGED.passes(cause.getClass().getName())) {
            log.error("{}; it is set aside in serai.usage.dlq (said once a minute)", what, cause);
        }
        String reason = cause.toString();
        exchange.getMessage()
                .setHeader(
                        REASON, reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "…");
    }
}
