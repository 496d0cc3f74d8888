package io.serai.app.stop;

import io.serai.doors.queue.BrokerProbe;
import jakarta.jms.JMSException;
import java.util.List;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Ends the waiting for a broker that is away when the gateway stops.
 *
 * <p>Listeners and senders connect again without end, and hold what the stop of their routes waits for.
 */
public final class BrokerAtStop {

    private static final Logger log = LoggerFactory.getLogger(BrokerAtStop.class);

    private final BrokerProbe probe;
    private final ActiveMQConnectionFactory connections;

    /** @param connections that wait for the broker */
    public BrokerAtStop(BrokerProbe probe, ActiveMQConnectionFactory connections) {
        this.probe = probe;
        this.connections = connections;
    }

    /** Before the routes are stopped. */
    @EventListener
    @Order(Ordered.HIGHEST_PRECEDENCE)
    void stopping(ContextClosedEvent event) {
        try {
            probe.ask(List.of());
        } catch (JMSException e) {
            log.warn("The gateway stops while the broker is away: {}", e.getMessage());
            // On a thread of its own: closing sessions may wait as well.
            Thread.ofPlatform().daemon().name("broker-away").start(connections::close);
        }
    }
}
