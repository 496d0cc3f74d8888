package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.e2e.provider.Behaviour;
import jakarta.jms.Destination;
import jakarta.jms.JMSContext;
import jakarta.jms.TextMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Errors by message say as much as over HTTP. */
class QueueErrorsTest {

    private TestGateway gateway;
    private Path door;
    private String before;

    @BeforeEach
    void fresh() throws Exception {
        gateway = TestGateway.fresh();
        door = gateway.file("routes/doors-queue.camel.yaml");
        before = Files.readString(door);
    }

    @AfterEach
    void undo() throws Exception {
        edit(before);
    }

    @Test
    void isToldWhereARouteStopsHalfWay() throws Exception {
        edit(before.replace(
                "        - to: {id: door-queue-chat-ask",
                "        - stop: {id: door-queue-chat-stop}\n        - to: {id: door-queue-chat-ask"));
        JsonNode answer = ask();
        assertThat(answer.path("status").asInt()).isEqualTo(500);
        assertThat(answer.at("/error/message").asText()).contains("without an answer");
    }

    @Test
    void isToldWhenToTryAgain() throws Exception {
        // a model with a breaker of its own
        gateway.openai.knows("queue-429");
        gateway.openai.always("queue-429", Behaviour.status(429, Duration.ofSeconds(7)));
        try (ActiveMQConnectionFactory broker =
                        new ActiveMQConnectionFactory("tcp://127.0.0.1:" + gateway.brokerPort());
                JMSContext jms = broker.createContext("any", gateway.key())) {
            var answer = send(jms, OwnBroker.ask("openai/queue-429"));
            assertThat(answer.getIntProperty("serai_status")).isEqualTo(429);
            assertThat(answer.getLongProperty("serai_retry_after_ms")).isEqualTo(7_000);
        }
    }

    private void edit(String text) throws Exception {
        if (!Files.readString(door).equals(text)) {
            int version = version();
            Files.writeString(door, text);
            await().atMost(Duration.ofSeconds(20)).until(() -> version() > version);
        }
    }

    private int version() {
        for (JsonNode file :
                TestGateway.json(gateway.admin("GET", "/admin/v1/config", "")).path("files")) {
            if (file.path("path").asText().endsWith("doors-queue.camel.yaml")) {
                return file.path("version").asInt();
            }
        }
        return -1;
    }

    private JsonNode ask() throws Exception {
        try (ActiveMQConnectionFactory broker =
                        new ActiveMQConnectionFactory("tcp://127.0.0.1:" + gateway.brokerPort());
                JMSContext jms = broker.createContext("any", gateway.key())) {
            return OwnBroker.json(send(jms, OwnBroker.ASK));
        }
    }

    private jakarta.jms.Message send(JMSContext jms, String body) throws Exception {
        Destination answers = jms.createTemporaryQueue();
        TextMessage request = jms.createTextMessage(body);
        request.setStringProperty("authorization", "Bearer " + gateway.key());
        request.setJMSReplyTo(answers);
        jms.createProducer().send(jms.createQueue("llm.requests"), request);
        var answer = jms.createConsumer(answers).receive(20_000);
        assertThat(answer).as("an answer").isNotNull();
        return answer;
    }

    /** One login for many keys: the answer goes to the queue of who logged in. */
    @Test
    void answersWhoLoggedInAndBillsWhoseKeyTheMessageCarries() throws Exception {
        String billed = gateway.issueKey("{\"name\": \"billed elsewhere\"}");
        try (ActiveMQConnectionFactory broker =
                        new ActiveMQConnectionFactory("tcp://127.0.0.1:" + gateway.brokerPort());
                JMSContext jms = broker.createContext("any", gateway.key())) {
            Destination answers = jms.createQueue("answers." + UUID.randomUUID());
            var consumer = jms.createConsumer(answers);
            for (String key : new String[] {billed, "sk-serai-of-nobody"}) {
                TextMessage request = jms.createTextMessage(OwnBroker.ASK);
                request.setStringProperty("authorization", "Bearer " + key);
                request.setJMSReplyTo(answers);
                jms.createProducer().send(jms.createQueue("llm.requests"), request);
                var answer = consumer.receive(20_000);
                assertThat(answer).as("an answer").isNotNull();
                assertThat(answer.getIntProperty("serai_status")).isEqualTo(key.equals(billed) ? 200 : 401);
            }
        }
    }
}
