package io.serai.doors.queue.embedded;

import io.serai.doors.queue.BrokerLimits;
import io.serai.doors.queue.BrokerLogins;
import io.serai.doors.queue.BrokerProperties;
import io.serai.doors.queue.ReplyQueues;
import io.serai.doors.queue.embedded.port.RefusedLogins;
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
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.jspecify.annotations.Nullable;

/**
 * An ActiveMQ Artemis in this process, so that a first run needs no broker. Its journal survives a kill.
 *
 * <p>A broker that stopped because it could not write its journal is started again as soon as it can; see {@link BrokerKeeper}.
 */
public final class EmbeddedBroker implements AutoCloseable {

    /** Requests that can be neither understood nor answered end here. */
    public static final String DEAD_LETTERS = "llm.requests.dlq";

    private static final AtomicInteger NEXT = new AtomicInteger();

    private final BrokerPlan plan;
    private final FileChannel lock;
    private final BrokerKeeper keeper;

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
        RefusedLogins refused = new RefusedLogins(clock);
        plan = new BrokerPlan(
                properties,
                limits,
                Set.copyOf(requests),
                data.resolve("broker"),
                NEXT.getAndIncrement(),
                longestBody,
                logins,
                refused,
                new BrokerSecurity(logins, refused),
                clock);
        claimable(properties);
        try {
            lock = lock(plan.folder());
        } catch (IOException e) {
            throw plan.unusable(e);
        }
        try {
            BrokerLog.limit(clock);
            keeper = new BrokerKeeper(plan);
        } catch (RuntimeException e) {
            closeLock();
            throw e;
        }
    }

    /** Where a connection of this process goes. */
    public String url() {
        return "vm://" + plan.number();
    }

    /** What a connection of this process logs in with; any user name goes. */
    public String password() {
        return plan.security().password();
    }

    /** Whose the queues of this broker are; fails while it does not run. */
    public ReplyQueues replyQueues() {
        return new ReplyQueues() {
            @Override
            public boolean open(String keyId, String address) {
                return keeper.running().queues().open(keyId, address);
            }

            @Override
            public boolean mayStillAnswer(String keyId, String address) {
                return keeper.running().queues().mayStillAnswer(keyId, address);
            }
        };
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

    /** Why clients are without answers until this process is started again, or null. */
    public @Nullable String stuck() {
        return keeper.stuck();
    }

    ActiveMQServer server() {
        return keeper.running().server();
    }

    /** Of how many names the broker keeps how much waits there. */
    int accounts() {
        return server().getPagingManager().getStoreNames().length;
    }

    int knownNames() {
        return server().getAddressSettingsRepository().getCacheSize();
    }

    List<String> queueNames() {
        return server().getPostOffice()
                .getAllBindings()
                .map(binding -> binding.getUniqueName().toString())
                .toList();
    }

    @Override
    public void close() {
        try {
            keeper.close();
        } finally {
            closeLock();
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
