package io.serai.steps;

import io.serai.metering.Outbox;
import io.serai.steps.live.LiveRoutes;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import org.apache.camel.CamelContext;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** Ready only when routes, broker and the outbox of usage records are; the store has an indicator of its own. */
final class GatewayHealth implements HealthIndicator {

    private final CamelContext camel;
    private final LiveRoutes live;
    private final ConnectionFactory broker;
    private final Outbox outbox;

    GatewayHealth(CamelContext camel, LiveRoutes live, ConnectionFactory broker, Outbox outbox) {
        this.camel = camel;
        this.live = live;
        this.broker = broker;
        this.outbox = outbox;
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up().withDetail("usageWaiting", outbox.pending());
        if (!camel.isStarted() || !live.report().complete()) {
            health.down().withDetail("routes", camel.isStarted() ? "a file was refused at the start" : "not started");
        }
        if (!outbox.isWell()) {
            health.down().withDetail("outbox", "cannot be written");
        }
        try (Connection connection = broker.createConnection()) {
            connection.start();
        } catch (JMSException e) {
            health.down().withDetail("broker", "no connection: " + e.getMessage());
        }
        return health.build();
    }
}
