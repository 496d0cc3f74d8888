package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.e2e.provider.Counts;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The gateway on a broker of its own process and accounts, which dies under load and comes back. */
@Execution(ExecutionMode.CONCURRENT)
@Order(3)
@Timeout(900)
class ExternalBrokerTest {

    private static final int CALLERS = 4;
    private static final int SOME = 30;
    private static final Counts COUNTS = new Counts(1_021, 269, 0, 0, 101, 0);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void servesQueuesAndOutlivesTheBrokersDeath() throws Exception {
        try (Providers providers = new Providers(COUNTS);
                ArtemisServer broker = new ArtemisServer(folder.resolve("broker"))) {
            List<String> settings = new ArrayList<>(providers.settings());
            settings.addAll(broker.settings());
            broker.start();
            try (GatewayProcess gateway = new GatewayProcess(folder, settings)) {
                Audit audit = new Audit(gateway);
                gateway.startAndAwaitReady();
                String key = gateway.issueKey();
                Callers.Complete first = new Callers.Complete(Callers.MARK + 1_000_001, "gpt-4o-mini", false);
                Map<String, Callers.Complete> complete;
                String firstId = ask(broker, key, first);
                try (Callers callers = new Callers(gateway, key, CALLERS)) {
                    awaitMoreAnswers(callers);
                    broker.kill();
                    await().atMost(Duration.ofSeconds(120)).until(() -> !gateway.isReady());
                    awaitMoreAnswers(callers);
                    broker.start();
                    gateway.awaitReady();
                    awaitMoreAnswers(callers);
                    callers.stop();
                    assertThat(callers.failed()).as(callers::lastFailure).isZero();
                    complete = callers.complete();
                }
                complete.put(firstId, first);
                audit.holds(complete, providers, COUNTS);
                // Behind the audit: a message that a listener takes as the broker comes back may be taken, and asked,
                // twice.
                ask(broker, key, new Callers.Complete(Callers.MARK + 1_000_002, "gpt-4o-mini", false));
            }
        }
    }

    /** By JMS, as the account of callers; its request id. */
    private static String ask(ArtemisServer broker, String key, Callers.Complete call) throws JMSException, Exception {
        try (ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory("tcp://127.0.0.1:" + broker.port());
                JMSContext jms = connections.createContext(ArtemisServer.CALLER, ArtemisServer.CALLER_PASSWORD)) {
            Queue answers = jms.createTemporaryQueue();
            TextMessage request = jms.createTextMessage("{\"model\": \"" + call.model()
                    + "\", \"metadata\": {\"task\": \"" + call.mark()
                    + "\"}, \"messages\": [{\"role\": \"user\", \"content\": \"" + call.mark() + " by message\"}]}");
            request.setStringProperty("authorization", "Bearer " + key);
            request.setJMSReplyTo(answers);
            jms.createProducer().send(jms.createQueue("llm.requests"), request);
            Message answer = jms.createConsumer(answers).receive(120_000);
            assertThat(answer).as("an answer by message").isNotNull();
            JsonNode json = JSON.readTree(answer.getBody(String.class));
            assertThat(json.at("/choices/0/message/content").asText()).startsWith("one two");
            return answer.getStringProperty("serai_request_id");
        }
    }

    private static void awaitMoreAnswers(Callers callers) {
        int before = callers.complete().size();
        await().atMost(Duration.ofSeconds(180))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(callers.complete().size())
                        .as(callers::lastFailure)
                        .isGreaterThanOrEqualTo(before + SOME));
    }
}
