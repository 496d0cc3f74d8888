package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.e2e.provider.Behaviour;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plain JMS, AMQP 1.0 and STOMP clients ask by message. */
class QueueTest {

    private static final String ASK =
            "{\"model\": \"gpt-4o-mini\", \"messages\": [{\"role\": \"user\", \"content\": \"hello queue\"}]}";
    private static final ObjectMapper JSON = new ObjectMapper();

    private TestGateway gateway;

    @BeforeEach
    void fresh() {
        gateway = TestGateway.fresh();
    }

    /** A client's protocol, named for the test report. */
    enum Protocol {
        JMS,
        AMQP;

        ConnectionFactory connect(TestGateway gateway) {
            int port = gateway.brokerPort();
            return switch (this) {
                case JMS -> new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port, "any", gateway.key());
                case AMQP -> new JmsConnectionFactory("any", gateway.key(), "amqp://127.0.0.1:" + port);
            };
        }
    }

    static Stream<Protocol> protocols() {
        return Stream.of(Protocol.values());
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void answersToATemporaryQueueWithTheCorrelationId(Protocol protocol) throws Exception {
        Message answer = ask(protocol, ASK, "Bearer " + gateway.key(), "order-4711", true);
        assertThat(answer.getJMSCorrelationID()).isEqualTo("order-4711");
        assertThat(answer.getIntProperty("serai_status")).isEqualTo(200);
        JsonNode json = JSON.readTree(answer.getBody(String.class));
        assertThat(json.at("/choices/0/message/content").asText()).isEqualTo("Echo: hello queue");
        assertThat(json.path("object").asText()).isEqualTo("chat.completion");
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void answersToANamedQueueWithTheMessageIdWhereThereIsNoCorrelationId(Protocol protocol) throws Exception {
        Message answer = ask(protocol, ASK, "Bearer " + gateway.key(), null, false);
        assertThat(answer.getJMSCorrelationID()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void saysTheSameErrorsAsOverHttp(Protocol protocol) throws Exception {
        Message nobody = ask(protocol, ASK, "Bearer sk-serai-of-nobody", "e1", true);
        assertThat(nobody.getIntProperty("serai_status")).isEqualTo(401);
        assertThat(JSON.readTree(nobody.getBody(String.class)).at("/error/code").asText())
                .isEqualTo("invalid_api_key");

        Message unparsable = ask(protocol, "{\"model\": ", "Bearer " + gateway.key(), "e2", true);
        assertThat(unparsable.getJMSCorrelationID()).isEqualTo("e2");
        assertThat(JSON.readTree(unparsable.getBody(String.class))
                        .at("/error/message")
                        .asText())
                .containsIgnoringCase("line");

        gateway.openai.always(Behaviour.status(503));
        Message failed = ask(protocol, ASK, "Bearer " + gateway.key(), "e3", true);
        assertThat(JSON.readTree(failed.getBody(String.class))
                        .at("/error/message")
                        .asText())
                .contains("503");
    }

    @Test
    void keepsWhatCanBeNeitherUnderstoodNorAnswered() throws Exception {
        try (Connection connection = Protocol.JMS.connect(gateway).createConnection()) {
            connection.start();
            Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
            MessageProducer producer = session.createProducer(session.createQueue("llm.requests"));
            String nonsense = "no JSON " + UUID.randomUUID();
            TextMessage message = session.createTextMessage(nonsense);
            message.setStringProperty("authorization", "Bearer " + gateway.key());
            producer.send(message);
            try (ActiveMQConnectionFactory broker = gateway.operator();
                    JMSContext operator = broker.createContext()) {
                TextMessage kept = (TextMessage) operator.createConsumer(operator.createQueue("llm.requests.dlq"))
                        .receive(10_000);
                assertThat(kept).isNotNull();
                assertThat(kept.getText()).isEqualTo(nonsense);
                assertThat(kept.getStringProperty("serai_reason")).contains("JSON");
            }
        }
        // and the queue goes on
        answersToATemporaryQueueWithTheCorrelationId(Protocol.JMS);
    }

    @Test
    void answersAStompClientWhoseReplyToHasNoPrefix() throws Exception {
        try (StompClient stomp = new StompClient(gateway.brokerPort(), gateway.key())) {
            String answers = "stomp.answers." + UUID.randomUUID();
            stomp.subscribe(answers);
            stomp.send("llm.requests", "Bearer " + gateway.key(), answers, "stomp-1", ASK);
            StompClient.Frame answer = stomp.next();
            assertThat(answer.command()).isEqualTo("MESSAGE");
            assertThat(answer.headers()).containsEntry("correlation-id", "stomp-1");
            assertThat(JSON.readTree(answer.body())
                            .at("/choices/0/message/content")
                            .asText())
                    .isEqualTo("Echo: hello queue");

            stomp.send("llm.requests", "Bearer sk-serai-of-nobody", answers, "stomp-2", ASK);
            StompClient.Frame refused = stomp.next();
            assertThat(refused.headers()).containsEntry("correlation-id", "stomp-2");
            assertThat(JSON.readTree(refused.body()).at("/error/code").asText()).isEqualTo("invalid_api_key");
        }
    }

    @Test
    void answersAStompClientWhoseReplyToHasOne() throws Exception {
        try (StompClient stomp = new StompClient(gateway.brokerPort(), gateway.key())) {
            String answers = "stomp.answers." + UUID.randomUUID();
            stomp.subscribe(answers);
            stomp.send("llm.requests", "Bearer " + gateway.key(), "/queue/" + answers, "stomp-3", ASK);
            assertThat(stomp.next().headers()).containsEntry("correlation-id", "stomp-3");
        }
    }

    private Message ask(
            Protocol protocol, String body, String authorization, @Nullable String correlation, boolean temporary)
            throws Exception {
        try (Connection connection = protocol.connect(gateway).createConnection()) {
            connection.start();
            Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
            Queue answers =
                    temporary ? session.createTemporaryQueue() : session.createQueue("answers." + UUID.randomUUID());
            MessageProducer producer = session.createProducer(session.createQueue("llm.requests"));
            TextMessage request = session.createTextMessage(body);
            request.setStringProperty("authorization", authorization);
            request.setJMSReplyTo(answers);
            if (correlation != null) {
                request.setJMSCorrelationID(correlation);
            }
            MessageConsumer consumer = session.createConsumer(answers);
            producer.send(request);
            Message answer = consumer.receive(15_000);
            assertThat(answer).as("an answer by %s", protocol).isNotNull();
            if (correlation == null) {
                assertThat(answer.getJMSCorrelationID()).isEqualTo(request.getJMSMessageID());
            }
            return answer;
        }
    }
}
