package io.serai.app;

import io.serai.app.stop.BrokerAtStop;
import io.serai.doors.queue.BrokerLimits;
import io.serai.doors.queue.BrokerLogins;
import io.serai.doors.queue.BrokerProbe;
import io.serai.doors.queue.BrokerProperties;
import io.serai.doors.queue.ExternalReplyQueues;
import io.serai.doors.queue.ReplyQueues;
import io.serai.doors.queue.RequestQueues;
import io.serai.doors.queue.UnreadBodies;
import io.serai.doors.queue.embedded.EmbeddedBroker;
import jakarta.jms.ConnectionFactory;
import java.nio.file.Path;
import java.time.InstantSource;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

/** Wires the broker: connections for those who listen and send, others for who asks whether it is there. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({BrokerProperties.class, BrokerLimits.class, RequestQueues.class})
public class BrokerConfiguration {

    private static final long PROBE_MILLIS = 3_000;

    @Bean(destroyMethod = "close")
    @ConditionalOnExpression("'${serai.broker.url:}'.isBlank()")
    EmbeddedBroker embeddedBroker(
            BrokerProperties properties,
            BrokerLimits limits,
            RequestQueues requests,
            @Value("${serai.data}") Path data,
            @Value("${serai.longest-body:32MB}") DataSize longestBody,
            BrokerLogins logins,
            InstantSource clock) {
        return new EmbeddedBroker(properties, limits, requests.names(), data, longestBody.toBytes(), logins, clock);
    }

    /** Part of liveness: nothing but a new process helps clients of a thread that does not come back. */
    @Bean
    HealthIndicator brokerPortHealthIndicator(ObjectProvider<EmbeddedBroker> embedded) {
        EmbeddedBroker broker = embedded.getIfAvailable();
        return () -> {
            String stuck = broker == null ? null : broker.stuck();
            return stuck == null
                    ? Health.up().build()
                    : Health.down().withDetail("port", stuck).build();
        };
    }

    @Bean
    ReplyQueues replyQueues(ObjectProvider<EmbeddedBroker> embedded) {
        EmbeddedBroker broker = embedded.getIfAvailable();
        return broker == null ? new ExternalReplyQueues() : broker.replyQueues();
    }

    /** @param embedded asked for so that it is up before anybody connects */
    @Bean
    ConnectionFactory listenerConnections(BrokerProperties properties, ObjectProvider<EmbeddedBroker> embedded) {
        return listening(properties, embedded.getIfAvailable());
    }

    /**
     * For listeners, and for those who send.
     *
     * <p>Connections to an external broker come back by themselves. Those to the embedded one end with it, and a listener makes a
     * new one: of sessions that were resumed on its next run, some never handed on what the broker had delivered to them.
     */
    public static ActiveMQConnectionFactory listening(BrokerProperties properties, @Nullable EmbeddedBroker embedded) {
        ActiveMQConnectionFactory connections = connections(properties, embedded);
        connections.setReconnectAttempts(embedded == null ? -1 : 0);
        connections.setRetryInterval(500);
        // One slow call must not hold messages that an idle listener could take.
        connections.setConsumerWindowSize(0);
        return connections;
    }

    /**
     * For who asks whether the broker is there: says no, where the others wait for it to come back.
     *
     * @param embedded asked for so that it is up before anybody connects
     */
    @Bean
    ConnectionFactory probingConnections(BrokerProperties properties, ObjectProvider<EmbeddedBroker> embedded) {
        ActiveMQConnectionFactory connections = connections(properties, embedded.getIfAvailable());
        connections.setReconnectAttempts(0);
        connections.setCallTimeout(PROBE_MILLIS);
        connections.setCallFailoverTimeout(PROBE_MILLIS);
        return connections;
    }

    @Bean
    BrokerAtStop brokerAtStop(ConnectionFactory listenerConnections, ConnectionFactory probingConnections) {
        return new BrokerAtStop(new BrokerProbe(probingConnections), (ActiveMQConnectionFactory) listenerConnections);
    }

    public static ActiveMQConnectionFactory connections(
            BrokerProperties properties, @Nullable EmbeddedBroker embedded) {
        ActiveMQConnectionFactory connections =
                new ActiveMQConnectionFactory(embedded == null ? properties.url() : embedded.url());
        connections.getServerLocator().addIncomingInterceptor(new UnreadBodies());
        connections.setUser(embedded == null ? properties.user() : "gateway");
        connections.setPassword(embedded == null ? properties.password() : embedded.password());
        // No message makes an object of a class of the sender's choice.
        connections.setDeserializationDenyList("*");
        return connections;
    }
}
