package io.serai.steps.callers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.serai.call.CallId;
import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import io.serai.doors.BytesInFlight;
import io.serai.doors.openai.OpenAiDoor;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** A body that can never have its turn does not wait for it. */
@Timeout(20)
@Isolated("reads what is logged")
class QueueCallerTest {

    private static final String ASK =
            "{\"model\": \"gpt-4o\", \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}";

    /** Of 1 MB, three quarters are for large bodies. */
    private final BytesInFlight budget = new BytesInFlight(1 << 20, Duration.ofSeconds(5));

    private Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Test
    void aTextThatTakesMoreRoomThanThereIsHasAllOfItAndIsRead() {
        String text = ASK + " ".repeat(500_000 - ASK.length());

        QueueCaller caller = caller(text);

        assertThat(caller.read().model()).isEqualTo("gpt-4o");
        caller.close();
        assertThat(caller(text).read().model()).isEqualTo("gpt-4o");
    }

    @Test
    void aBodyLongerThanAnyRoomIsRefusedAtOnce() {
        byte[] body = new byte[(int) budget.largest() + 1];

        assertThatThrownBy(() -> caller(body).read())
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.error().status()).isEqualTo(413));
    }

    @Test
    void messagesWithoutAValidKeyDoNotFillTheLog() {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(QueueCaller.class);
        lines.start();
        logger.addAppender(lines);
        try {
            for (int i = 0; i < 100; i++) {
                QueueCaller caller = caller("x");
                caller.refuse(new GatewayError.Unauthenticated("no such key"));
                assertThat(caller.status()).isEqualTo(401);
            }
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(lines.list).hasSizeLessThanOrEqualTo(1);
    }

    /** Else the request would be taken, and its answer be nowhere. */
    @Test
    void aMessageComesAgainWhereTheBrokerFailedAndNotWhereItsQueueIsGone() {
        caller(ASK).lost(new IllegalStateException("Session is closed"));
        assertThat(exchange.isRollbackOnly()).isTrue();

        caller(ASK).lost(new InvalidDestinationException("there is no such queue"));
        assertThat(exchange.isRollbackOnly()).isFalse();
    }

    private QueueCaller caller(Object body) {
        exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getIn().setBody(body);
        return new QueueCaller(
                new OpenAiDoor(),
                new QueueSettings(8 << 20, budget, true, null, new RecentAnswers()),
                exchange,
                CallId.next());
    }
}
