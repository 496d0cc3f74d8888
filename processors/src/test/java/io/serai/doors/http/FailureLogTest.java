package io.serai.doors.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class FailureLogTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(FailureLogTest.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @Test
    void tellsEachKindOnceAMinute() {
        lines.start();
        logger.addAppender(lines);
        logger.setAdditive(false);
        FailureLog failures = new FailureLog(logger);
        for (int i = 0; i < 1000; i++) {
            failures.error("call " + i + " failed", new IllegalStateException("here " + i));
            failures.error("call " + i + " failed", new RuntimeException(new IllegalArgumentException("there")));
        }
        assertThat(lines.list).hasSize(2);
        assertThat(lines.list.getFirst().getFormattedMessage()).startsWith("call 0 failed");
        assertThat(lines.list.getFirst().getThrowableProxy()).isNotNull();
        logger.detachAppender(lines);
    }
}
