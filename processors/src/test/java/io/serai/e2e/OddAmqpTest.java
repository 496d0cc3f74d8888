package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Destination;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import java.util.List;
import java.util.Map;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.apache.qpid.jms.message.JmsMapMessage;
import org.apache.qpid.jms.message.facade.JmsMapMessageFacade;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What AMQP can say and JMS cannot: it would close the gateway's consumers if the broker took it. */
@Isolated("reads what the whole JVM logs")
@ExtendWith(OutputCaptureExtension.class)
class OddAmqpTest {

    private final TestGateway gateway = TestGateway.fresh();

    @Test
    void refusesAMapWithAListInItAsItIsSent(CapturedOutput log) throws Exception {
        int before = log.getAll().length();
        try (JMSContext jms = new JmsConnectionFactory("amqp://127.0.0.1:" + gateway.brokerPort())
                .createContext("any", gateway.key())) {
            Destination answers = jms.createTemporaryQueue();
            for (Object odd : List.of(List.of(Map.of("role", "user", "content", "hello")), Map.of("a", 1))) {
                MapMessage map = jms.createMapMessage();
                ((JmsMapMessageFacade) ((JmsMapMessage) map).getFacade()).put("messages", odd);
                map.setStringProperty("authorization", "Bearer " + gateway.key());
                map.setJMSReplyTo(answers);
                assertThatThrownBy(() -> jms.createProducer().send(jms.createQueue("llm.requests"), map))
                        .isInstanceOf(JMSRuntimeException.class)
                        .hasMessageContaining("send the JSON as a string or as binary data");
            }
        }
        try (JMSContext jms = new JmsConnectionFactory("amqp://127.0.0.1:" + gateway.brokerPort())
                .createContext("any", gateway.key())) {
            Destination answers = jms.createTemporaryQueue();
            Message request = jms.createTextMessage(OwnBroker.ASK);
            request.setStringProperty("authorization", "Bearer " + gateway.key());
            request.setJMSReplyTo(answers);
            jms.createProducer().send(jms.createQueue("llm.requests"), request);
            Message answer = jms.createConsumer(answers).receive(20_000);
            assertThat(answer).as("an answer").isNotNull();
            assertThat(answer.getIntProperty("serai_status")).isEqualTo(200);
        }
        assertThat(log.getAll().substring(before))
                .doesNotContain(gateway.key())
                .doesNotContain("\tat ")
                .doesNotContain("invoker failed");
    }
}
