package io.serai.doors.queue.embedded.ingress;

import java.util.HashMap;
import java.util.Map;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the memory that what waits in the queues of a key takes, over all of its queues.
 *
 * <p>The broker writes to the disk what is too much for an address, but keeps the beginning of it and the page that it writes in
 * memory, for each queue, read or not, until it is acknowledged.
 */
public final class UnreadAnswers {

    private static final Logger log = LoggerFactory.getLogger(UnreadAnswers.class);

    /** Of a key, where all keys together have too much; what is less is let in even then. */
    private static final int LITTLE = 16;

    private static final int PART = 4;
    /** A longer message is a file, which is not in memory. */
    private static final long LONGEST_IN_MEMORY = 100 * 1024;

    private final ActiveMQServer server;
    private final long whole;
    private final long share;
    private final long mostOfAQueue;
    private volatile Counted counted = new Counted(Map.of(), 0);

    private record Counted(Map<String, Long> byKey, long all) {}

    /**
     * Has counted nothing yet.
     *
     * @param whole        bytes of all keys; one key has a quarter of it
     * @param mostOfAQueue bytes that the broker has of one queue in memory, however much waits there
     */
    public UnreadAnswers(ActiveMQServer server, long whole, long mostOfAQueue) {
        this.server = server;
        this.whole = whole;
        this.share = whole / PART;
        this.mostOfAQueue = mostOfAQueue;
    }

    /** Asked every second. */
    public void count() {
        try {
            Map<String, Long> byKey = new HashMap<>();
            server.getPostOffice()
                    .getAllBindings()
                    .map(Binding::getBindable)
                    .filter(Queue.class::isInstance)
                    .map(Queue.class::cast)
                    .forEach(queue -> add(queue, byKey));
            counted = new Counted(
                    byKey, byKey.values().stream().mapToLong(Long::longValue).sum());
        } catch (RuntimeException e) {
            log.warn("What waits in the queues of the keys could not be counted", e);
        }
    }

    private void add(Queue queue, Map<String, Long> byKey) {
        String owner = QueueRights.owner(queue);
        long messages = owner == null ? 0 : queue.getMessageCount();
        if (messages > 0) {
            long bytes = messages * MessageRules.KNOWN_BY
                    + Math.min(queue.getPersistentSize(), messages * LONGEST_IN_MEMORY);
            byKey.merge(owner, Math.clamp(bytes, 0, mostOfAQueue), Long::sum);
        }
    }

    /** Whether more would be too much. */
    public boolean isTooMuch(String keyId) {
        Counted now = counted;
        long own = now.byKey.getOrDefault(keyId, 0L);
        return own > share || now.all > whole && own > share / LITTLE;
    }

    /** Refuses a request whose answer would be too much. */
    void check(String keyId) throws ActiveMQException {
        if (isTooMuch(keyId)) {
            throw new ActiveMQException(
                    "Too many answers of this key wait unread in too many queues: read those that wait, or have them sent"
                            + " to fewer queues. One key may have " + share
                            + " bytes of memory for them, a queue at most "
                            + mostOfAQueue + ", each message counting " + MessageRules.KNOWN_BY
                            + " more than its size.",
                    ActiveMQExceptionType.ADDRESS_FULL);
        }
    }
}
