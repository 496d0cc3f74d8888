package io.serai.doors.queue.embedded;

import io.serai.doors.queue.BrokerLimits;
import io.serai.doors.queue.embedded.port.PacketGate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.WildcardConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.PageFullMessagePolicy;

/** How the embedded broker is set up. */
final class BrokerSetup {

    /** The acceptor that the port hands its connections to. */
    static final String OUTSIDE = "outside";

    /** Ids of messages that the broker knows of each address, for finding duplicates. */
    private static final int KNOWN_IDS = 2_000;

    private static final int MEGABYTE = 1024 * 1024;
    /** Messages that were written to the disk and are in memory again, of each queue. */
    private static final int READ_AHEAD = 1_000;

    /** Bytes of memory: what is read ahead of small messages, and pages. */
    static final long MOST_OF_A_QUEUE = 4L * MEGABYTE;

    private static final int JOURNAL_FILE = 4 * MEGABYTE;
    private static final long DEAD_LETTERS_LIMIT = 256L * MEGABYTE;
    private static final long LEAST_FREE = 256L * MEGABYTE;

    private static final int DISK_SCAN_MILLIS = 1_000;

    private static final long NO_LIMIT = 1L << 50;

    private BrokerSetup() {}

    static Configuration of(BrokerPlan plan) {
        BrokerLimits limits = plan.limits();
        Path folder = plan.folder();
        ConfigurationImpl configuration = new ConfigurationImpl();
        configuration
                .setName("serai")
                .setPersistenceEnabled(true)
                .setJournalType(JournalType.NIO)
                .setJournalDirectory(folder.resolve("journal").toString())
                .setBindingsDirectory(folder.resolve("bindings").toString())
                .setLargeMessagesDirectory(folder.resolve("large").toString())
                .setPagingDirectory(folder.resolve("paging").toString())
                .setJournalFileSize(JOURNAL_FILE)
                .setJournalMinFiles(2)
                .setJMXManagementEnabled(false)
                .setIDCacheSize(KNOWN_IDS)
                .setSecurityEnabled(true)
                // Its caches know a client by the user name, which is the client's to choose.
                .setAuthenticationCacheSize(0)
                .setAuthorizationCacheSize(0)
                .setClusterUser(BrokerSecurity.secret())
                .setClusterPassword(BrokerSecurity.secret())
                // A queue named # would get a copy of everything.
                .setWildCardConfiguration(new WildcardConfiguration().setRoutingEnabled(false))
                .setGlobalMaxSize(Math.max(32L * MEGABYTE, Runtime.getRuntime().maxMemory() / 8))
                // Clients wait while the disk is nearly full, so that the outbox and the store have the rest.
                .setMaxDiskUsage(-1)
                .setMinDiskFree(leastFree(folder))
                .setDiskScanPeriod(DISK_SCAN_MILLIS);
        if (plan.properties().port() > 0) {
            configuration.addAcceptorConfiguration(outside());
        }
        configuration.addAddressSetting("#", clients(limits));
        configuration.addAddressSetting("llm.requests", requests(limits));
        configuration.addAddressSetting("llm.requests.dlq", setAside());
        configuration.addAddressSetting("llm.expired", setAside());
        configuration.addAddressSetting("serai.#", ours());
        configuration.addAddressSetting(
                "serai.usage",
                // Without an end of attempts: a database that is away must never cost a record.
                ours().setDeadLetterAddress(SimpleString.of("serai.usage.dlq"))
                        .setRedeliveryDelay(500)
                        .setRedeliveryMultiplier(2)
                        .setMaxRedeliveryDelay(5_000));
        return configuration;
    }

    /** On a small disk a twentieth of it, but room for some files of the journal. */
    static long leastFree(Path folder) {
        try {
            long disk = Files.getFileStore(folder).getTotalSpace();
            return Math.min(Math.clamp(disk / 20, 4L * JOURNAL_FILE, LEAST_FREE), disk / 4);
        } catch (IOException e) {
            throw new UncheckedIOException("the disk of " + folder + " could not be asked for its size", e);
        }
    }

    /**
     * For the connections of this process.
     *
     * @param number of the broker in it
     */
    static TransportConfiguration inside(int number) {
        return new TransportConfiguration(InVMAcceptorFactory.class.getName(), Map.of("serverId", number), "vm");
    }

    private static TransportConfiguration outside() {
        return new TransportConfiguration(
                NettyAcceptorFactory.class.getName(),
                Map.of(
                        // It opens no port of its own and takes the connections that ours hands over.
                        "httpUpgradeEnabled",
                        true,
                        "remotingThreads",
                        1,
                        "protocols",
                        "CORE,AMQP,STOMP",
                        "saslMechanisms",
                        "PLAIN",
                        "anycastPrefix",
                        String.join(",", PacketGate.ANYCAST_PREFIXES),
                        "multicastPrefix",
                        "/topic/,topic://,jms.topic.",
                        // A large one would be written to a file as it comes, with the key in it.
                        "amqpMinLargeMessageSize",
                        -1),
                OUTSIDE);
    }

    private static AddressSettings base() {
        return new AddressSettings()
                .setAutoCreateAddresses(true)
                .setAutoCreateQueues(true)
                // An empty queue keeps its owner, for whom an answer may be under way.
                .setAutoDeleteQueues(false)
                .setAutoDeleteAddresses(true)
                // A name without a prefix, as STOMP and AMQP clients write it, is a queue.
                .setDefaultAddressRoutingType(RoutingType.ANYCAST)
                .setDefaultQueueRoutingType(RoutingType.ANYCAST)
                // How often a client reads its answer before it acknowledges it is its own affair.
                .setMaxDeliveryAttempts(-1)
                // A group would be tied to one consumer, and its name kept for as long as that lives.
                .setDefaultGroupBuckets(0)
                .setDeadLetterAddress(SimpleString.of(EmbeddedBroker.DEAD_LETTERS))
                // Has no queue: what nobody reads in time is dropped.
                .setExpiryAddress(SimpleString.of("serai.dropped"))
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                .setPageFullMessagePolicy(PageFullMessagePolicy.FAIL)
                .setMaxSizeBytes(8L * MEGABYTE)
                // Of each address the page that is written, and of each queue those that are read, are in memory as a
                // whole.
                .setPageSizeBytes(MEGABYTE / 16)
                .setMaxReadPageMessages(READ_AHEAD)
                .setMaxReadPageBytes(2 * MEGABYTE);
    }

    private static AddressSettings clients(BrokerLimits limits) {
        return base().setPageLimitBytes(limits.answers().toBytes());
    }

    private static AddressSettings requests(BrokerLimits limits) {
        return base().setMaxSizeBytes(32L * MEGABYTE)
                .setPageSizeBytes(MEGABYTE)
                .setMaxReadPageMessages(-1)
                .setPageLimitBytes(limits.requests().toBytes())
                .setMaxDeliveryAttempts(3)
                .setExpiryAddress(SimpleString.of("llm.expired"));
    }

    private static AddressSettings setAside() {
        return ours().setPageLimitBytes(DEAD_LETTERS_LIMIT).setPageFullMessagePolicy(PageFullMessagePolicy.DROP);
    }

    private static AddressSettings ours() {
        return base().setMaxSizeBytes(64L * MEGABYTE)
                .setPageSizeBytes(4 * MEGABYTE)
                .setMaxReadPageMessages(-1)
                .setMaxReadPageBytes(8 * MEGABYTE)
                .setPageLimitBytes(NO_LIMIT)
                .setAutoDeleteAddresses(false);
    }
}
