package io.serai.doors.queue.embedded;

import io.serai.doors.queue.BrokerLimits;
import io.serai.doors.queue.BrokerProperties;
import io.serai.doors.queue.embedded.ingress.Ingress;
import io.serai.doors.queue.embedded.ingress.OwnedQueues;
import io.serai.doors.queue.embedded.ingress.QueueRights;
import io.serai.doors.queue.embedded.ingress.RequestWatch;
import io.serai.doors.queue.embedded.ingress.UncommittedWork;
import io.serai.doors.queue.embedded.ingress.UnreadAnswers;
import io.serai.doors.queue.embedded.ingress.WaitingByKey;
import io.serai.doors.queue.embedded.port.BrokerPort;
import io.serai.doors.queue.embedded.port.ClientConnection;
import io.serai.doors.queue.embedded.port.KnownWords;
import io.serai.doors.queue.embedded.port.PacketGate;
import io.serai.doors.queue.embedded.port.StompGate;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.core.protocol.stomp.StompFrameInterceptor;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.server.ActivateCallback;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.settings.HierarchicalRepository;
import org.jspecify.annotations.Nullable;

/**
 * The broker's server from its start to its end.
 *
 * <p>It ends by itself where it cannot write its files, as on a full disk, and cannot be used again then: the next run takes over
 * its files, its number and its password, by which the connections of this process find it.
 */
final class BrokerRun {

    private static final String USAGE = "serai.usage";

    /** Requests whose time was over before their turn end here. */
    private static final String EXPIRED = "llm.expired";

    private static final List<String> LASTING = List.of(EmbeddedBroker.DEAD_LETTERS, EXPIRED, USAGE, USAGE + ".dlq");

    /** One key may fill this part of the request queues. */
    private static final int SHARE = 4;

    /** What clients may have the broker keep in memory, of each kind of work, is this part of the heap. */
    private static final int HEAP_PART = 16;

    private static final int UNREAD_PART = 4;

    private static final int KNOWN_NAMES = 10_000;

    private static final long LOOK_MILLIS = 1_000;
    private static final long CLEAR_MILLIS = 600_000;
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);

    private final BrokerPlan plan;
    private final ActiveMQServer server;
    private final OwnedQueues queues;
    private final @Nullable BrokerPort port;
    private final CompletableFuture<String> failure = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Exception unreadable;
    private volatile boolean ending;

    /**
     * Starts the server; where that fails, nothing of it is left.
     *
     * @throws IllegalStateException that says why and what to do
     */
    BrokerRun(BrokerPlan plan) {
        this.plan = plan;
        server = new CheckedServer(BrokerSetup.of(plan), plan.security());
        server.registerIOCriticalErrorListener((why, message, file) -> failure.complete(why + " (" + message + ")"));
        server.registerActivationFailureListener(why -> unreadable = why);
        server.registerActivateCallback(new ActivateCallback() {
            @Override
            public void stop(ActiveMQServer stopped) {
                ended.countDown();
            }

            @Override
            public void shutdown(ActiveMQServer stopped) {
                ended.countDown();
            }
        });
        BrokerPort opened = null;
        try {
            server.start();
            if (!server.isStarted()) {
                throw plan.unreadable(unreadable);
            }
            KnownWords words = new KnownWords();
            queues = guard(server, words);
            connect(server);
            opened = listen(server, words);
            port = opened;
        } catch (Exception e) {
            end(opened);
            throw e instanceof IllegalStateException own ? own : plan.unusable(e);
        }
    }

    private OwnedQueues guard(ActiveMQServer running, KnownWords words) {
        Set<String> requests = plan.requests();
        BrokerLimits limits = plan.limits();
        UnreadAnswers unread =
                new UnreadAnswers(running, Runtime.getRuntime().maxMemory() / UNREAD_PART, BrokerSetup.MOST_OF_A_QUEUE);
        OwnedQueues owned = new OwnedQueues(running, requests, unread, limits.queuesPerKey(), plan.clock());
        makeLasting(running, requests);
        makeLasting(running, LASTING);
        owned.load();
        unread.count();
        WaitingByKey waiting = new WaitingByKey(
                running,
                requests,
                EXPIRED,
                limits.requests().toBytes() / SHARE,
                Runtime.getRuntime().maxMemory() / HEAP_PART / SHARE);
        waiting.recount();
        running.registerBrokerPlugin(new DeliveryStop(() -> ending || failure.isDone()));
        running.registerBrokerPlugin(owned);
        running.registerBrokerPlugin(waiting);
        running.registerBrokerPlugin(new RequestWatch(words));
        UncommittedWork uncommitted = new UncommittedWork(Runtime.getRuntime().maxMemory() / HEAP_PART);
        running.registerBrokerPlugin(uncommitted);
        running.registerBrokerPlugin(new Ingress(
                running,
                requests,
                plan.logins(),
                waiting,
                uncommitted,
                unread,
                plan.longestBody(),
                limits.connectionsPerKey() * 10,
                limits.answersKept().toMillis()));
        running.getRemotingService()
                .addIncomingInterceptor(new PacketGate(running, plan.refused(), plan.longestFrame()));
        running.getRemotingService().addIncomingInterceptor(new StompGate());
        running.getRemotingService().addOutgoingInterceptor((StompFrameInterceptor) StompGate::answered);
        plan.security().rightsOn(running, requests);
        running.getScheduledPool()
                .scheduleWithFixedDelay(this::endInvalid, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        running.getScheduledPool()
                .scheduleWithFixedDelay(unread::count, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        running.getScheduledPool()
                .scheduleWithFixedDelay(owned::clear, CLEAR_MILLIS, CLEAR_MILLIS, TimeUnit.MILLISECONDS);
        running.getScheduledPool()
                .scheduleWithFixedDelay(waiting::refresh, CLEAR_MILLIS, CLEAR_MILLIS, TimeUnit.MILLISECONDS);
        return owned;
    }

    private static void makeLasting(ActiveMQServer running, Collection<String> names) {
        for (String name : names) {
            try {
                running.createQueue(
                        QueueConfiguration.of(name)
                                .setAddress(name)
                                .setRoutingType(RoutingType.ANYCAST)
                                .setDurable(true)
                                .setGroupBuckets(0)
                                .setAutoDelete(false)
                                .setAutoCreateAddress(true)
                                .setUser(QueueRights.GATEWAY),
                        true);
            } catch (Exception e) {
                throw new IllegalStateException("The embedded broker's queue " + name + " could not be made.", e);
            }
        }
    }

    /** Last, so that no message of the gateway's own passes before the rules are there. */
    private void connect(ActiveMQServer running) {
        try {
            running.getRemotingService()
                    .createAcceptor(BrokerSetup.inside(plan.number()))
                    .start();
        } catch (Exception e) {
            throw new IllegalStateException("The embedded broker takes no connections of this process.", e);
        }
    }

    private @Nullable BrokerPort listen(ActiveMQServer running, KnownWords words) {
        BrokerProperties properties = plan.properties();
        if (properties.port() == 0) {
            return null;
        }
        NettyAcceptor acceptor = (NettyAcceptor) running.getRemotingService().getAcceptor(BrokerSetup.OUTSIDE);
        try {
            return new BrokerPort(properties, plan.limits(), acceptor, plan.refused(), words, plan.longestFrame());
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "Port " + properties.port() + " of " + properties.host()
                            + " is taken: set SERAI_BROKER_PORT to a free one.",
                    e);
        }
    }

    /** A client whose key was disabled, deleted or has expired is sent away, also one that only reads, or has too much open. */
    private void endInvalid() {
        BrokerPort open = port;
        if (open == null) {
            return;
        }
        open.stuck();
        for (ClientConnection client : open.clients()) {
            String keyId = client.keyId();
            if (keyId != null && (!plan.logins().isValid(keyId) || client.hasManyTransactions())) {
                client.close();
            }
        }
        forgetNames();
        for (ServerSession session : server.getSessions()) {
            ClientConnection client = ClientConnection.of(session.getRemotingConnection());
            if (client != null && !plan.logins().isValid(session.getValidatedUser())) {
                client.close();
            }
        }
    }

    /** The broker would know every name that anybody ever asked for. */
    private void forgetNames() {
        for (HierarchicalRepository<?> names :
                List.of(server.getAddressSettingsRepository(), server.getSecurityRepository())) {
            if (names.getCacheSize() > KNOWN_NAMES) {
                names.clearCache();
            }
        }
    }

    /** Completed with the reason once the server has begun to end by itself. */
    CompletableFuture<String> failure() {
        return failure;
    }

    /** Why clients are without answers for good, or null. */
    @Nullable
    String stuck() {
        return port == null ? null : port.stuck();
    }

    ActiveMQServer server() {
        return server;
    }

    OwnedQueues queues() {
        return queues;
    }

    /** Closes the port and ends the server; false where it has not ended within a minute and so may still hold its files. */
    boolean end() {
        return end(port);
    }

    private boolean end(@Nullable BrokerPort opened) {
        ending = true;
        if (opened != null) {
            opened.shut();
            if (opened.stuck() != null) {
                // The broker would wait for that thread for ever; its journal survives an end like this.
                opened.close();
                return false;
            }
        }
        try {
            server.stop();
            return ended.await(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (Exception e) {
            throw new IllegalStateException("the embedded broker did not stop cleanly", e);
        } finally {
            if (opened != null) {
                opened.close();
            }
        }
    }
}
