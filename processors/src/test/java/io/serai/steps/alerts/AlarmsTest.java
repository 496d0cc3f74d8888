package io.serai.steps.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.call.CallId;
import io.serai.call.Candidate;
import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.steps.call.Calls;
import io.serai.usage.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AlarmsTest {

    private static final Candidate ONE =
            new Candidate("one", "a", "one", "openai-chat-sink", true, 0, Money.ZERO, "first");
    private static final ProviderFailure BOOM = new ProviderFailure(Kind.SERVER, 500, "boom", null, null, null);

    private final List<String> sent = new CopyOnWriteArrayList<>();
    private volatile Instant now = Instant.parse("2026-11-27T12:00:00Z");
    private final Calls calls = new Calls();
    private final Alarms alarms = new Alarms(sent::add, Duration.ofMinutes(1), () -> now);

    @AfterEach
    void end() {
        alarms.close();
        calls.close();
    }

    @Test
    void whatFailsNowAndThenIsOneIncidentFromItsFirstFailureToAMinuteAfterItsLast() {
        for (int second = 0; second < 120; second++) {
            if (second % 3 == 0) {
                alarms.failed(calls.call(), calls.attempt(ONE), BOOM, null);
            } else {
                alarms.answered(calls.call(), calls.attempt(ONE));
            }
            now = now.plusSeconds(1);
        }
        now = now.plusSeconds(60);
        alarms.answered(calls.call(), calls.attempt(ONE));

        await().until(() -> sent.size() >= 2);
        assertThat(sent).hasSize(2);
        assertThat(sent.getFirst()).contains("\"event\":\"failure\"", "\"deployment\":\"a/one\"");
        assertThat(sent.getLast()).contains("\"event\":\"recovered\"", "\"failures\":40");
    }

    @Test
    void aChannelThatIsAwayHoldsUpNeitherCallsNorTheEnd() {
        CountDownLatch never = new CountDownLatch(1);
        Alarms stuck = new Alarms(
                event -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                Duration.ZERO,
                () -> now);
        for (int i = 0; i < 1_000; i++) {
            stuck.ruleFailed(CallId.next(), "legal", "no");
        }
        stuck.close();
    }
}
