package io.serai.doors.queue.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BrokerLogTest {

    private Instant now = Instant.parse("2026-11-27T12:00:00Z");

    @Test
    void letsEachKindOfTroublePassFiveTimesAMinute() {
        LoggerContext context = new LoggerContext();
        ListAppender<ILoggingEvent> written = new ListAppender<>();
        written.setContext(context);
        BrokerLog filter = new BrokerLog(() -> now);
        filter.start();
        written.addFilter(filter);
        written.start();
        Logger broker = context.getLogger("org.apache.activemq.artemis.core.client");
        Logger ours = context.getLogger("io.serai.steps");
        broker.addAppender(written);
        ours.addAppender(written);
        broker.setLevel(Level.INFO);

        for (int i = 0; i < 100; i++) {
            broker.warn("AMQ212037: {} connection failure", i, new IllegalStateException());
            broker.error("AMQ214013: Failed to decode packet");
            ours.warn("a line of ours");
        }
        assertThat(written.list).hasSize(5 + 5 + 100);

        broker.error("AMQ224000: Failure in initialisation", new IllegalStateException());
        broker.warn("AMQ222069: error cleaning up stomp connection", new RuntimeException("AMQ229257: stopped"));
        assertThat(written.list).hasSize(110);

        now = now.plusSeconds(60);
        broker.error("AMQ214013: Failed to decode packet");
        assertThat(written.list).hasSize(111);
    }

    /** Some lines of the broker are the text of an exception, with what the client wrote in it. */
    @Test
    void namesThatDifferMakeNoKindsOfTheirOwn() {
        LoggerContext context = new LoggerContext();
        ListAppender<ILoggingEvent> written = new ListAppender<>();
        written.setContext(context);
        BrokerLog filter = new BrokerLog(() -> now);
        filter.start();
        written.addFilter(filter);
        written.start();
        Logger broker = context.getLogger("org.apache.activemq.artemis.protocol.amqp.broker.AMQPSessionCallback");
        broker.addAppender(written);
        for (int i = 0; i < 2_000; i++) {
            broker.warn("There is no permission to send to name" + i + ": requests go to llm.requests.");
        }
        assertThat(written.list).hasSize(5);
        for (int i = 0; i < 2_000; i++) {
            broker.warn(i + " is what a client wrote");
        }
        assertThat(written.list).hasSizeLessThan(600);
    }
}
