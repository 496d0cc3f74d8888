package io.serai.steps.callers;

import io.serai.doors.queue.ReplyQueues;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.Topic;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
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

    private static final List<String> PREFIXES =
            List.of("/queue/", "queue://", "queue:", "temp-queue://", "/temp-queue/", "jms.queue.");

    /** Where AMQP's own message id is kept when a message is turned into a JMS one, whose id is another. */
    private static final String AMQP_MESSAGE_ID = "NATIVE_MESSAGE_ID";

    /** What a broker calls a queue that it names itself, for a client that wants a temporary one. */
    private static final Pattern TEMPORARY =
            Pattern.compile("\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{12}");

    /** Neither blanks nor wildcards, lists, options and queues of other addresses. */
    private static final Pattern NAME = Pattern.compile("(?!.*::)[\\p{L}\\p{N}_/@~=.:$-]{1,200}");

    /** Addresses of the gateway and of the broker, where an answer would be taken for something else. */
    private static final Pattern RESERVED =
            Pattern.compile("(?:serai|llm|activemq|\\$.*?|_AMQ.*?|jms)(?:[./:].*)?|DLQ|ExpiryQueue");

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

    /**
     * Says why no answer may be sent there; null where it may.
     *
     * @param queues who may read which queue, or null where the broker sees to that
     * @param keyId  whose queue it has to be; empty for a caller who is not known, whom only the broker's own check holds back
     */
    @Nullable
    String refusal(@Nullable ReplyQueues queues, String keyId) {
        String name = name();
        if (!NAME.matcher(name).matches()) {
            return "The reply-to is not the name of a queue.";
        }
        if (RESERVED.matcher(name).matches()) {
            return "The reply-to '" + name + "' belongs to the gateway or the broker: name a queue of your own.";
        }
        if (queues != null && !keyId.isEmpty() && !TEMPORARY.matcher(name).matches() && !queues.open(keyId, name)) {
            return "The reply-to '" + name + "' is not a queue that this key may have answers sent to.";
        }
        return null;
    }

    /** Puts address and reference into the headers of the answer. */
    void address(Map<String, Object> headers) {
        if (correlation != null) {
            headers.put(JmsConstants.JMS_HEADER_CORRELATION_ID, correlation);
        }
        if (destination instanceof TemporaryQueue || isTopic()) {
            headers.put(JmsConstants.JMS_DESTINATION, destination);
        } else {
            headers.put(JmsConstants.JMS_DESTINATION_NAME, name());
        }
    }

    private boolean isTopic() {
        return destination instanceof TemporaryTopic
                || (destination instanceof Topic && !(destination instanceof Queue));
    }

    /** Without a protocol's prefix; empty for what has no name. */
    String name() {
        String name = destination instanceof ActiveMQDestination artemis ? artemis.getAddress() : queueName();
        if (name == null) {
            return "";
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
