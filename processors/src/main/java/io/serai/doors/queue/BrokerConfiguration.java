package io.serai.doors.queue;

import jakarta.jms.ConnectionFactory;
import java.nio.file.Path;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the broker: connections for those who listen, pooled ones for those who send. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BrokerProperties.class)
class BrokerConfiguration {

    private static final long PROBE_MILLIS = 3_000;

    @Bean(destroyMethod = "close")
    @ConditionalOnExpression("'${serai.broker.url:}'.isBlank()")
    EmbeddedBroker embeddedBroker(BrokerProperties properties, @Value("${serai.data}") Path data) {
        return new EmbeddedBroker(properties, data);
    }

    /** @param embedded asked for so that it is up before anybody connects */
    @Bean
    ConnectionFactory listenerConnections(BrokerProperties properties, ObjectProvider<EmbeddedBroker> embedded) {
        embedded.ifAvailable(broker -> {});
        ActiveMQConnectionFactory connections = connections(properties);
        connections.setReconnectAttempts(-1);
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
        embedded.ifAvailable(broker -> {});
        ActiveMQConnectionFactory connections = connections(properties);
        connections.setReconnectAttempts(0);
        connections.setCallTimeout(PROBE_MILLIS);
        connections.setCallFailoverTimeout(PROBE_MILLIS);
        return connections;
    }

    private static ActiveMQConnectionFactory connections(BrokerProperties properties) {
        ActiveMQConnectionFactory connections =
                new ActiveMQConnectionFactory(properties.external() ? properties.url() : "vm://0");
        connections.getServerLocator().addIncomingInterceptor(new UnreadBodies());
        connections.setUser(properties.user());
        connections.setPassword(properties.password());
        return connections;
    }

    @Bean(destroyMethod = "stop")
    JmsPoolConnectionFactory senderConnections(ConnectionFactory listenerConnections) {
        JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();
        pool.setConnectionFactory(listenerConnections);
        pool.setMaxConnections(2);
        pool.setMaxSessionsPerConnection(500);
        return pool;
    }
}
