package io.serai.doors.queue.embedded.ingress;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQSecurityException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.qpid.proton.amqp.Binary;
import org.jspecify.annotations.Nullable;

/**
 * Says what the properties of a client's message may be, whichever protocol it came by.
 *
 * <p>Names are ASCII, because what reads them later folds letters in its own ways: a long s is an s to some. Of the broker's own
 * properties only those are kept that a client needs.
 */
public final class MessageRules {

    private static final int PROPERTIES = 200;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_CORRELATION_ID = 1_000;
    private static final int LONGEST_DUPLICATE_ID = 128;
    private static final long LONGEST_DELAY = TimeUnit.DAYS.toMillis(1);
    private static final int LONGEST_SELECTOR = 500;
    private static final int PERCENT_SIGNS = 2;
    /** Each character is looked for at each place of what it is compared with, and for each queue of an address. */
    private static final int LONGEST_LIKE = 100;

    private static final int UNDERSCORES = 10;

    /** Names that brokers give a meaning to begin so, in lowercase. */
    private static final List<String> BROKERS = List.of("_amq", "__amq", "amq", "_hq", "native_", "jmsx");

    private static final Set<SimpleString> OFFERED = Set.of(
            Message.HDR_SCHEDULED_DELIVERY_TIME,
            Message.HDR_DUPLICATE_DETECTION_ID,
            Message.HDR_ROUTING_TYPE,
            Message.HDR_LARGE_BODY_SIZE,
            Message.HDR_LARGE_COMPRESSED);

    /** Bytes of memory that a message takes besides its own; measured with small ones. */
    public static final int KNOWN_BY = 2 * 1024;

    private MessageRules() {}

    /** Bytes that a message takes while it is kept in memory. */
    static long memory(Message message) {
        return KNOWN_BY + size(message);
    }

    /** Bytes that a message takes on disk. */
    static long size(Message message) {
        try {
            return message.getPersistentSize();
        } catch (ActiveMQException e) {
            throw new IllegalStateException("the size of a message could not be read", e);
        }
    }

    /** Refuses what cannot be taken, and removes what only brokers say. */
    static void check(Message message) throws ActiveMQException {
        List<SimpleString> names = List.copyOf(message.getPropertyNames());
        if (names.size() > PROPERTIES) {
            throw refused("The message has more than " + PROPERTIES + " properties.");
        }
        for (SimpleString name : names) {
            checkName(name.toString());
        }
        try {
            checkValues(message);
        } catch (RuntimeException e) {
            throw refused("A property of the message that the broker reads is not of the type that it has to be.");
        }
        for (SimpleString name : names) {
            String lowercase = name.toString().toLowerCase(Locale.ROOT);
            if (!OFFERED.contains(name) && BROKERS.stream().anyMatch(lowercase::startsWith)) {
                message.removeProperty(name);
            }
        }
    }

    private static void checkName(String name) throws ActiveMQException {
        if (name.length() > LONGEST_NAME) {
            throw refused("The name of a property is longer than " + LONGEST_NAME + " characters.");
        }
        if (name.isEmpty() || name.chars().anyMatch(each -> each <= ' ' || each > '~')) {
            throw refused("The name of a property has characters that are not printable ASCII, or is empty:"
                    + " use letters, digits, '_', '-' and '.'.");
        }
    }

    private static void checkValues(Message message) throws ActiveMQException {
        if (length(message.getCorrelationID()) > LONGEST_CORRELATION_ID) {
            throw refused("The correlation id is longer than " + LONGEST_CORRELATION_ID + " characters.");
        }
        byte[] duplicate = message.getDuplicateIDBytes();
        if (duplicate != null && duplicate.length > LONGEST_DUPLICATE_ID) {
            throw refused("The id for finding duplicates, _AMQ_DUPL_ID, is longer than " + LONGEST_DUPLICATE_ID
                    + " bytes (a character may be two).");
        }
        Long delivery = message.getScheduledDeliveryTime();
        if (delivery != null && delivery > System.currentTimeMillis() + LONGEST_DELAY) {
            throw refused("The message is to be delivered later than in a day: send it when it is due.");
        }
    }

    private static int length(@Nullable Object id) {
        return switch (id) {
            case null -> 0;
            case byte[] bytes -> bytes.length;
            case Binary binary -> binary.getLength();
            default -> id.toString().length();
        };
    }

    /** Refuses a selector that could keep the broker busy for long. */
    static void checkSelector(@Nullable SimpleString selector) throws ActiveMQException {
        if (selector == null) {
            return;
        }
        String text = selector.toString();
        if (text.length() > LONGEST_SELECTOR) {
            throw refused("The selector is longer than " + LONGEST_SELECTOR + " characters.");
        }
        if (text.chars().filter(each -> each == '%').count() > PERCENT_SIGNS) {
            throw refused("The selector has more than " + PERCENT_SIGNS + " percent signs: ask for less, or for the"
                    + " whole correlation id.");
        }
        String uppercase = text.toUpperCase(Locale.ROOT);
        if (uppercase.contains("LIKE") && (text.length() > LONGEST_LIKE || quoted(text, '_') > UNDERSCORES)) {
            throw refused("A selector with LIKE has at most " + LONGEST_LIKE + " characters, and " + UNDERSCORES
                    + " underscores within quotes: ask for less, or for the whole correlation id.");
        }
        if (uppercase.contains("XPATH") || uppercase.contains("XQUERY")) {
            throw refused("Selectors with XPATH or XQUERY are not offered.");
        }
    }

    private static int quoted(String text, char wanted) {
        int count = 0;
        boolean within = false;
        for (char each : text.toCharArray()) {
            within ^= each == '\'';
            count += within && each == wanted ? 1 : 0;
        }
        return count;
    }

    private static ActiveMQSecurityException refused(String why) {
        return new ActiveMQSecurityException(why);
    }
}
