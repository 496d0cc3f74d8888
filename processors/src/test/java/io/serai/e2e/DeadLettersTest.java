package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.e2e.provider.Behaviour;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What cannot be answered is kept as it came, but for its key, so that it can be sent again. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("OwnBroker")
@Order(21)
@Timeout(600)
class DeadLettersTest {

    private OwnBroker own;

    @BeforeEach
    void fresh() {
        own = OwnBroker.fresh();
    }

    /** Of models with breakers of their own. */
    private String failing(String model) {
        own.openai.knows(model);
        own.openai.always(model, Behaviour.status(503));
        return OwnBroker.ask("openai/" + model);
    }

    @Test
    void keepsTheRequestThatNoProviderAnswered() throws Exception {
        String ask = failing("dead-letters-1");
        String messageId;
        try (JMSContext jms = own.caller()) {
            TextMessage request = jms.createTextMessage(ask);
            request.setJMSCorrelationID("order-4711");
            request.setJMSType("chat");
            request.setStringProperty("order", "4711");
            request.setIntProperty("lines", 3);
            request.setBooleanProperty("urgent", true);
            request.setStringProperty("note", "my key is " + own.key + ", do not tell");
            request.setStringProperty("X_API_Key", own.key);
            messageId = send(jms, request);
        }
        Message kept = own.mustDeadLetter("llm.requests.dlq");
        assertThat(own.openai.received()).isNotEmpty();
        assertThat(kept).isInstanceOf(TextMessage.class);
        assertThat(kept.getBody(String.class)).isEqualTo(ask);
        assertThat(kept.getJMSCorrelationID()).isEqualTo("order-4711");
        assertThat(kept.getJMSType()).isEqualTo("chat");
        assertThat(kept.getStringProperty("order")).isEqualTo("4711");
        assertThat(kept.getIntProperty("lines")).isEqualTo(3);
        assertThat(kept.getBooleanProperty("urgent")).isTrue();
        assertThat(kept.getStringProperty("serai_message_id")).isEqualTo(messageId);
        assertThat(kept.getStringProperty("serai_request_id")).startsWith("req_");
        assertThat(kept.getIntProperty("serai_status")).isEqualTo(503);
        assertThat(kept.getStringProperty("serai_reason")).contains("503");
        assertThat(kept.getStringProperty("serai_caller")).startsWith("key_");
        assertHoldsNoKey(kept);
    }

    @Test
    void keepsWhatComesByEveryProtocol() throws Exception {
        String nonsense = "no JSON: ä";
        for (boolean amqp : new boolean[] {false, true}) {
            try (JMSContext jms = amqp ? own.amqp() : own.caller()) {
                var bytes = jms.createBytesMessage();
                bytes.writeBytes(nonsense.getBytes(StandardCharsets.UTF_8));
                for (Message request : List.of(jms.createTextMessage(nonsense), bytes)) {
                    request.setStringProperty("order", "4711");
                    String messageId = send(jms, request);
                    Message kept = own.mustDeadLetter("llm.requests.dlq");
                    assertThat(kept.getStringProperty("order")).isEqualTo("4711");
                    assertThat(kept.getStringProperty("serai_reason")).contains("JSON");
                    if (kept instanceof TextMessage text) {
                        assertThat(text.getText()).isEqualTo(nonsense);
                    } else {
                        assertThat(kept.getBody(byte[].class)).isEqualTo(nonsense.getBytes(StandardCharsets.UTF_8));
                    }
                    assertThat(kept instanceof TextMessage).isEqualTo(request instanceof TextMessage);
                    if (!amqp) {
                        assertThat(kept.getJMSCorrelationID()).isEqualTo(messageId);
                    }
                    assertHoldsNoKey(kept);
                }
            }
        }
    }

    /** With a key beside it, as docs/queues.md says. */
    @Test
    void isAnsweredWhenItIsSentAgain() throws Exception {
        String ask = failing("dead-letters-2");
        try (JMSContext jms = own.caller()) {
            send(jms, jms.createTextMessage(ask));
        }
        Message kept = own.mustDeadLetter("llm.requests.dlq");
        own.openai.always("dead-letters-2", Behaviour.echo());
        try (JMSContext jms = own.caller()) {
            TextMessage again = jms.createTextMessage(kept.getBody(String.class));
            assertThat(own.ask(jms, again).path("status").asInt()).isEqualTo(200);
        }
    }

    private String send(JMSContext jms, Message request) throws Exception {
        request.setStringProperty("authorization", "Bearer " + own.key);
        jms.createProducer().send(jms.createQueue("llm.requests"), request);
        return request.getJMSMessageID();
    }

    private void assertHoldsNoKey(Message kept) throws Exception {
        for (Object name : Collections.list(kept.getPropertyNames())) {
            Object value = kept.getObjectProperty((String) name);
            assertThat(Map.entry(name, String.valueOf(value)).toString())
                    .doesNotContain(own.key)
                    .doesNotContainIgnoringCase("authorization=");
        }
    }
}
