package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.e2e.provider.Counts;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gateway that says it is ready answers by queue at once, also after its broker was away. */
@Execution(ExecutionMode.CONCURRENT)
@Order(6)
@Timeout(900)
class QueueReadinessTest {

    private static final Logger LOG = LoggerFactory.getLogger(QueueReadinessTest.class);

    private static final int RESTARTS = Integer.getInteger("serai.test.restarts", 2);
    private static final Counts COUNTS = new Counts(1_021, 269, 0, 0, 101, 0);

    @TempDir
    Path folder;

    @Test
    void isReadyOnlyWhenARequestByQueueIsAnswered() throws Exception {
        try (Providers providers = new Providers(COUNTS);
                ArtemisServer broker = new ArtemisServer(folder.resolve("broker"))) {
            List<String> settings = new ArrayList<>(providers.settings());
            settings.addAll(broker.settings());
            broker.start();
            try (GatewayProcess gateway = new GatewayProcess(folder, settings)) {
                gateway.startAndAwaitReady();
                String key = gateway.issueKey();
                ask(broker, key);
                for (int i = 0; i < RESTARTS; i++) {
                    broker.kill();
                    await().atMost(Duration.ofSeconds(120)).until(() -> !gateway.isReady());
                    broker.start();
                    gateway.awaitReady();
                    ask(broker, key);
                }
            }
        }
    }

    @Test
    void isNotReadyWhileTheLedgersQueueIsPaused() throws Exception {
        try (Providers providers = new Providers(COUNTS);
                ArtemisServer broker = new ArtemisServer(folder.resolve("broker"))) {
            List<String> settings = new ArrayList<>(providers.settings("--serai.metering.stalled-after=2s"));
            settings.addAll(broker.settings());
            broker.start();
            try (GatewayProcess gateway = new GatewayProcess(folder, settings)) {
                Audit audit = new Audit(gateway);
                gateway.startAndAwaitReady();
                broker.pause("serai.usage");
                try (Callers callers = new Callers(gateway, gateway.issueKey(), 1)) {
                    await().atMost(Duration.ofSeconds(120)).until(() -> !gateway.isReady());
                    broker.resume("serai.usage");
                    gateway.awaitReady();
                    callers.stop();
                    assertThat(callers.failed()).as(callers::lastFailure).isZero();
                    audit.holds(callers.complete(), providers, COUNTS);
                }
                assertThat(Files.readString(folder.resolve("gateway.log")))
                        .contains("messages wait on serai.usage")
                        .contains("Ready again");
            }
        }
    }

    private static void ask(ArtemisServer broker, String key) throws JMSException {
        long from = System.nanoTime();
        try (ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory("tcp://127.0.0.1:" + broker.port());
                JMSContext jms = connections.createContext(ArtemisServer.CALLER, ArtemisServer.CALLER_PASSWORD)) {
            Queue answers = jms.createTemporaryQueue();
            TextMessage request = jms.createTextMessage(
                    "{\"model\": \"gpt-4o-mini\", \"messages\": [{\"role\": \"user\", \"content\": \"are you there?\"}]}");
            request.setStringProperty("authorization", "Bearer " + key);
            request.setJMSReplyTo(answers);
            jms.createProducer().send(jms.createQueue("llm.requests"), request);
            Message answer = jms.createConsumer(answers).receive(120_000);
            LOG.info("answered by queue after {} ms", (System.nanoTime() - from) / 1_000_000);
            assertThat(answer).as("an answer by queue").isNotNull();
            assertThat(answer.getIntProperty("serai_status")).isEqualTo(200);
        }
    }
}
