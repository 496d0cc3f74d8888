package io.serai.doors.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.app.BrokerConfiguration;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever a broker lets through, our connections make no object of it. */
class ObjectMessageTest {

    private static final AtomicBoolean READ = new AtomicBoolean();

    private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();

    static final class Gadget implements Serializable {
        private void readObject(ObjectInputStream in) {
            READ.set(true);
        }
    }

    private int port;

    @BeforeEach
    void start() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        broker.setConfiguration(new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .addAcceptorConfiguration(new TransportConfiguration(
                        NettyAcceptorFactory.class.getName(), Map.of("host", "127.0.0.1", "port", port), "tcp")));
        broker.start();
    }

    @AfterEach
    void stop() throws Exception {
        broker.stop();
    }

    @Test
    void isNeverReadAsAnObject() throws Exception {
        try (ActiveMQConnectionFactory ours = BrokerConfiguration.connections(
                        new BrokerProperties("tcp://127.0.0.1:" + port, null, null, "127.0.0.1", 0), null);
                JMSContext jms = ours.createContext()) {
            jms.createProducer().send(jms.createQueue("q"), new Gadget());
            Message message = jms.createConsumer(jms.createQueue("q")).receive(5_000);
            assertThat(message).isInstanceOf(BytesMessage.class);
            assertThat(MessageBody.of(message, 1_000_000))
                    .isInstanceOfSatisfying(
                            MessageBody.Other.class,
                            body -> assertThat(body.type()).isEqualTo("object"));
        }
        assertThat(READ).isFalse();
    }
}
