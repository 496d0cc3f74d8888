package io.serai.steps.callers;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.apache.camel.Exchange;
import org.apache.camel.component.jms.MessageCreatedStrategy;
import org.jspecify.annotations.Nullable;

/**
 * The bean {@code deadLetters}: puts what a {@link DeadLetter} says on the message that carries it.
 *
 * <p>Not by headers of the exchange: Camel would rename and leave out properties that came by AMQP and STOMP.
 */
public final class DeadLetters implements MessageCreatedStrategy {

    /** The exchange property that holds the letter. */
    public static final String LETTER = "deadLetter";

    @Override
    public void onMessageCreated(Message message, Session session, Exchange exchange, @Nullable Throwable cause) {
        DeadLetter letter = exchange.getProperty(LETTER, DeadLetter.class);
        if (letter == null || !(message instanceof ActiveMQMessage artemis)) {
            return;
        }
        letter.properties().forEach((name, value) -> artemis.getCoreMessage().putObjectProperty(name, value));
        try {
            message.setJMSCorrelationID(letter.correlation());
            message.setJMSType(letter.type());
        } catch (JMSException e) {
            throw new IllegalStateException("a dead letter could not be addressed", e);
        }
        AnswerSent.tell(message, exchange);
    }
}
