package io.serai.doors.queue.embedded.ingress;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.postoffice.RoutingStatus;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.impl.AckReason;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerPlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.utils.collections.LinkedListIterator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what each key has waiting in the request queues, and refuses more than its share.
 *
 * <p>The broker's own limit counts all keys together, and neither large messages nor those that are to be delivered later. What
 * expired counts as long as it is kept. The count is near enough: where it stands against a key, the queues are looked through.
 */
public final class WaitingByKey implements ActiveMQServerPlugin {

    private static final Logger log = LoggerFactory.getLogger(WaitingByKey.class);
    private static final long RECOUNT_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** A recount takes at most this part of the time. */
    private static final int PAUSES = 20;

    private final ActiveMQServer server;
    private final Set<String> queues;
    private final long most;
    private final long mostDelayed;
    private final Map<String, Long> byKey = new ConcurrentHashMap<>();
    private final Map<String, Long> delayedByKey = new ConcurrentHashMap<>();
    private long next = System.nanoTime();

    /**
     * Counts nothing yet.
     *
     * @param most        bytes of one key
     * @param mostDelayed bytes of memory that those of one key take that are to be delivered later
     */
    public WaitingByKey(ActiveMQServer server, Set<String> requests, String expired, long most, long mostDelayed) {
        this.server = server;
        this.queues = new HashSet<>(requests);
        queues.add(expired);
        this.most = most;
        this.mostDelayed = mostDelayed;
    }

    void check(String keyId, Message message) throws ActiveMQException {
        if (!isFull(keyId, message)) {
            return;
        }
        recountNowAndThen();
        if (of(byKey, keyId) + MessageRules.size(message) > most) {
            throw full("Too many requests of this key wait already: one key may have " + most
                    + " bytes in the request queues and in llm.expired, a quarter of serai.broker.limits.requests.");
        }
        if (isFull(keyId, message)) {
            throw full(
                    "Too many requests of this key are to be delivered later: send them when they are due. One key may"
                            + " have " + mostDelayed + " bytes of them, each message counting " + MessageRules.KNOWN_BY
                            + " more than its size.");
        }
    }

    private boolean isFull(String keyId, Message message) {
        return of(byKey, keyId) + MessageRules.size(message) > most
                || isDelayed(message) && of(delayedByKey, keyId) + MessageRules.memory(message) > mostDelayed;
    }

    /** The broker keeps such in memory until then, however many there are. */
    private static boolean isDelayed(Message message) {
        Long delivery = message.getScheduledDeliveryTime();
        return delivery != null && delivery > 0;
    }

    private static ActiveMQException full(String why) {
        return new ActiveMQException(why, ActiveMQExceptionType.ADDRESS_FULL);
    }

    private static long of(Map<String, Long> bytes, String keyId) {
        return bytes.getOrDefault(keyId, 0L);
    }

    @Override
    public void afterMessageRoute(
            Message message, RoutingContext context, boolean direct, boolean rejectDuplicates, RoutingStatus result) {
        // Not the message's own, which may stand behind a prefix.
        SimpleString address = context.getAddress(message);
        if (result == RoutingStatus.OK && address != null && queues.contains(address.toString())) {
            add(message, 1);
        }
    }

    @Override
    public void messageAcknowledged(
            @Nullable Transaction transaction,
            MessageReference reference,
            AckReason reason,
            @Nullable ServerConsumer consumer) {
        if (queues.contains(reference.getQueue().getName().toString())) {
            add(reference.getMessage(), -1);
        }
    }

    private void add(Message message, int sign) {
        String keyId = message.getStringProperty(Ingress.LOGIN);
        if (keyId != null) {
            add(byKey, keyId, sign * MessageRules.size(message));
            if (isDelayed(message)) {
                add(delayedByKey, keyId, sign * MessageRules.memory(message));
            }
        }
    }

    private static void add(Map<String, Long> bytes, String keyId, long change) {
        bytes.compute(keyId, (key, before) -> {
            long now = (before == null ? 0 : before) + change;
            return now <= 0 ? null : now;
        });
    }

    private synchronized void recountNowAndThen() {
        long now = System.nanoTime();
        if (now - next >= 0) {
            recount();
            long after = System.nanoTime();
            next = after + Math.max(RECOUNT_NANOS, PAUSES * (after - now));
        }
    }

    /** Looks through the queues. */
    public synchronized void recount() {
        Map<String, Long> counted = new HashMap<>();
        Map<String, Long> delayed = new HashMap<>();
        for (String name : queues) {
            Queue queue = server.locateQueue(SimpleString.of(name));
            if (queue != null) {
                try (LinkedListIterator<MessageReference> all = queue.browserIterator()) {
                    while (all.hasNext()) {
                        count(all.next(), counted, delayed);
                    }
                }
                queue.getScheduledMessages().forEach(each -> count(each, counted, delayed));
                queue.getDeliveringMessages()
                        .values()
                        .forEach(some -> some.forEach(each -> count(each, counted, delayed)));
            }
        }
        replace(byKey, counted);
        replace(delayedByKey, delayed);
    }

    /** Asked now and then, because a message that is taken back is subtracted though it waits again. */
    public void refresh() {
        try {
            recount();
        } catch (RuntimeException e) {
            log.warn("What the keys have waiting in the request queues could not be counted", e);
        }
    }

    private static void replace(Map<String, Long> bytes, Map<String, Long> counted) {
        bytes.keySet().retainAll(counted.keySet());
        bytes.putAll(counted);
    }

    private static void count(MessageReference reference, Map<String, Long> counted, Map<String, Long> delayed) {
        Message message = reference.getMessage();
        String keyId = message.getStringProperty(Ingress.LOGIN);
        if (keyId != null) {
            counted.merge(keyId, MessageRules.size(message), Long::sum);
            if (isDelayed(message)) {
                delayed.merge(keyId, MessageRules.memory(message), Long::sum);
            }
        }
    }
}
