package io.serai.doors.queue.embedded;

import static io.serai.doors.queue.embedded.TestBroker.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serai.app.BrokerConfiguration;
import io.serai.doors.queue.BrokerProperties;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.MessageListener;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.io.SequentialFileFactory;
import org.apache.activemq.artemis.core.paging.PagingStore;
import org.apache.activemq.artemis.core.paging.impl.PagingStoreImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jms.listener.DefaultMessageListenerContainer;

/** A broker that ended because it could not write its journal serves again; one whose journal cannot be read leaves nothing behind. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BrokerRevivalTest {

    private static final BrokerProperties EMBEDDED = new BrokerProperties("", null, null, "127.0.0.1", 0);

    @TempDir
    Path data;

    /** Again and again, because what one recovery leaves behind must not stand in the way of the next. */
    @RepeatedTest(3)
    void servesAgainAfterItCouldNotWriteAndLosesNothing() throws Exception {
        Set<String> read = ConcurrentHashMap.newKeySet();
        try (TestBroker broker = new TestBroker(data);
                ActiveMQConnectionFactory connections = BrokerConfiguration.listening(EMBEDDED, broker.broker)) {
            DefaultMessageListenerContainer listener = listener(connections, read);
            try {
                for (String text : List.of("one", "two", "three")) {
                    // As the outbox does.
                    await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> {
                        try (JMSContext jms = connections.createContext()) {
                            jms.createProducer().send(jms.createQueue("serai.usage"), text);
                        }
                    });
                    send(broker, "request " + text);
                    fail(broker);
                }
                send(broker, "after");
                assertThat(broker.broker.replyQueues().open(TestBroker.ALICE_ID, "answers-of-alice"))
                        .isTrue();

                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() ->
                                assertThat(read).contains("request one", "request two", "request three", "after"));
            } finally {
                listener.destroy();
            }
            try (JMSContext gateway = broker.gateway()) {
                var stored = gateway.createConsumer(gateway.createQueue("serai.usage"));
                Set<String> usage = ConcurrentHashMap.newKeySet();
                await().atMost(Duration.ofSeconds(30)).until(() -> {
                    String next = stored.receiveBody(String.class, 500);
                    if (next != null) {
                        usage.add(next);
                    }
                    return usage.containsAll(Set.of("one", "two", "three"));
                });
            }
        }
    }

    /** The broker goes on for a moment after a page could not be written; what it confirms then would be gone. */
    @Test
    void confirmsNothingOfAPageThatItCouldNotWrite() throws Exception {
        Set<String> confirmed = ConcurrentHashMap.newKeySet();
        try (TestBroker broker = new TestBroker(data)) {
            ActiveMQServer first = broker.broker.server();
            broker.broker.replyQueues().open(TestBroker.ALICE_ID, "answers");
            PagingStore pages = first.getPagingManager().getPageStore(SimpleString.of("answers"));
            Path full = secondPageOnAFullDisk(pages);
            try (JMSContext gateway = broker.gateway()) {
                gateway.createProducer().send(gateway.createQueue("answers"), "first");
                confirmed.add("first");
                pages.forceAnotherPage(true);
                gateway.createProducer().send(gateway.createQueue("answers"), "second");
                confirmed.add("second");
            } catch (JMSRuntimeException e) {
                // not confirmed
            }
            Files.delete(full);
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> broker.broker.server() != first);

            Set<String> read = ConcurrentHashMap.newKeySet();
            try (JMSContext gateway = broker.gateway()) {
                var answers = gateway.createConsumer(gateway.createQueue("answers"));
                for (String next = answers.receiveBody(String.class, 2_000);
                        next != null;
                        next = answers.receiveBody(String.class, 500)) {
                    read.add(next);
                }
            }
            assertThat(read).contains("first").containsAll(confirmed);
        }
    }

    /** A request stays where it was when its answer could not be written. */
    @Test
    void takesNoRequestWhoseAnswerItCouldNotWrite() throws Exception {
        try (TestBroker broker = new TestBroker(data)) {
            ActiveMQServer first = broker.broker.server();
            broker.broker.replyQueues().open(TestBroker.ALICE_ID, "answers");
            send(broker, "request");
            PagingStore pages = first.getPagingManager().getPageStore(SimpleString.of("answers"));
            Path full = secondPageOnAFullDisk(pages);
            pages.forceAnotherPage(true);
            try (JMSContext gateway = broker.gateway().createContext(JMSContext.SESSION_TRANSACTED)) {
                assertThat(gateway.createConsumer(gateway.createQueue("llm.requests"))
                                .receive(10_000))
                        .isNotNull();
                gateway.createProducer().send(gateway.createQueue("answers"), "answer");
                assertThatThrownBy(gateway::commit).isInstanceOf(JMSRuntimeException.class);
            } catch (JMSRuntimeException e) {
                // its end meets a broker that has ended
            }
            Files.delete(full);
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> broker.broker.server() != first);

            try (JMSContext gateway = broker.gateway()) {
                assertThat(gateway.createConsumer(gateway.createQueue("llm.requests"))
                                .receive(20_000))
                        .isNotNull();
            }
        }
    }

    private static Path secondPageOnAFullDisk(PagingStore pages) throws Exception {
        pages.startPaging();
        Path full = pages.getFolder().toPath().resolve("000000002.page");
        Files.createSymbolicLink(full, Path.of("/dev/full"));
        // A disk that is full can still be told to write what it has, but this device cannot.
        Field files = PagingStoreImpl.class.getDeclaredField("fileFactory");
        files.setAccessible(true);
        ((SequentialFileFactory) files.get(pages)).setDatasync(false);
        return full;
    }

    /** As the queue door listens, whose client leaves bodies unread. */
    private static DefaultMessageListenerContainer listener(ConnectionFactory connections, Set<String> read) {
        DefaultMessageListenerContainer listener = new DefaultMessageListenerContainer();
        listener.setConnectionFactory(connections);
        listener.setDestinationName("llm.requests");
        listener.setSessionTransacted(true);
        listener.setCacheLevelName("CACHE_CONSUMER");
        listener.setConcurrentConsumers(4);
        listener.setRecoveryInterval(200);
        listener.setMessageListener((MessageListener) message -> read.add(((ActiveMQMessage) message)
                .getCoreMessage()
                .getReadOnlyBodyBuffer()
                .readNullableSimpleString()
                .toString()));
        listener.afterPropertiesSet();
        listener.start();
        return listener;
    }

    /** As the journal does when it cannot write. */
    private static void fail(TestBroker broker) {
        broker.broker
                .server()
                .getIoCriticalErrorListener()
                .onIOException(new IOException("No space left on device"), "1.page", null);
    }

    /** Tried again until the broker is back. */
    private static void send(TestBroker broker, String text) {
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> {
            try (JMSContext jms = broker.core("any", ALICE).createContext()) {
                jms.createProducer().send(jms.createQueue("llm.requests"), text);
            }
        });
    }

    @Test
    void closesWhileItCannotWrite() throws Exception {
        TestBroker broker = new TestBroker(data);
        fail(broker);
        broker.close();
        new TestBroker(data).close();
    }

    @Test
    void saysWhichJournalIsDamagedAndLeavesNoThread() throws Exception {
        new TestBroker(data).close();
        Path journal = data.resolve("broker/journal");
        try (Stream<Path> files = Files.list(journal)) {
            for (Path file :
                    (Iterable<Path>) files.filter(each -> each.toString().endsWith(".amq"))::iterator) {
                byte[] garbage = new byte[64];
                ThreadLocalRandom.current().nextBytes(garbage);
                byte[] bytes = Files.readAllBytes(file);
                System.arraycopy(garbage, 0, bytes, 0, garbage.length);
                Files.write(file, bytes, StandardOpenOption.TRUNCATE_EXISTING);
            }
        }
        Set<Thread> before = Set.copyOf(Thread.getAllStackTraces().keySet());
        assertThatThrownBy(() -> new TestBroker(data))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot read its journal in " + data.resolve("broker"))
                .hasMessageContaining("restore");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .filteredOn(thread -> !before.contains(thread)
                                && !thread.isDaemon()
                                && !thread.getName().startsWith("awaitility"))
                        .isEmpty());
    }
}
