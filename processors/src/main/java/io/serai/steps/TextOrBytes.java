package io.serai.steps;

import io.serai.doors.queue.MessageBody;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.Session;
import java.util.Map;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.jms.JmsBinding;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.component.jms.JmsMessageType;
import org.jspecify.annotations.Nullable;

/**
 * Lets every {@code jms:} endpoint, those of integrators too, take texts and bytes and nothing else, and send no Java objects.
 *
 * <p>A body of another kind fails the exchange that asks for it, unread. The sentence of the failure names the message and none of
 * its properties, which may hold a key.
 */
final class TextOrBytes extends JmsBinding {

    private final JmsEndpoint endpoint;
    private final long longest;

    private TextOrBytes(JmsEndpoint endpoint, long longest) {
        super(endpoint);
        this.endpoint = endpoint;
        this.longest = longest;
    }

    /** @param longest the longest body that is read, in bytes */
    static JmsComponent component(long longest) {
        return new JmsComponent() {
            @Override
            protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
                    throws Exception {
                Endpoint endpoint = super.createEndpoint(uri, remaining, parameters);
                if (endpoint instanceof JmsEndpoint jms) {
                    jms.setBinding(new TextOrBytes(jms, longest));
                }
                return endpoint;
            }
        };
    }

    @Override
    public @Nullable Object extractBodyFromJms(Exchange exchange, Message message) {
        if (!(message instanceof ActiveMQMessage)) {
            throw new IllegalStateException("not a message of the gateway's broker: " + message.getClass());
        }
        return switch (MessageBody.of(message, longest)) {
            case MessageBody.Text text -> text.text();
            case MessageBody.Bytes bytes -> bytes.bytes();
            case MessageBody.None none -> null;
            case MessageBody.TooLong tooLong ->
                throw new IllegalArgumentException("The body of message " + id(message) + " is " + tooLong.bytes()
                        + " bytes long, more than serai.longest-body, and was not read.");
            case MessageBody.Other other ->
                throw new IllegalArgumentException("The body of message " + id(message)
                        + " is neither text nor bytes (" + other.type() + ") and was not read.");
        };
    }

    @Override
    protected Message createJmsMessage(Exception cause, Session session) throws JMSException {
        return session.createTextMessage(String.valueOf(cause.getMessage()));
    }

    @Override
    protected Message createJmsMessage(
            Exchange exchange, Object body, Map<String, Object> headers, Session session, CamelContext context)
            throws JMSException {
        if (endpoint.isTransferExchange()) {
            throw new MessageFormatException("transferExchange sends a Java object, which is never done here.");
        }
        return super.createJmsMessage(exchange, body, headers, session, context);
    }

    @Override
    protected JmsMessageType getJMSMessageTypeForBody(Exchange exchange, Object body) {
        JmsMessageType type = super.getJMSMessageTypeForBody(exchange, body);
        return type == JmsMessageType.Object ? JmsMessageType.Text : type;
    }

    @Override
    protected Message createJmsMessageForType(
            Exchange exchange, Object body, Session session, CamelContext context, JmsMessageType type)
            throws JMSException {
        if (type == JmsMessageType.Object) {
            throw new MessageFormatException("A Java object is never sent from here: send a text or bytes.");
        }
        return super.createJmsMessageForType(exchange, body, session, context, type);
    }

    private static String id(Message message) {
        try {
            return String.valueOf(message.getJMSMessageID());
        } catch (JMSException e) {
            return "without an id";
        }
    }
}
