package io.serai.steps.listeners;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.serai.call.CallId;
import io.serai.call.Caller;
import io.serai.steps.call.Call;
import io.serai.steps.call.CallListener.End;
import io.serai.steps.call.CallListener.Result;
import io.serai.steps.call.Deadlines;
import io.serai.steps.call.SilentCaller;
import io.serai.steps.call.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** What is written of a call, and how much of those that nobody pays for. */
@Isolated("reads what is logged")
class CallLogTest {

    private static final End UNKNOWN = new End(Result.REFUSED, 401, 0, "invalid_api_key", null);

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("serai.calls");
    private final Deadlines deadlines = new Deadlines(Duration.ofSeconds(10));
    private Instant now = Instant.EPOCH;
    private final CallLog log = new CallLog(() -> now);

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
        deadlines.close();
    }

    @Test
    void strangersHaveTenLinesASecondAndOneThatCountsTheRest() {
        for (int i = 0; i < 1_000; i++) {
            log.ended(call(null), UNKNOWN);
        }
        assertThat(written())
                .hasSize(10)
                .allSatisfy(line -> assertThat(line).contains("key=- door=http outcome=refused"));

        now = now.plusSeconds(1);
        log.ended(call(null), UNKNOWN);
        assertThat(written()).hasSize(12);
        assertThat(written().get(10)).startsWith("990 calls without a valid key have no line here");
        assertThat(written().get(11)).contains("status=401 attempts=0 model=- reason=invalid_api_key total=");
    }

    @Test
    void holdersOfAKeyHaveALineForEachCall() {
        for (int i = 0; i < 100; i++) {
            log.ended(call("key_1"), new End(Result.REFUSED, 400, 0, "invalid_json", null));
        }
        assertThat(written()).hasSize(100);
    }

    @Test
    void nothingOfACallCanBeginALineOfItsOwn() {
        assertThat(CallLog.value("gpt-4o")).isEqualTo("gpt-4o");
        assertThat(CallLog.value("provider/name:1")).isEqualTo("provider/name:1");
        assertThat(CallLog.value(null)).isEqualTo("-");
        assertThat(CallLog.value("")).isEqualTo("-");
        assertThat(CallLog.value("a b")).isEqualTo("\"a b\"");
        assertThat(CallLog.value("x\r\ncall=forged \"q\" \\ \u2028")).isEqualTo("\"x  call=forged \\\"q\\\" \\\\  \"");
        assertThat(CallLog.value("x".repeat(500))).hasSize(203).endsWith("…\"");
    }

    private List<String> written() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private Call call(@Nullable String key) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        if (key != null) {
            Slot.CALLER.set(exchange, new Caller(key, "team", null, null, List.of()));
        }
        return new Call(CallId.next(), now, new SilentCaller(), deadlines, exchange);
    }
}
