package io.serai.steps.callers;

import io.serai.doors.queue.MessageBody;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a request that could not be answered: the message as it came, without the key it showed.
 *
 * @param body        a text or bytes as sent, or null where there was none or more than may be read
 * @param properties  its own ones, and those that say why it is here
 * @param correlation what it wanted its answer to refer to
 * @param type        its JMS type
 */
public record DeadLetter(
        @Nullable Object body,
        Map<String, Object> properties,
        @Nullable String correlation,
        @Nullable String type) {

    /** Names under which clients send keys. */
    private static final Set<String> KEYS =
            Set.of("authorization", "proxy-authorization", "proxy_authorization", "x-api-key", "x_api_key", "api-key");

    private static final Pattern KEY = Pattern.compile("sk-serai-[\\w-]+");

    /** What the broker, its client and its protocols add, and would understand if it were sent again. */
    private static final Pattern NOT_ITS_OWN = Pattern.compile("(?:JMS|_AMQ|__|NATIVE_|serai_caller).*");

    public DeadLetter {
        properties = Map.copyOf(properties);
    }

    /**
     * Copies what a message says.
     *
     * @param reason why it is set aside
     */
    public static DeadLetter of(Message message, MessageBody body, Map<String, Object> reason) {
        Map<String, Object> properties = new HashMap<>();
        String correlation = null;
        String type = null;
        try {
            for (Object each : Collections.list(message.getPropertyNames())) {
                String name = String.valueOf(each);
                Object value = kept(name, message.getObjectProperty(name));
                if (value != null) {
                    properties.put(name, value);
                }
            }
            correlation = correlation(message);
            type = message.getJMSType();
            if (message.getJMSMessageID() != null) {
                properties.put("serai_message_id", message.getJMSMessageID());
            }
            if (message.getJMSReplyTo() != null) {
                properties.put("serai_reply_to", String.valueOf(message.getJMSReplyTo()));
            }
        } catch (JMSException | RuntimeException e) {
            // A message that is partly broken: what could be read of it is kept.
            properties.put("serai_incomplete", true);
        }
        return of(body, properties, reason, correlation, type);
    }

    /**
     * Keeps the body of what did not come from the broker.
     *
     * @param reason why it is set aside
     */
    public static DeadLetter of(MessageBody body, Map<String, Object> reason) {
        return of(body, new HashMap<>(), reason, null, null);
    }

    private static DeadLetter of(
            MessageBody body,
            Map<String, Object> properties,
            Map<String, Object> reason,
            @Nullable String correlation,
            @Nullable String type) {
        Object kept = null;
        switch (body) {
            case MessageBody.Text text -> kept = text.text();
            case MessageBody.Bytes bytes -> kept = bytes.bytes();
            case MessageBody.None none -> {}
            case MessageBody.TooLong tooLong -> properties.put("serai_body_bytes", tooLong.bytes());
            case MessageBody.Other other -> {
                kept = other.raw();
                properties.put("serai_body_type", other.type());
            }
        }
        properties.putAll(reason);
        return new DeadLetter(kept, properties, correlation, type);
    }

    private static @Nullable Object kept(String name, @Nullable Object value) {
        if (value == null
                || NOT_ITS_OWN.matcher(name).matches()
                || KEYS.contains(name.toLowerCase(Locale.ROOT))
                || value instanceof byte[]) {
            return null;
        }
        return value instanceof String text ? KEY.matcher(text).replaceAll("sk-serai-***") : value;
    }

    private static @Nullable String correlation(Message message) throws JMSException {
        String correlation = message.getJMSCorrelationID();
        return correlation == null ? message.getJMSMessageID() : correlation;
    }
}
