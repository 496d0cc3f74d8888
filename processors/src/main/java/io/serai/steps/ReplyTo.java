package io.serai.steps;

import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.Topic;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.jms.client.ActiveMQDestination;
import org.apache.camel.Message;
import org.apache.camel.component.jms.JmsConstants;
import org.jspecify.annotations.Nullable;

/**
 * Where the answer to a message goes, and what it refers to, whichever protocol the message came by.
 *
 * <p>STOMP and plain AMQP clients write the bare name of a queue, which JMS takes for neither queue nor topic; some write
 * a prefix that their own broker knew. Here a name is a queue.
 */
record ReplyTo(Destination destination, @Nullable Object correlation) {

    private static final List<String> PREFIXES = List.of("/queue/", "queue://", "queue:", "jms.queue.");

    /** Where AMQP's own message id is kept when a message is turned into a JMS one, whose id is another. */
    private static final String AMQP_MESSAGE_ID = "NATIVE_MESSAGE_ID";

    /** Null where the message does not say where to. */
    static @Nullable ReplyTo of(Message message) {
        if (!(message.getHeader(JmsConstants.JMS_HEADER_REPLY_TO) instanceof Destination destination)) {
            return null;
        }
        Object correlation = message.getHeader(JmsConstants.JMS_HEADER_CORRELATION_ID);
        if (correlation == null) {
            correlation = message.getHeader(AMQP_MESSAGE_ID);
        }
        return new ReplyTo(
                destination, correlation == null ? message.getHeader(JmsConstants.JMS_HEADER_MESSAGE_ID) : correlation);
    }

    /** Puts address and reference into the headers of the answer. */
    void address(Map<String, Object> headers) {
        if (correlation != null) {
            headers.put(JmsConstants.JMS_HEADER_CORRELATION_ID, correlation);
        }
        String name = name();
        if (name == null) {
            headers.put(JmsConstants.JMS_DESTINATION, destination);
        } else {
            headers.put(JmsConstants.JMS_DESTINATION_NAME, name);
        }
    }

    /** The name of a queue that lasts; null for what must be addressed as it is. */
    private @Nullable String name() {
        if (destination instanceof TemporaryQueue
                || destination instanceof TemporaryTopic
                || (destination instanceof Topic && !(destination instanceof Queue))) {
            return null;
        }
        String name = destination instanceof ActiveMQDestination artemis ? artemis.getAddress() : queueName();
        if (name == null) {
            return null;
        }
        for (String prefix : PREFIXES) {
            if (name.startsWith(prefix)) {
                return name.substring(prefix.length());
            }
        }
        return name;
    }

    private @Nullable String queueName() {
        try {
            return destination instanceof Queue queue ? queue.getQueueName() : null;
        } catch (JMSException e) {
            return null;
        }
    }
}
