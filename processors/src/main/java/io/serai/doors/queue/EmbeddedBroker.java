package io.serai.doors.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** An ActiveMQ Artemis in this process, so that a first run needs no broker; its journal survives a kill. */
public final class EmbeddedBroker implements AutoCloseable {

    /** Requests that can be neither understood nor answered end here. */
    public static final String DEAD_LETTERS = "llm.requests.dlq";

    private final EmbeddedActiveMQ server = new EmbeddedActiveMQ();
    private final FileChannel lock;

    /**
     * Starts the broker.
     *
     * @param data folder for its journal
     */
    public EmbeddedBroker(BrokerProperties properties, Path data) {
        claimable(properties);
        Path folder = data.resolve("broker");
        try {
            lock = lock(folder);
        } catch (IOException e) {
            throw unusable(folder, e);
        }
        try {
            start(properties, folder);
        } catch (RuntimeException e) {
            closeLock();
            throw e;
        }
    }

    private void start(BrokerProperties properties, Path folder) {
        server.setConfiguration(configuration(properties, folder));
        try {
            server.start();
        } catch (Exception e) {
            throw unusable(folder, e);
        }
        if (!server.getActiveMQServer().isStarted()) {
            throw new IllegalStateException("The embedded broker did not start; the log above says why.");
        }
        if (properties.port() > 0
                && !server.getActiveMQServer()
                        .getRemotingService()
                        .getAcceptor("tcp")
                        .isStarted()) {
            stop();
            throw new IllegalStateException("Port " + properties.port() + " of " + properties.host()
                    + " is taken: set SERAI_BROKER_PORT to a free one.");
        }
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

    private static Configuration configuration(BrokerProperties properties, Path folder) {
        Configuration configuration = new ConfigurationImpl()
                .setName("serai")
                .setPersistenceEnabled(true)
                .setJournalType(JournalType.NIO)
                .setJournalDirectory(folder.resolve("journal").toString())
                .setBindingsDirectory(folder.resolve("bindings").toString())
                .setLargeMessagesDirectory(folder.resolve("large").toString())
                .setPagingDirectory(folder.resolve("paging").toString())
                .setJournalFileSize(4 * 1024 * 1024)
                .setJournalMinFiles(2)
                .setSecurityEnabled(false) // every call carries its own key; the port is on loopback unless moved
                .setJMXManagementEnabled(false)
                .setMaxDiskUsage(-1);
        configuration.addAcceptorConfiguration(
                new TransportConfiguration(InVMAcceptorFactory.class.getName(), Map.of("serverId", "0"), "vm"));
        if (properties.port() > 0) {
            configuration.addAcceptorConfiguration(new TransportConfiguration(
                    NettyAcceptorFactory.class.getName(),
                    Map.of(
                            "host", properties.host(),
                            "port", properties.port(),
                            "protocols", "CORE,AMQP,STOMP"),
                    "tcp"));
        }
        configuration.addAddressSetting("#", base());
        configuration.addAddressSetting(
                "serai.usage",
                base().setMaxDeliveryAttempts(-1) // a database that is away must never cost a record
                        .setRedeliveryDelay(500)
                        .setRedeliveryMultiplier(2)
                        .setMaxRedeliveryDelay(5_000));
        return configuration;
    }

    private static AddressSettings base() {
        return new AddressSettings()
                .setAutoCreateAddresses(true)
                .setAutoCreateQueues(true)
                .setAutoDeleteQueues(true)
                .setAutoDeleteAddresses(true)
                // A name without a prefix, as STOMP and AMQP clients write it, is a queue.
                .setDefaultAddressRoutingType(RoutingType.ANYCAST)
                .setDefaultQueueRoutingType(RoutingType.ANYCAST)
                .setDeadLetterAddress(SimpleString.of(DEAD_LETTERS))
                .setExpiryAddress(SimpleString.of("llm.expired"))
                .setMaxDeliveryAttempts(3)
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                .setMaxSizeBytes(64L * 1024 * 1024);
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
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the embedded broker did not stop cleanly", e);
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
