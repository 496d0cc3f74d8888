package io.serai.doors.queue.embedded;

import static io.serai.doors.queue.embedded.TestBroker.ALICE;
import static io.serai.doors.queue.embedded.TestBroker.ALICE_ID;
import static io.serai.doors.queue.embedded.TestBroker.MALLORY;
import static io.serai.doors.queue.embedded.TestBroker.MALLORY_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.doors.queue.BrokerLimits;
import io.serai.doors.queue.embedded.ingress.MessageRules;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.util.unit.DataSize;

/** What one key could have the broker keep in memory by not reading its answers, or not acknowledging them. */
@Execution(ExecutionMode.CONCURRENT)
@Order(4)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnreadAnswersTest {

    private static final long SHARE = Runtime.getRuntime().maxMemory() / 4 / 4;
    /** More than counts of one queue. */
    private static final int ANSWERS = 60;

    private static final String LONG = "x".repeat(75_000);

    @TempDir
    Path data;

    private TestBroker broker;

    @BeforeEach
    void start() throws Exception {
        broker = new TestBroker(
                data,
                new BrokerLimits(
                        200, 100, 1_000, DataSize.ofGigabytes(1), DataSize.ofMegabytes(64), Duration.ofDays(1)));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    /** As the gateway does, which asks before each. */
    private boolean answer(JMSContext gateway, String keyId, String queue, String body, int count) {
        assertThat(broker.broker.replyQueues().open(keyId, queue)).isTrue();
        if (!broker.broker.replyQueues().mayStillAnswer(keyId, queue)) {
            return false;
        }
        JMSProducer producer = gateway.createProducer().setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        for (int i = 0; i < count; i++) {
            producer.send(gateway.createQueue(queue), body);
        }
        gateway.commit();
        return true;
    }

    private JMSContext transactedGateway() {
        return new ActiveMQConnectionFactory(broker.broker.url(), "gateway", broker.broker.password())
                .createContext(JMSContext.SESSION_TRANSACTED);
    }

    private static void ask(JMSContext client, String replyTo) throws Exception {
        Message request = client.createTextMessage("{}");
        request.setJMSReplyTo(client.createQueue(replyTo));
        client.createProducer().send(client.createQueue("llm.requests"), request);
    }

    @Test
    void whatIsUnreadInManyQueuesEnds() throws Exception {
        int many = (int) (SHARE / BrokerSetup.MOST_OF_A_QUEUE) + 2;
        try (JMSContext gateway = transactedGateway();
                JMSContext mallory = broker.core("any", MALLORY).createContext();
                JMSContext alice = broker.core("any", ALICE).createContext()) {
            for (int i = 0; i < many; i++) {
                answer(gateway, MALLORY_ID, "full" + i, LONG, ANSWERS);
            }
            Awaitility.await()
                    .untilAsserted(() -> assertThat(broker.broker.replyQueues().mayStillAnswer(MALLORY_ID, "full0"))
                            .isFalse());
            assertThatThrownBy(() -> ask(mallory, "full0")).hasMessageContaining("wait unread in too many queues");
            assertThatThrownBy(() -> ask(mallory, "another")).hasMessageContaining("wait unread in too many queues");
            assertThat(answer(gateway, MALLORY_ID, "another", "{}", 1)).isFalse();
            ask(alice, "answers");
            assertThat(answer(gateway, ALICE_ID, "answers", "{}", 1)).isTrue();
            for (int i = 0; i < 3; i++) {
                JMSConsumer reads = mallory.createConsumer(mallory.createQueue("full" + i));
                for (int read = 0; read < ANSWERS; read++) {
                    assertThat(reads.receive(10_000)).isNotNull();
                }
                reads.close();
            }
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThatCode(() -> ask(mallory, "full0")).doesNotThrowAnyException());
            assertThat(answer(gateway, MALLORY_ID, "another", "{}", 1)).isTrue();
        }
    }

    /** More than counts of it is on the disk. */
    @Test
    void oneQueueMayBeLong() throws Exception {
        int many = 4 * ANSWERS;
        try (JMSContext gateway = transactedGateway();
                JMSContext alice = broker.core("any", ALICE).createContext()) {
            answer(gateway, ALICE_ID, "answers", LONG, many);
            JMSConsumer reads = alice.createConsumer(alice.createQueue("answers"));
            for (int i = 0; i < many; i++) {
                assertThat(reads.receive(10_000)).isNotNull();
            }
            ask(alice, "answers");
        }
    }

    /** What is counted of a queue is what the broker keeps of one, also of what its client never acknowledges. */
    @Test
    void littleOfAQueueIsInMemory() {
        AddressSettings settings =
                broker.broker.server().getAddressSettingsRepository().getMatch("answers");
        assertThat(settings.getMaxReadPageBytes()
                        + settings.getMaxReadPageMessages() * MessageRules.KNOWN_BY
                        + settings.getPageSizeBytes())
                .isBetween(1, (int) BrokerSetup.MOST_OF_A_QUEUE + 256 * 1024);
    }

    /** The gateway would be busy for seconds with one answer to a topic. */
    @Test
    void subscriptionsOfATopicAreFew() throws Exception {
        try (JMSContext gateway = transactedGateway();
                JMSContext mallory = broker.core("any", MALLORY).createContext()) {
            Topic news = mallory.createTopic("news");
            JMSConsumer first = mallory.createSharedDurableConsumer(news, "s");
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 200; i++) {
                            mallory.createSharedDurableConsumer(news, "s" + i).close();
                        }
                    })
                    .hasStackTraceContaining("subscriptions of that address");
            gateway.createProducer().send(gateway.createTopic("news"), "{}");
            gateway.commit();
            assertThat(first.receive(10_000)).isNotNull();
        }
    }

    @Test
    void browsersAreFew() throws Exception {
        assertThat(broker.broker.replyQueues().open(MALLORY_ID, "answers")).isTrue();
        List<QueueBrowser> open = new ArrayList<>();
        try (JMSContext mallory = broker.core("any", MALLORY).createContext()) {
            Queue answers = mallory.createQueue("answers");
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            QueueBrowser browser = mallory.createBrowser(answers);
                            browser.getEnumeration();
                            open.add(browser);
                        }
                    })
                    .hasStackTraceContaining("browsers with this key");
            for (QueueBrowser each : open) {
                each.close();
            }
            mallory.createBrowser(answers).getEnumeration();
        }
    }
}
