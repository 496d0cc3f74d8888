package io.serai.doors.queue.embedded;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * Lets the broker log each kind of trouble only some times a minute: strangers cause it at will.
 *
 * <p>A kind is how the message begins, without its arguments: in some the broker writes out what a client called things. Asked only
 * for lines that would be written.
 */
final class BrokerLog extends Filter<ILoggingEvent> {

    private static final String BROKER = "org.apache.activemq.artemis.";

    private static final String LISTENER = "org.apache.camel.component.jms.DefaultJmsMessageListenerContainer";

    private static final String GIVEN_BACK = "org.apache.camel.RollbackExchangeException";

    /** A start that fails, which is told as an exception of ours. */
    private static final List<String> TOLD = List.of("AMQ224000", "AMQ224097");

    private static final int MOST_A_MINUTE = 5;
    private static final int MOST_KINDS = 500;
    /** Characters that tell kinds apart. */
    private static final int KIND = 30;

    private final InstantSource clock;
    private final Map<String, Integer> lines = new HashMap<>();
    private long minute;

    BrokerLog(InstantSource clock) {
        this.clock = clock;
    }

    /** Stands before every appender of this process, where Logback is what writes the log. */
    static void limit(InstantSource clock) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        Iterator<Appender<ILoggingEvent>> appenders =
                context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
        while (appenders.hasNext()) {
            Appender<ILoggingEvent> appender = appenders.next();
            if (appender.getCopyOfAttachedFiltersList().stream().noneMatch(BrokerLog.class::isInstance)) {
                BrokerLog filter = new BrokerLog(clock);
                filter.start();
                appender.addFilter(filter);
            }
        }
    }

    @Override
    public FilterReply decide(ILoggingEvent event) {
        if (isOfAGivenBackMessage(event)) {
            return FilterReply.DENY;
        }
        if (!event.getLevel().isGreaterOrEqual(Level.WARN)
                || !event.getLoggerName().startsWith(BROKER)) {
            return FilterReply.NEUTRAL;
        }
        if (TOLD.stream().anyMatch(event.getMessage()::startsWith) || isOfTheEnd(event)) {
            return FilterReply.DENY;
        }
        String message = event.getMessage();
        return passes(message.substring(0, Math.min(KIND, message.length()))) ? FilterReply.NEUTRAL : FilterReply.DENY;
    }

    /**
     * What a client's connection had open is given back after the journal has ended, which does the same; and that a write
     * failed is told by {@link BrokerKeeper}.
     */
    private static boolean isOfTheEnd(ILoggingEvent event) {
        IThrowableProxy why = event.getThrowableProxy();
        return why != null
                && why.getMessage() != null
                && (why.getMessage().startsWith("AMQ229257") || why.getMessage().startsWith(CheckedServer.FAILS));
    }

    /** A message whose broker ended was given back, which the queue door has told, and that could not be said to the broker. */
    private static boolean isOfAGivenBackMessage(ILoggingEvent event) {
        if (!event.getLoggerName().equals(LISTENER)) {
            return false;
        }
        for (IThrowableProxy why = event.getThrowableProxy(); why != null; why = why.getCause()) {
            if (why.getClassName().equals(GIVEN_BACK)) {
                return true;
            }
        }
        return false;
    }

    private synchronized boolean passes(String kind) {
        long now = clock.instant().getEpochSecond() / Duration.ofMinutes(1).toSeconds();
        if (now != minute) {
            minute = now;
            lines.clear();
        }
        if (lines.size() >= MOST_KINDS && !lines.containsKey(kind)) {
            return false;
        }
        return lines.merge(kind, 1, Integer::sum) <= MOST_A_MINUTE;
    }
}
