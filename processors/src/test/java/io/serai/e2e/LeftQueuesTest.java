package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.doors.queue.embedded.EmbeddedBroker;
import io.serai.e2e.provider.Behaviour;
import jakarta.jms.Connection;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQDestination;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No answer makes a queue that belongs to no key, whatever its client does meanwhile. */
class LeftQueuesTest {

    private static final String ASK =
            "{\"model\": \"gpt-4o-mini\", \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}";

    private TestGateway gateway;

    @BeforeEach
    void fresh() {
        gateway = TestGateway.fresh();
        gateway.openai.always(Behaviour.answer("late").firstAfter(Duration.ofMillis(500)));
    }

    @Test
    void aClientThatLeavesBeforeItsAnswerLeavesNoQueueBehind() throws Exception {
        List<String> left = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            try (ActiveMQConnectionFactory broker = broker();
                    Connection connection = broker.createConnection("any", gateway.key())) {
                Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
                TemporaryQueue answers = session.createTemporaryQueue();
                left.add(((ActiveMQDestination) answers).getAddress());
                send(session, answers);
            }
        }
        assertNoneIsLeft(left);
    }

    @Test
    void aReplyToThatLooksLikeATemporaryQueueMakesNone() throws Exception {
        List<String> names = new ArrayList<>();
        try (ActiveMQConnectionFactory broker = broker();
                Connection connection = broker.createConnection("any", gateway.key())) {
            Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
            for (int i = 0; i < 3; i++) {
                names.add(UUID.randomUUID().toString());
                send(session, session.createQueue(names.getLast()));
            }
            assertNoneIsLeft(names);
        }
    }

    private ActiveMQConnectionFactory broker() {
        return new ActiveMQConnectionFactory("tcp://127.0.0.1:" + gateway.brokerPort());
    }

    private static void send(Session session, jakarta.jms.Destination answers) throws Exception {
        TextMessage request = session.createTextMessage(ASK);
        request.setJMSReplyTo(answers);
        try (var producer = session.createProducer(session.createQueue("llm.requests"))) {
            producer.send(request);
        }
    }

    private void assertNoneIsLeft(List<String> names) throws Exception {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> gateway.openai.received().size() >= names.size());
        EmbeddedBroker broker = gateway.bean(EmbeddedBroker.class);
        try (ServerLocator locator = ActiveMQClient.createServerLocator(broker.url());
                ClientSessionFactory factory = locator.createSessionFactory();
                ClientSession session = factory.createSession(
                        "gateway", broker.password(), false, true, true, false, locator.getAckBatchSize())) {
            // The request leaves its queue together with its answer.
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            session.queueQuery(SimpleString.of("llm.requests")).getMessageCount() == 0);
            assertThat(names).noneMatch(name -> exists(session, name));
        }
    }

    private static boolean exists(ClientSession session, String name) {
        try {
            return session.queueQuery(SimpleString.of(name)).isExists();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
