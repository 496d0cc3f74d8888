package io.serai.steps.callers;

import io.serai.doors.queue.MessageBody;
import jakarta.jms.JMSException;
import java.util.Map;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.jms.JmsMessage;
import org.jspecify.annotations.Nullable;

/**
 * A message that asks, before its body is read.
 *
 * @param authorization property that holds the caller's key
 * @param checkedKeyId  whose key was checked before, as our own broker says by a property, or the step that asks; empty for a key
 *                      that the broker does not know
 * @param hint          property by which our own broker says why it does not know the key
 * @param login         property by which our own broker says with whose key the sender logged in
 * @param task          property that names the task type
 * @param traceparent   property that names the caller's trace, as W3C has it
 * @param replyTo       where the answer goes
 * @param fault         why nothing could be made of its properties
 * @param jms           the broker's message; null for one that a route made, whose body is {@code made}
 * @param made          the body of a message that a route made
 */
record Incoming(
        @Nullable String authorization,
        @Nullable String checkedKeyId,
        @Nullable String hint,
        @Nullable String login,
        @Nullable String task,
        @Nullable String traceparent,
        @Nullable ReplyTo replyTo,
        @Nullable String fault,
        @Nullable ActiveMQMessage jms,
        @Nullable Object made) {

    static Incoming of(Message message) {
        if (message instanceof JmsMessage received && received.getJmsMessage() instanceof ActiveMQMessage jms) {
            try {
                return of(message, jms, null);
            } catch (RuntimeException e) {
                return new Incoming(
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        "The message's properties cannot be read.",
                        jms,
                        null);
            }
        }
        return of(message, null, message.getBody());
    }

    private static Incoming of(Message message, @Nullable ActiveMQMessage jms, @Nullable Object made) {
        return new Incoming(
                message.getHeader("authorization", String.class),
                jms == null ? askedBy(message) : said(jms, "serai_caller"),
                jms == null ? null : said(jms, "serai_caller_hint"),
                jms == null ? null : said(jms, "serai_caller_login"),
                message.getHeader("serai_task", String.class),
                message.getHeader("traceparent", String.class),
                jms == null ? null : ReplyTo.of(message),
                null,
                jms,
                made);
    }

    /** By the broker's own message: a route's message has no such header, or it would be sent on. */
    private static @Nullable String said(ActiveMQMessage jms, String name) {
        Object value = jms.getCoreMessage().getObjectProperty(name);
        return value == null ? null : value.toString();
    }

    private static @Nullable String askedBy(Message message) {
        Exchange exchange = message.getExchange();
        return exchange == null ? null : exchange.getProperty(OpenMessageStep.ASKED_BY, String.class);
    }

    boolean fromBroker() {
        return jms != null;
    }

    /** How many bytes reading the body takes, known without reading it. */
    long size() {
        if (jms != null) {
            return MessageBody.size(jms);
        }
        return made instanceof String text ? 2L * text.length() : made instanceof byte[] bytes ? bytes.length : 0;
    }

    /** Reads the body; to be called once. */
    MessageBody body(long longest) {
        if (jms != null) {
            return MessageBody.of(jms, longest);
        }
        return switch (made) {
            case null -> new MessageBody.None();
            // A character is at least one byte.
            case String text ->
                text.length() > longest ? new MessageBody.TooLong(text.length()) : new MessageBody.Text(text);
            case byte[] bytes ->
                bytes.length > longest ? new MessageBody.TooLong(bytes.length) : new MessageBody.Bytes(bytes);
            default -> new MessageBody.Other(made.getClass().getSimpleName(), new byte[0]);
        };
    }

    /** What is kept of it, and why. */
    DeadLetter letter(MessageBody body, Map<String, Object> reason) {
        return jms == null ? DeadLetter.of(body, reason) : DeadLetter.of(jms, body, reason);
    }

    /** The number the broker gave it; 0 where it did not come from there. */
    long number() {
        return jms == null ? 0 : jms.getCoreMessage().getMessageID();
    }

    /** When it was sent, by its sender's clock. */
    long sent() {
        return jms == null ? 0 : jms.getCoreMessage().getTimestamp();
    }

    /** How often the broker has delivered it, this time included. */
    int deliveries() {
        try {
            return jms == null ? 1 : jms.getIntProperty("JMSXDeliveryCount");
        } catch (JMSException | RuntimeException e) {
            return 1;
        }
    }
}
