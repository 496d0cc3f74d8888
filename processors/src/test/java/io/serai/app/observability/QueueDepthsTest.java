package io.serai.app.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.doors.queue.BrokerProbe.QueueState;
import jakarta.jms.JMSException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How often the broker is asked how deep its queues are. */
class QueueDepthsTest {

    private Instant now = Instant.EPOCH;
    private int asked;
    private boolean away;
    private final QueueDepths depths = new QueueDepths(
            queues -> {
                asked++;
                if (away) {
                    throw new JMSException("away");
                }
                return Map.of("llm.requests", new QueueState(16, asked));
            },
            () -> now);

    @Test
    void oneScrapeAsksOnce() {
        for (String queue : QueueDepths.QUEUES) {
            depths.messages(queue);
        }
        assertThat(asked).isEqualTo(1);
        assertThat(depths.messages("llm.requests")).isEqualTo(1);

        now = now.plusSeconds(3);
        assertThat(depths.messages("llm.requests")).isEqualTo(2);
    }

    @Test
    void aBrokerThatIsAwayIsAskedOnceAndHasNoNumbers() {
        away = true;
        for (String queue : QueueDepths.QUEUES) {
            assertThat(depths.messages(queue)).isNaN();
        }
        assertThat(asked).isEqualTo(1);

        away = false;
        now = now.plusSeconds(3);
        assertThat(depths.messages("llm.requests")).isEqualTo(2);
        assertThat(depths.messages("serai.usage"))
                .as("a queue that the broker does not name")
                .isNaN();
    }
}
