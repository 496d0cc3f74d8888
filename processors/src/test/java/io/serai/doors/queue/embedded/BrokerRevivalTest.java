package io.serai.doors.queue.embedded;

import static io.serai.doors.queue.embedded.TestBroker.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker that ended because it could not write its journal serves again; one whose journal cannot be read leaves nothing behind. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BrokerRevivalTest {

    @TempDir
    Path data;

    /** Twice, because what the first recovery leaves behind must not stand in the way of the next. */
    @Test
    void servesAgainAfterItCouldNotWriteAndLosesNothing() throws Exception {
        try (TestBroker broker = new TestBroker(data);
                ActiveMQConnectionFactory listener = new ActiveMQConnectionFactory(
                        broker.broker.url(), "gateway", broker.broker.password());
                ActiveMQConnectionFactory sender = new ActiveMQConnectionFactory(
                        broker.broker.url(), "gateway", broker.broker.password())) {
            for (ActiveMQConnectionFactory each : List.of(listener, sender)) {
                each.setReconnectAttempts(-1);
                each.setRetryInterval(200);
            }
            send(broker, "before");
            Set<String> read = ConcurrentHashMap.newKeySet();
            try (Connection connection = sender.createConnection();
                    Session usage = connection.createSession(Session.AUTO_ACKNOWLEDGE);
                    Connection listening = listener.createConnection();
                    Session session = listening.createSession(Session.SESSION_TRANSACTED)) {
                MessageConsumer waiting = session.createConsumer(session.createQueue("llm.requests"));
                var producer = usage.createProducer(usage.createQueue("serai.usage"));
                for (String text : List.of("one", "two", "three")) {
                    // As the outbox does.
                    await().atMost(Duration.ofSeconds(60))
                            .ignoreExceptions()
                            .untilAsserted(() -> producer.send(usage.createTextMessage(text)));
                    fail(broker);
                }
                send(broker, "after");
                assertThat(broker.broker.replyQueues().open(TestBroker.ALICE_ID, "answers-of-alice"))
                        .isTrue();

                listening.start();
                await().atMost(Duration.ofSeconds(60)).until(() -> {
                    if (waiting.receive(500) instanceof TextMessage message) {
                        read.add(message.getText());
                        session.commit();
                    }
                    return read.containsAll(Set.of("before", "after"));
                });
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
            for (Path file : (Iterable<Path>)
                    files.filter(each -> each.toString().endsWith(".amq"))::iterator) {
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
                        .filteredOn(thread -> !before.contains(thread) && !thread.isDaemon()
                                && !thread.getName().startsWith("awaitility"))
                        .isEmpty());
    }
}
