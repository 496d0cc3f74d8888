package io.serai.doors.queue.embedded;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.serai.doors.queue.BrokerLimits;
import io.serai.doors.queue.BrokerProperties;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.apache.activemq.artemis.core.protocol.core.impl.ChannelImpl;
import org.apache.activemq.artemis.core.protocol.core.impl.RemotingConnectionImpl;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.slf4j.LoggerFactory;
import org.springframework.util.unit.DataSize;

/** A broker with two clients, Alice and Mallory, and a gateway that we play. */
final class TestBroker implements AutoCloseable {

    static final String ALICE = "sk-serai-of-alice";
    static final String MALLORY = "sk-serai-of-mallory";
    static final String ALICE_ID = "key_alice";
    static final String MALLORY_ID = "key_mallory";
    static final int LONGEST = 200_000;

    static {
        // As the gateway sets it; it would write a line for everything.
        ((Logger) LoggerFactory.getLogger("org.apache.activemq.audit")).setLevel(Level.OFF);
    }

    final FakeLogins logins = new FakeLogins().with(ALICE, ALICE_ID).with(MALLORY, MALLORY_ID);
    final int port;
    final EmbeddedBroker broker;
    private boolean closed;

    TestBroker(Path data) throws IOException {
        this(data, new BrokerLimits(40, 20, 10, DataSize.ofMegabytes(64), DataSize.ofMegabytes(2), Duration.ofDays(1)));
    }

    TestBroker(Path data, BrokerLimits limits) throws IOException {
        this(data, limits, LONGEST);
    }

    TestBroker(Path data, BrokerLimits limits, int longest) throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        broker = new EmbeddedBroker(
                new BrokerProperties("", null, null, "127.0.0.1", port),
                limits,
                Set.of("llm.requests", "tickets"),
                data,
                longest,
                logins,
                InstantSource.system());
    }

    ConnectionFactory core(String user, String password) {
        return new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port, user, password);
    }

    ConnectionFactory amqp(String user, String password) {
        return new JmsConnectionFactory(user, password, "amqp://127.0.0.1:" + port);
    }

    /** Packets that the broker keeps until clients confirm them; it does not say how many. */
    int unconfirmed() throws ReflectiveOperationException {
        Field channels = RemotingConnectionImpl.class.getDeclaredField("channels");
        Field kept = ChannelImpl.class.getDeclaredField("resendCache");
        channels.setAccessible(true);
        kept.setAccessible(true);
        int all = 0;
        for (RemotingConnection each : broker.server().getRemotingService().getConnections()) {
            if (each instanceof RemotingConnectionImpl) {
                for (Object channel : ((Map<?, ?>) channels.get(each)).values()) {
                    Collection<?> packets = (Collection<?>) kept.get(channel);
                    all += packets == null ? 0 : packets.size();
                }
            }
        }
        return all;
    }

    JMSContext gateway() {
        return new ActiveMQConnectionFactory(broker.url(), "gateway", broker.password()).createContext();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            broker.close();
        }
    }
}
