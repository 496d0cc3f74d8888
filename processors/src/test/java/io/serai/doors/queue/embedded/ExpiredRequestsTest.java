package io.serai.doors.queue.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.doors.queue.embedded.ingress.RequestWatch;
import io.serai.doors.queue.embedded.port.KnownWords;
import jakarta.jms.JMSContext;
import java.time.Duration;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;

/** A request that was not taken in time is counted and kept. */
class ExpiredRequestsTest {

    @Test
    void areCounted() throws Exception {
        EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
        broker.setConfiguration(new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .setMessageExpiryScanPeriod(50)
                .addAddressSetting(
                        "llm.requests", new AddressSettings().setExpiryAddress(SimpleString.of("llm.expired")))
                .addQueueConfiguration(QueueConfiguration.of("llm.expired").setRoutingType(RoutingType.ANYCAST))
                .addAcceptorConfiguration("vm", "vm://78"));
        broker.start();
        RequestWatch watch = new RequestWatch(new KnownWords());
        broker.getActiveMQServer().registerBrokerPlugin(watch);
        try (ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory("vm://78");
                JMSContext jms = connections.createContext()) {
            jms.createProducer().setTimeToLive(1).send(jms.createQueue("llm.requests"), "hello");
            jms.createProducer().setTimeToLive(1).send(jms.createQueue("other"), "hello");
            await().atMost(Duration.ofSeconds(20)).until(() -> watch.expired() == 1);
            assertThat(jms.createConsumer(jms.createQueue("llm.expired"))
                            .receive(20_000)
                            .getBody(String.class))
                    .isEqualTo("hello");
        } finally {
            broker.stop();
        }
        assertThat(watch.expired()).isEqualTo(1);
    }
}
