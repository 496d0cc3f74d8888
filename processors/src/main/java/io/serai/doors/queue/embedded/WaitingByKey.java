package io.serai.doors.queue.embedded;

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
final class WaitingByKey implements ActiveMQServerPlugin {

    private static final Logger log = LoggerFactory.getLogger(WaitingByKey.class);
    private static final long RECOUNT_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** A recount takes at most this part of the time. */
    private static final int PAUSES = 20;

    private final ActiveMQServer server;
    private final Set<String> queues;
    private final long most;
    private final Map<String, Long> byKey = new ConcurrentHashMap<>();
    private long next = System.nanoTime();

    /** @param most bytes of one key */
    WaitingByKey(ActiveMQServer server, Set<String> requests, String expired, long most) {
        this.server = server;
        this.queues = new HashSet<>(requests);
        queues.add(expired);
        this.most = most;
    }

    void check(String keyId, Message message) throws ActiveMQException {
        long size = size(message);
        if (waiting(keyId) + size <= most) {
            return;
        }
        recountNowAndThen();
        if (waiting(keyId) + size > most) {
            throw new ActiveMQException(
                    "Too many requests of this key wait already: one key may have " + most
                            + " bytes in the request queues and in llm.expired, a quarter of serai.broker.limits.requests.",
                    ActiveMQExceptionType.ADDRESS_FULL);
        }
    }

    private long waiting(String keyId) {
        return byKey.getOrDefault(keyId, 0L);
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
            long change = sign * size(message);
            byKey.compute(keyId, (key, before) -> {
                long now = (before == null ? 0 : before) + change;
                return now <= 0 ? null : now;
            });
        }
    }

    private static long size(Message message) {
        try {
            return message.getPersistentSize();
        } catch (ActiveMQException e) {
            throw new IllegalStateException("the size of a message could not be read", e);
        }
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
    synchronized void recount() {
        Map<String, Long> counted = new HashMap<>();
        for (String name : queues) {
            Queue queue = server.locateQueue(SimpleString.of(name));
            if (queue != null) {
                try (LinkedListIterator<MessageReference> all = queue.browserIterator()) {
                    while (all.hasNext()) {
                        count(all.next(), counted);
                    }
                }
                queue.getScheduledMessages().forEach(each -> count(each, counted));
                queue.getDeliveringMessages().values().forEach(some -> some.forEach(each -> count(each, counted)));
            }
        }
        byKey.keySet().retainAll(counted.keySet());
        byKey.putAll(counted);
    }

    /** Asked now and then, because a message that is taken back is subtracted though it waits again. */
    void refresh() {
        try {
            recount();
        } catch (RuntimeException e) {
            log.warn("What the keys have waiting in the request queues could not be counted", e);
        }
    }

    private static void count(MessageReference reference, Map<String, Long> counted) {
        String keyId = reference.getMessage().getStringProperty(Ingress.LOGIN);
        if (keyId != null) {
            counted.merge(keyId, size(reference.getMessage()), Long::sum);
        }
    }
}
