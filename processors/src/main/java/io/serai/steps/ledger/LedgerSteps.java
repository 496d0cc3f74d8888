package io.serai.steps.ledger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.serai.call.UsageRecord;
import io.serai.metering.LedgerInsert;
import io.serai.metering.LedgerInsert.Unreadable;
import io.serai.metering.UsageJson;
import io.serai.steps.call.OncePerMinute;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The verbs of the ledger's route: read a batch, take it apart when a record cannot be stored, set aside what cannot. */
public final class LedgerSteps {

    private static final Logger log = LoggerFactory.getLogger(LedgerSteps.class);

    private static final JsonFactory JSON = new JsonFactory();

    private static final String MESSAGE = "ledgerMessage";
    private static final String REASON = "serai_reason";
    private static final int MOST_REASONS = 5;
    private static final int LONGEST_REASON = 500;

    private static final OncePerMinute LOGGED = new OncePerMinute(InstantSource.system());

    private LedgerSteps() {}

    /** {@code ledgerRead}: a message of usage records becomes an insert, and what is no record is kept apart. */
    public static void read(Exchange exchange) {
        byte[] lines = exchange.getMessage().getBody(byte[].class);
        exchange.setProperty(MESSAGE, lines);
        LedgerInsert insert = LedgerInsert.of(lines);
        if (!insert.unreadable().isEmpty()) {
            String reasons = reasons(insert);
            if (LOGGED.passes("unreadable")) {
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
        if (insert.records().isEmpty()) {
            exchange.removeProperty(LedgerStatement.INSERT);
        } else {
            exchange.setProperty(LedgerStatement.INSERT, insert);
        }
    }

    private static String reasons(LedgerInsert insert) {
        return insert.unreadable().stream()
                .map(Unreadable::reason)
                .distinct()
                .limit(MOST_REASONS)
                .collect(Collectors.joining("; "));
    }

    /** {@code ledgerApart}: one insert a record where one of them is to blame; else the database is away. */
    public static void apart(Exchange exchange) throws Exception {
        refusal(exchange);
        exchange.getMessage()
                .setBody(exchange.getProperty(LedgerStatement.INSERT, LedgerInsert.class)
                        .each());
    }

    /** {@code ledgerReject}: a record that the database does not take goes aside with the reason; never lost in silence. */
    public static void reject(Exchange exchange) throws Exception {
        Throwable failure = refusal(exchange);
        UsageRecord record = exchange.getProperty(LedgerStatement.INSERT, LedgerInsert.class)
                .records()
                .getFirst();
        complain("The usage record " + record.callId() + " cannot be stored", failure);
        exchange.getMessage().setHeader(REASON, reason(failure));
        exchange.getMessage().setBody(json(record));
    }

    /** {@code ledgerGiveUp}: a message that cannot be dealt with at all goes aside whole, so that the next ones are stored. */
    public static void giveUp(Exchange exchange) throws Exception {
        Throwable failure = refusal(exchange);
        complain("A usage message cannot be stored", failure);
        exchange.getMessage().setHeader(REASON, reason(failure));
        Object lines = exchange.getProperty(MESSAGE);
        if (lines != null) {
            exchange.getMessage().setBody(lines);
        }
    }

    private static void complain(String what, Throwable failure) {
        if (LOGGED.passes(failure.getClass().getName())) {
            log.error("{}; it is set aside in serai.usage.dlq (said once a minute)", what, failure);
        }
    }

    private static String reason(Throwable failure) {
        String reason = failure.toString();
        return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "…";
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

    /** What was caught, if trying again is no use; anything else is thrown on, and so tried again. */
    private static Throwable refusal(Exchange exchange) throws Exception {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (LedgerInsert.isRefusal(failure)) {
            return failure;
        }
        throw failure instanceof Exception passing ? passing : new IllegalStateException(failure);
    }
}
