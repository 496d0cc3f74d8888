package io.serai.doors.queue.embedded.ingress;

import io.serai.doors.queue.ReplyQueues;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQSecurityException;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.postoffice.QueueBinding;
import org.apache.activemq.artemis.core.security.SecurityAuth;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.impl.AddressInfo;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerPlugin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the queues of each key, makes one for answers, and deletes those unused for a day. */
public final class OwnedQueues implements ActiveMQServerPlugin, ReplyQueues {

    private static final Logger log = LoggerFactory.getLogger(OwnedQueues.class);
    private static final Duration IDLE = Duration.ofDays(1);
    private static final int CONSUMERS = 2_000;
    /** Of a topic each gets every answer that is sent there. */
    private static final int QUEUES_OF_AN_ADDRESS = 100;

    /** Each keeps a page of what waits in memory, whatever its client reads. */
    private static final int BROWSERS = 50;

    private static final int LONGEST_NAME = 200;

    private final ActiveMQServer server;
    private final QueueRights rights;
    private final UnreadAnswers unread;
    private final int most;
    private final InstantSource clock;
    private final Map<String, Set<SimpleString>> byKey = new ConcurrentHashMap<>();
    private final Map<String, Set<ServerConsumer>> browsers = new ConcurrentHashMap<>();
    private final Map<SimpleString, Instant> idleSince = new HashMap<>();

    public OwnedQueues(
            ActiveMQServer server, Set<String> requests, UnreadAnswers unread, int most, InstantSource clock) {
        this.server = server;
        this.rights = new QueueRights(server, requests);
        this.unread = unread;
        this.most = most;
        this.clock = clock;
    }

    /** Knows what the journal kept; asked once, before clients connect. */
    public void load() {
        queues().forEach(this::afterCreateQueue);
        queues().filter(queue -> queue.getUser() == null
                        && QueueRights.mayBeNamed(queue.getName().toString()))
                .toList()
                .forEach(this::inherited);
    }

    private Stream<Queue> queues() {
        return server.getPostOffice()
                .getAllBindings()
                .filter(QueueBinding.class::isInstance)
                .map(Binding::getBindable)
                .filter(Queue.class::isInstance)
                .map(Queue.class::cast);
    }

    /** Earlier versions made queues that belong to nobody: a client may have its queue again when it is empty. */
    private void inherited(Queue queue) {
        if (queue.getMessageCount() == 0) {
            remove(queue);
        } else {
            log.warn(
                    "the queue {} is of an earlier version and belongs to no key: nobody may read its {} messages",
                    queue.getName(),
                    queue.getMessageCount());
        }
    }

    @Override
    public void beforeCreateQueue(QueueConfiguration queue) throws ActiveMQException {
        SimpleString user = queue.getUser();
        if (user != null && !QueueRights.GATEWAY.equals(user.toString())) {
            MessageRules.checkSelector(queue.getFilterString());
            if (isLong(queue.getLastValueKey()) || isLong(queue.getGroupFirstKey())) {
                throw new ActiveMQSecurityException("The name of a property that the queue is to look at is too long.");
            }
            if (queue.getAddress() != null
                    && rights.queues(queue.getAddress().toString()).size() >= QUEUES_OF_AN_ADDRESS) {
                throw new ActiveMQSecurityException("There are already " + QUEUES_OF_AN_ADDRESS
                        + " queues or subscriptions of that address: delete some, or use another.");
            }
        }
        if (user != null
                && !QueueRights.GATEWAY.equals(user.toString())
                && byKey.getOrDefault(user.toString(), Set.of()).size() >= most) {
            throw new ActiveMQSecurityException(
                    "There are already " + most
                            + " queues with this key: delete some, or have all answers sent to one and told apart by correlation id.");
        }
    }

    private static boolean isLong(@Nullable SimpleString name) {
        return name != null && name.length() > LONGEST_NAME;
    }

    @Override
    public void beforeCreateConsumer(
            long id,
            QueueBinding queue,
            @Nullable SimpleString selector,
            boolean browseOnly,
            boolean supportLargeMessage)
            throws ActiveMQException {
        String owner = QueueRights.owner(queue.getQueue());
        if (owner == null) {
            return;
        }
        MessageRules.checkSelector(selector);
        if (browseOnly && browsers(owner) >= BROWSERS) {
            throw new ActiveMQSecurityException(
                    "There are already " + BROWSERS + " browsers with this key: close some, or read the queue.");
        }
        int consumers = byKey.getOrDefault(owner, Set.of()).stream()
                .map(server::locateQueue)
                .filter(Objects::nonNull)
                .mapToInt(Queue::getConsumerCount)
                .sum();
        if (consumers >= CONSUMERS) {
            throw new ActiveMQSecurityException(
                    "There are already " + CONSUMERS + " consumers with this key: close some, or share one.");
        }
    }

    /** The broker counts them nowhere. */
    private int browsers(String owner) {
        return browsers.getOrDefault(owner, Set.of()).size();
    }

    @Override
    public void afterCreateConsumer(ServerConsumer consumer) {
        String owner = consumer.isBrowseOnly() ? QueueRights.owner(consumer.getQueue()) : null;
        if (owner != null) {
            browsers.compute(owner, (key, known) -> {
                Set<ServerConsumer> open = known == null ? ConcurrentHashMap.newKeySet() : known;
                open.add(consumer);
                return open;
            });
        }
    }

    @Override
    public void beforeCloseConsumer(ServerConsumer consumer, boolean failed) {
        String owner = consumer.isBrowseOnly() ? QueueRights.owner(consumer.getQueue()) : null;
        if (owner != null) {
            browsers.computeIfPresent(owner, (key, open) -> {
                open.remove(consumer);
                return open.isEmpty() ? null : open;
            });
        }
    }

    @Override
    public void afterCreateQueue(Queue queue) {
        String owner = QueueRights.owner(queue);
        if (owner != null) {
            byKey.computeIfAbsent(owner, key -> ConcurrentHashMap.newKeySet()).add(queue.getName());
        }
    }

    @Override
    public void afterDestroyQueue(
            Queue queue,
            SimpleString address,
            @Nullable SecurityAuth session,
            boolean checkConsumerCount,
            boolean removeConsumers,
            boolean autoDeleteAddress) {
        String owner = QueueRights.owner(queue);
        if (owner != null) {
            byKey.computeIfPresent(owner, (key, names) -> {
                names.remove(queue.getName());
                return names.isEmpty() ? null : names;
            });
        }
    }

    @Override
    public boolean open(String keyId, String address) {
        if (!QueueRights.mayBeNamed(address) || !rights.isFree(keyId, address)) {
            return false;
        }
        SimpleString name = SimpleString.of(address);
        AddressInfo known = server.getAddressInfo(name);
        if (!rights.queues(address).isEmpty()
                || known != null && !known.getRoutingTypes().contains(RoutingType.ANYCAST)) {
            return true;
        }
        try {
            server.createQueue(
                    QueueConfiguration.of(name)
                            .setAddress(name)
                            .setRoutingType(RoutingType.ANYCAST)
                            .setDurable(true)
                            .setAutoCreated(false)
                            .setAutoDelete(false)
                            .setAutoCreateAddress(true)
                            .setUser(keyId),
                    true);
        } catch (ActiveMQException e) {
            return false;
        } catch (Exception e) {
            throw new IllegalStateException("the queue " + address + " could not be made", e);
        }
        return keyId.equals(rights.owner(address));
    }

    @Override
    public boolean mayStillAnswer(String keyId, String address) {
        return !rights.queues(address).isEmpty() && rights.isFree(keyId, address) && !unread.isTooMuch(keyId);
    }

    /** Asked now and then. */
    public void clear() {
        Instant now = clock.instant();
        Map<SimpleString, Queue> idle = new HashMap<>();
        queues().filter(queue -> QueueRights.owner(queue) != null && !queue.isTemporary())
                .filter(queue -> queue.getConsumerCount() == 0 && queue.getMessageCount() == 0)
                .forEach(queue -> idle.put(queue.getName(), queue));
        idleSince.keySet().retainAll(idle.keySet());
        idle.forEach((name, queue) -> {
            if (now.isAfter(idleSince.computeIfAbsent(name, first -> now).plus(IDLE))) {
                remove(queue);
            }
        });
    }

    private void remove(Queue queue) {
        try {
            server.destroyQueue(queue.getName(), null, true, false, true);
        } catch (Exception e) {
            log.debug("the queue {} stays, it is in use again", queue.getName(), e);
        }
    }
}
