package io.serai.app;

import io.serai.app.own.SteeringHeaders;
import io.serai.doors.queue.MessageBody;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatException;
import jakarta.jms.Session;
import java.util.Map;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.jms.JmsBinding;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsConfiguration;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.component.jms.JmsMessageType;
import org.jspecify.annotations.Nullable;

/**
 * Lets every {@code jms:} endpoint, those of integrators too, take texts and bytes and nothing else, and send no Java objects.
 *
 * <p>A body of another kind is not read. No message is ever put into the sentence of a failure, because a property may hold a key.
 */
public final class TextOrBytes extends JmsBinding {

    private static final String REQUESTS = "llm.requests";
    private static final String INTERNAL = "serai.";

    private final JmsEndpoint endpoint;
    private final long longest;
    private final @Nullable SteeringHeaders steering;

    private TextOrBytes(JmsEndpoint endpoint, long longest, SteeringHeaders steering) {
        super(endpoint);
        this.endpoint = endpoint;
        this.longest = longest;
        String queue = String.valueOf(endpoint.getDestinationName());
        // What the gateway's own steps read has no headers left to send on.
        this.steering = queue.equals(REQUESTS) || queue.startsWith(INTERNAL) ? null : steering;
    }

    /** @param longest the longest body that is read, in bytes */
    static JmsComponent component(long longest, SteeringHeaders steering) {
        return new JmsComponent(new ReadWhenPolled(longest)) {
            @Override
            protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
                    throws Exception {
                Endpoint endpoint = super.createEndpoint(uri, remaining, parameters);
                if (endpoint instanceof JmsEndpoint jms) {
                    // A message that is handed on as it is would be the undecoded one.
                    jms.getConfiguration().setAlwaysCopyMessage(true);
                    jms.setBinding(new TextOrBytes(jms, longest, steering));
                }
                return endpoint;
            }
        };
    }

    @Override
    public Map<String, Object> extractHeadersFromJms(Message message, Exchange exchange) {
        Map<String, Object> headers = super.extractHeadersFromJms(message, exchange);
        if (steering != null) {
            steering.takeFromMessage(headers, exchange);
        }
        return headers;
    }

    /** What is not read is a {@link MessageBody} itself, because a failure here would come before any route could tell of it. */
    @Override
    public @Nullable Object extractBodyFromJms(Exchange exchange, Message message) {
        if (!(message instanceof ActiveMQMessage)) {
            throw new IllegalStateException("not a message of the gateway's broker: " + message.getClass());
        }
        return switch (MessageBody.of(message, longest)) {
            case MessageBody.Text text -> text.text();
            case MessageBody.Bytes bytes -> bytes.bytes();
            case MessageBody.None none -> null;
            case MessageBody.TooLong tooLong -> tooLong;
            case MessageBody.Other other -> other;
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
        if (body instanceof MessageBody unread) {
            throw new MessageFormatException("There is nothing to send on: the body was " + unread + ".");
        }
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

    /** A poll ends the session in which a long body would still come. */
    private static final class ReadWhenPolled extends JmsConfiguration {

        private final long longest;

        ReadWhenPolled(long longest) {
            this.longest = longest;
        }

        @Override
        protected CamelJmsTemplate createCamelJmsTemplate(ConnectionFactory connectionFactory) {
            return new CamelJmsTemplate(this, connectionFactory) {
                @Override
                protected @Nullable Message receiveFromConsumer(MessageConsumer consumer, long timeout)
                        throws JMSException {
                    Message message = super.receiveFromConsumer(consumer, timeout);
                    if (message instanceof ActiveMQMessage) {
                        MessageBody.load(message, longest);
                    }
                    return message;
                }
            };
        }
    }
}
