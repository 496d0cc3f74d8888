package io.serai.app;

import io.serai.doors.queue.BrokerProbe;
import io.serai.doors.queue.BrokerProbe.QueueState;
import io.serai.live.LiveRoutes;
import io.serai.metering.outbox.Outbox;
import io.serai.steps.ledger.LedgerWatch;
import io.serai.steps.ledger.WayToLedger;
import jakarta.jms.JMSException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/**
 * Ready only when routes, broker, queue door, ledger and outbox are. The store has its own indicator.
 *
 * <p>Whether a queue is listened to is asked of the broker: a listener of ours that waits for it to come back does not know.
 */
final class GatewayHealth implements HealthIndicator {

    private static final Logger log = LoggerFactory.getLogger(GatewayHealth.class);

    private final CamelContext camel;
    private final LiveRoutes live;
    private final BrokerProbe broker;
    private final Outbox outbox;
    private final LedgerWatch ledger;
    private final Duration stalledAfter;
    private final InstantSource clock;

    private Set<String> troubles = Set.of();
    private boolean wasReady;

    GatewayHealth(
            CamelContext camel,
            LiveRoutes live,
            BrokerProbe broker,
            Outbox outbox,
            LedgerWatch ledger,
            Duration stalledAfter,
            InstantSource clock) {
        this.camel = camel;
        this.live = live;
        this.broker = broker;
        this.outbox = outbox;
        this.ledger = ledger;
        this.stalledAfter = stalledAfter;
        this.clock = clock;
    }

    @Override
    public Health health() {
        Map<String, String> found = look();
        Health.Builder health = found.isEmpty() ? Health.up() : Health.down();
        return health.withDetail("usageWaiting", outbox.pending())
                .withDetails(found)
                .build();
    }

    /** What keeps the gateway from being ready, by what it is about; to be called now and then, whether or not anybody asks. */
    Map<String, String> look() {
        Map<String, String> found = new LinkedHashMap<>();
        boolean started = camel.isStarted();
        if (!started || !live.report().complete()) {
            found.put("routes", started ? "a file was refused at the start" : "not started");
        }
        String gap = started ? WayToLedger.gap(camel, live.systemRoutes()) : null;
        if (gap != null) {
            found.put("system", gap);
        }
        if (!outbox.isWell()) {
            found.put("outbox", "cannot be written: is the disk full?");
        }
        Instant stalled = outbox.stalledSince();
        if (stalled != null && !clock.instant().isBefore(stalled.plus(stalledAfter))) {
            found.put("usage", "the broker has taken no usage since " + stalled);
        }
        broker(found);
        tell(found);
        return found;
    }

    private void broker(Map<String, String> found) {
        List<Listener> listeners = Listener.ofTheHouse(camel);
        try {
            Map<String, QueueState> queues =
                    broker.ask(listeners.stream().map(Listener::queue).toList());
            for (Listener listener : listeners) {
                queue(listener, queues.getOrDefault(listener.queue(), new QueueState(0, 0)), found);
            }
        } catch (JMSException e) {
            found.put("broker", "no connection: " + e.getMessage());
        }
    }

    private void queue(Listener listener, QueueState queue, Map<String, String> found) {
        if (!listener.isRunning() || queue.consumers() == 0) {
            found.put(listener.route(), "does not listen on " + listener.queue() + " yet");
        }
        if (listener.isLedger()) {
            Instant since = ledger.look(queue.messages(), Math.max(0, queue.consumers() - listener.consumers()));
            if (since != null) {
                found.put(
                        "ledger",
                        "nothing has been stored since " + since + " though " + queue.messages()
                                + " messages wait on " + listener.queue()
                                + ": does the database take records, is the queue paused?");
            }
        }
    }

    /** Says a change once, so that the log tells why a load balancer turned away. */
    private synchronized void tell(Map<String, String> found) {
        boolean same = found.keySet().equals(troubles) && (wasReady || !found.isEmpty());
        if (same || !camel.isStarted()) {
            return;
        }
        if (!found.isEmpty()) {
            log.atLevel(wasReady ? Level.WARN : Level.INFO).log("Not ready: {}", found);
        } else if (wasReady) {
            log.info("Ready again");
        }
        wasReady |= found.isEmpty();
        troubles = Set.copyOf(found.keySet());
    }
}
