package io.serai.doors.queue.embedded;

import io.serai.doors.queue.BrokerLimits;
import io.serai.doors.queue.BrokerLogins;
import io.serai.doors.queue.BrokerProperties;
import io.serai.doors.queue.ReplyQueues;
import io.serai.doors.queue.embedded.ingress.Ingress;
import io.serai.doors.queue.embedded.ingress.OwnedQueues;
import io.serai.doors.queue.embedded.ingress.QueueRights;
import io.serai.doors.queue.embedded.ingress.RequestWatch;
import io.serai.doors.queue.embedded.ingress.UncommittedWork;
import io.serai.doors.queue.embedded.ingress.WaitingByKey;
import io.serai.doors.queue.embedded.port.BrokerPort;
import io.serai.doors.queue.embedded.port.ClientConnection;
import io.serai.doors.queue.embedded.port.PacketGate;
import io.serai.doors.queue.embedded.port.RefusedLogins;
import io.serai.doors.queue.embedded.port.StompGate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.core.protocol.stomp.StompFrameInterceptor;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.HierarchicalRepository;
import org.jspecify.annotations.Nullable;

/** An ActiveMQ Artemis in this process, so that a first run needs no broker. Its journal survives a kill. */
public final class EmbeddedBroker implements AutoCloseable {

    /** Requests that can be neither understood nor answered end here. */
    public static final String DEAD_LETTERS = "llm.requests.dlq";

    /** Requests whose time was over before their turn end here. */
    private static final String EXPIRED = "llm.expired";

    private static final String USAGE = "serai.usage";
    private static final List<String> LASTING = List.of(DEAD_LETTERS, EXPIRED, USAGE, USAGE + ".dlq");
    private static final int FRAMING = 64 * 1024;
    /** One key may fill this part of the request queues. */
    private static final int SHARE = 4;

    /** What clients may have the broker keep in memory, of each kind of work, is this part of the heap. */
    private static final int HEAP_PART = 16;

    private static final int KNOWN_NAMES = 10_000;

    private static final long LOOK_MILLIS = 1_000;
    private static final long CLEAR_MILLIS = 600_000;

    private static final AtomicInteger NEXT = new AtomicInteger();

    private final int number = NEXT.getAndIncrement();
    private final EmbeddedActiveMQ server = new EmbeddedActiveMQ();
    private final BrokerLogins logins;
    private final Set<String> requests;
    private final BrokerSecurity security;
    private final FileChannel lock;
    private @Nullable OwnedQueues queues;
    private @Nullable BrokerPort port;

    /**
     * Starts the broker.
     *
     * @param requests    the queues that clients may send to
     * @param data        folder for its journal
     * @param longestBody of a message, in bytes
     */
    public EmbeddedBroker(
            BrokerProperties properties,
            BrokerLimits limits,
            Set<String> requests,
            Path data,
            long longestBody,
            BrokerLogins logins,
            InstantSource clock) {
        this.logins = logins;
        this.requests = Set.copyOf(requests);
        RefusedLogins refused = new RefusedLogins(clock);
        this.security = new BrokerSecurity(logins, refused);
        claimable(properties);
        Path folder = data.resolve("broker");
        try {
            lock = lock(folder);
        } catch (IOException e) {
            throw unusable(folder, e);
        }
        try {
            start(properties, limits, folder, longestBody, refused, clock);
        } catch (RuntimeException e) {
            closeLock();
            throw e;
        }
    }

    private void start(
            BrokerProperties properties,
            BrokerLimits limits,
            Path folder,
            long longestBody,
            RefusedLogins refused,
            InstantSource clock) {
        BrokerLog.limit(clock);
        server.setConfiguration(BrokerSetup.of(properties, limits, folder, number));
        server.setSecurityManager(security);
        try {
            server.start();
        } catch (Exception e) {
            throw unusable(folder, e);
        }
        ActiveMQServer running = server.getActiveMQServer();
        if (!running.isStarted()) {
            throw new IllegalStateException("The embedded broker did not start; the log above says why.");
        }
        try {
            guard(running, limits, longestBody, refused, clock);
            if (properties.port() > 0) {
                listen(running, properties, limits, longestBody);
            }
        } catch (RuntimeException e) {
            stop();
            throw e;
        }
    }

    private void guard(
            ActiveMQServer running, BrokerLimits limits, long longestBody, RefusedLogins refused, InstantSource clock) {
        OwnedQueues owned = new OwnedQueues(running, requests, limits.queuesPerKey(), clock);
        queues = owned;
        makeLasting(running, requests);
        makeLasting(running, LASTING);
        owned.load();
        WaitingByKey waiting = new WaitingByKey(
                running,
                requests,
                EXPIRED,
                limits.requests().toBytes() / SHARE,
                Runtime.getRuntime().maxMemory() / HEAP_PART / SHARE);
        waiting.recount();
        running.registerBrokerPlugin(owned);
        running.registerBrokerPlugin(waiting);
        running.registerBrokerPlugin(new RequestWatch());
        UncommittedWork uncommitted = new UncommittedWork(Runtime.getRuntime().maxMemory() / HEAP_PART);
        running.registerBrokerPlugin(uncommitted);
        running.registerBrokerPlugin(new Ingress(
                running,
                requests,
                logins,
                waiting,
                uncommitted,
                longestBody,
                limits.connectionsPerKey() * 10,
                limits.answersKept().toMillis()));
        running.getRemotingService().addIncomingInterceptor(new PacketGate(running, refused, longest(longestBody)));
        running.getRemotingService().addIncomingInterceptor(new StompGate());
        running.getRemotingService().addOutgoingInterceptor((StompFrameInterceptor) StompGate::answered);
        security.rightsOn(running, requests);
        running.getScheduledPool()
                .scheduleWithFixedDelay(this::endInvalid, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        running.getScheduledPool()
                .scheduleWithFixedDelay(owned::clear, CLEAR_MILLIS, CLEAR_MILLIS, TimeUnit.MILLISECONDS);
        running.getScheduledPool()
                .scheduleWithFixedDelay(waiting::refresh, CLEAR_MILLIS, CLEAR_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Text is two bytes a character in the broker's own protocol. */
    private static long longest(long longestBody) {
        return 2 * longestBody + FRAMING;
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

    private void listen(ActiveMQServer running, BrokerProperties properties, BrokerLimits limits, long longestBody) {
        NettyAcceptor acceptor = (NettyAcceptor) running.getRemotingService().getAcceptor(BrokerSetup.OUTSIDE);
        try {
            port = new BrokerPort(properties, limits, acceptor, longest(longestBody));
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
        for (ClientConnection client : open.clients()) {
            String keyId = client.keyId();
            if (keyId != null && (!logins.isValid(keyId) || client.hasManyTransactions())) {
                client.close();
            }
        }
        forgetNames();
        for (ServerSession session : server.getActiveMQServer().getSessions()) {
            ClientConnection client = ClientConnection.of(session.getRemotingConnection());
            if (client != null && !logins.isValid(session.getValidatedUser())) {
                client.close();
            }
        }
    }

    /** The broker would know every name that anybody ever asked for. */
    private void forgetNames() {
        for (HierarchicalRepository<?> names : List.of(
                server.getActiveMQServer().getAddressSettingsRepository(),
                server.getActiveMQServer().getSecurityRepository())) {
            if (names.getCacheSize() > KNOWN_NAMES) {
                names.clearCache();
            }
        }
    }

    /** Where a connection of this process goes. */
    public String url() {
        return "vm://" + number;
    }

    /** What a connection of this process logs in with; any user name goes. */
    public String password() {
        return security.password();
    }

    /** Whose the queues of this broker are. */
    public ReplyQueues replyQueues() {
        if (queues == null) {
            throw new IllegalStateException("the embedded broker has not started");
        }
        return queues;
    }

    private static IllegalStateException unusable(Path folder, Exception why) {
        return new IllegalStateException(
                "The embedded broker cannot start with its files in " + folder
                        + ": may they be read and written? SERAI_DATA names another data folder.",
                why);
    }

    /** Taken before the broker's own, for which it would wait as long as it takes, and say nothing. */
    private static FileChannel lock(Path folder) throws IOException {
        Files.createDirectories(folder);
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // the same answer for this process as for another
        }
        channel.close();
        throw new IllegalStateException("The broker's journal in " + folder
                + " is in use by another gateway: give each its own data folder (SERAI_DATA).");
    }

    /** Asked before the broker, which tells a taken port by pages of its log. */
    private static void claimable(BrokerProperties properties) {
        if (properties.port() == 0) {
            return;
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(properties.host(), properties.port()));
        } catch (IOException e) {
            throw new IllegalStateException(
                    "The embedded broker cannot listen on " + properties.host() + ":" + properties.port()
                            + ": is another gateway running? Set SERAI_BROKER_PORT to a free port, or SERAI_BROKER_HOST.",
                    e);
        }
    }

    /** Of how many names the broker keeps how much waits there. */
    int accounts() {
        return server.getActiveMQServer().getPagingManager().getStoreNames().length;
    }

    int knownNames() {
        return server.getActiveMQServer().getAddressSettingsRepository().getCacheSize();
    }

    List<String> queueNames() {
        return server.getActiveMQServer()
                .getPostOffice()
                .getAllBindings()
                .map(binding -> binding.getUniqueName().toString())
                .toList();
    }

    @Override
    public void close() {
        try {
            stop();
        } finally {
            closeLock();
        }
    }

    private void stop() {
        if (port != null) {
            port.shut();
        }
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the embedded broker did not stop cleanly", e);
        } finally {
            if (port != null) {
                port.close();
            }
        }
    }

    private void closeLock() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the lock of the embedded broker's files did not close", e);
        }
    }
}
