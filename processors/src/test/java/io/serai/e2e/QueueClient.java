package io.serai.e2e;

import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.Map;
import java.util.UUID;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.jspecify.annotations.Nullable;

/** A JMS client with a reply queue of its own. */
final class QueueClient implements AutoCloseable {

    private static final long LONGEST = 20_000;

    private final TestGateway gateway;
    private final ActiveMQConnectionFactory factory;
    private final Connection connection;
    private final Session session;
    private final Queue answers;
    private final MessageConsumer replies;
    private Map<String, String> more = Map.of();

    QueueClient(TestGateway gateway) throws JMSException {
        this.gateway = gateway;
        factory = new ActiveMQConnectionFactory("tcp://127.0.0.1:" + gateway.brokerPort());
        connection = factory.createConnection("any", gateway.key());
        connection.start();
        session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
        answers = session.createTemporaryQueue();
        replies = session.createConsumer(answers);
    }

    /** Sends to {@code llm.requests} and waits for the answer to it. */
    Message ask(String body) throws JMSException {
        return ask(body, Map.of());
    }

    /** @param properties of the message, besides its key */
    Message ask(String body, Map<String, String> properties) throws JMSException {
        more = properties;
        String correlation = send("llm.requests", body, true);
        Message answer = replies.receive(LONGEST);
        if (answer == null || !correlation.equals(answer.getJMSCorrelationID())) {
            throw new AssertionError("no answer to " + correlation + " but " + answer);
        }
        return answer;
    }

    /** The correlation id it was sent with. */
    String send(String queue, String body, boolean replyTo) throws JMSException {
        TextMessage request = session.createTextMessage(body);
        request.setStringProperty("authorization", "Bearer " + gateway.key());
        for (Map.Entry<String, String> property : more.entrySet()) {
            request.setStringProperty(property.getKey(), property.getValue());
        }
        String correlation = UUID.randomUUID().toString();
        request.setJMSCorrelationID(correlation);
        if (replyTo) {
            request.setJMSReplyTo(answers);
        }
        if (queue.equals("llm.requests")) {
            try (MessageProducer producer = session.createProducer(session.createQueue(queue))) {
                producer.send(request);
            }
        } else {
            try (ActiveMQConnectionFactory operator = gateway.operator();
                    JMSContext jms = operator.createContext()) {
                jms.createProducer().send(jms.createQueue(queue), request);
            }
        }
        return correlation;
    }

    /** The next message of any queue, as an operator takes it; null where none comes in time. */
    @Nullable
    Message receive(String queue, long millis) throws JMSException {
        try (ActiveMQConnectionFactory operator = gateway.operator();
                JMSContext jms = operator.createContext()) {
            return jms.createConsumer(jms.createQueue(queue)).receive(millis);
        }
    }

    /** Another answer that should not have come. */
    @Nullable
    Message another(long millis) throws JMSException {
        return replies.receive(millis);
    }

    @Override
    public void close() throws JMSException {
        connection.close();
        factory.close();
    }
}
