package io.serai.app.observability;

import io.serai.doors.queue.BrokerProbe.QueueState;
import jakarta.jms.JMSException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * How many messages wait in the queues of the house.
 *
 * <p>The broker is asked once for all that one scrape reads.
 */
final class QueueDepths {

    static final List<String> QUEUES = List.of("llm.requests", "llm.requests.dlq", "serai.usage", "serai.usage.dlq");

    private static final Duration FRESH = Duration.ofSeconds(2);

    /** Asks the broker, embedded or external. */
    @FunctionalInterface
    interface Broker {
        Map<String, QueueState> ask(Collection<String> queues) throws JMSException;
    }

    private final Broker broker;
    private final InstantSource clock;
    private Map<String, QueueState> known = Map.of();
    private Instant askedAt = Instant.MIN;

    QueueDepths(Broker broker, InstantSource clock) {
        this.broker = broker;
        this.clock = clock;
    }

    /** Those that a listener has in hand included; not a number while the broker does not answer. */
    synchronized double messages(String queue) {
        Instant now = clock.instant();
        if (askedAt.equals(Instant.MIN) || now.isAfter(askedAt.plus(FRESH)) || now.isBefore(askedAt)) {
            known = ask();
            // After the answer, which may have taken long: the next gauge of the same scrape must not wait again.
            askedAt = clock.instant();
        }
        QueueState state = known.get(queue);
        return state == null ? Double.NaN : state.messages();
    }

    private Map<String, QueueState> ask() {
        try {
            return broker.ask(QUEUES);
        } catch (JMSException | RuntimeException e) {
            return Map.of(); // the readiness says why
        }
    }
}
