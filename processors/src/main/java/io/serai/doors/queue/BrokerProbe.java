package io.serai.doors.queue;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.jms.client.ActiveMQConnection;

/** Asks the broker, embedded or external, how its queues are. Needs no right beyond listening. */
public final class BrokerProbe {

    private final ConnectionFactory connections;

    /** @param connections such as say no when the broker is away, rather than wait for it */
    public BrokerProbe(ConnectionFactory connections) {
        this.connections = connections;
    }

    /**
     * What the broker says of a queue; one that is not there is empty and has no listener.
     *
     * @param consumers listeners on it, those of other nodes included
     * @param messages  those that a listener has in hand included
     */
    public record QueueState(int consumers, long messages) {}

    /**
     * The state of each queue now.
     *
     * @throws JMSException where the broker does not answer
     */
    public Map<String, QueueState> ask(Collection<String> queues) throws JMSException {
        try (Connection connection = connections.createConnection()) {
            connection.start();
            ClientSession session = ((ActiveMQConnection) connection).getInitialSession();
            Map<String, QueueState> states = new HashMap<>();
            for (String queue : queues) {
                ClientSession.QueueQuery state = session.queueQuery(SimpleString.of(queue));
                states.put(
                        queue,
                        state.isExists()
                                ? new QueueState(state.getConsumerCount(), state.getMessageCount())
                                : new QueueState(0, 0));
            }
            return states;
        } catch (ActiveMQException e) {
            JMSException failure = new JMSException(e.getMessage());
            failure.initCause(e);
            throw failure;
        }
    }
}
