package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.e2e.provider.Behaviour;
import jakarta.jms.BytesMessage;
import jakarta.jms.Destination;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.ObjectMessage;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQDestination;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that are no requests: each is answered or set aside once, and neither memory nor the log holds what it should not. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("OwnBroker")
@Order(20)
@Timeout(600)
class OddMessagesTest {

    private OwnBroker own;
    /** How long the log was before the test. */
    private int logged;

    private boolean refusedByBroker;

    @BeforeEach
    void fresh() {
        own = OwnBroker.fresh();
        logged = own.log().length();
    }

    @AfterEach
    void theGatewayIsWell() throws Exception {
        try (JMSContext jms = own.caller()) {
            JsonNode answer = own.ask(jms, jms.createTextMessage(OwnBroker.ASK));
            assertThat(answer.path("status").asInt()).as(answer.toString()).isEqualTo(200);
        }
        assertThat(own.log().substring(logged).lines())
                .as("the log in " + own.folder)
                .noneMatch(line -> line.contains(own.key))
                .noneMatch(line -> line.contains("OutOfMemoryError") || line.contains("Java heap space"))
                .noneMatch(line -> !refusedByBroker && line.contains("invoker failed"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void neverMakesAnObjectOfAMessage(boolean amqp) throws Exception {
        Path trace = own.folder.resolve("trace-" + UUID.randomUUID());
        try (JMSContext jms = amqp ? own.amqp() : own.caller()) {
            JsonNode answer = own.ask(jms, jms.createObjectMessage(new WritesAFile(trace)));
            assertThat(answer.path("status").asInt()).isEqualTo(400);
            assertThat(message(answer)).contains("neither text nor bytes (object)");
        }
        assertThat(Files.exists(trace)).isFalse();
        assertThat(own.openai.received()).isEmpty();
    }

    @Test
    void keepsAnObjectOfAStrangerAsBytes() throws Exception {
        Path trace = own.folder.resolve("trace-" + UUID.randomUUID());
        try (JMSContext jms = own.caller()) {
            ObjectMessage message = jms.createObjectMessage(new WritesAFile(trace));
            message.setStringProperty("order", "4711");
            jms.createProducer().send(jms.createQueue("llm.requests"), message);
        }
        Message kept = own.mustDeadLetter("llm.requests.dlq");
        assertThat(kept).isInstanceOf(BytesMessage.class);
        assertThat(kept.getStringProperty("serai_reason")).contains("authorization");
        assertThat(kept.getStringProperty("serai_body_type")).isEqualTo("object");
        assertThat(kept.getStringProperty("order")).isEqualTo("4711");
        assertThat(Files.exists(trace)).isFalse();
    }

    @Test
    void refusesMapsAndStreams() throws Exception {
        try (JMSContext jms = own.caller()) {
            MapMessage map = jms.createMapMessage();
            map.setString("model", "gpt-4o-mini");
            assertThat(refusal(own.ask(jms, map))).contains("(map)");
            StreamMessage stream = jms.createStreamMessage();
            stream.writeString(OwnBroker.ASK);
            assertThat(refusal(own.ask(jms, stream))).contains("(stream)");
            assertThat(refusal(own.ask(jms, jms.createMessage()))).contains("no body");
            assertThat(refusal(own.ask(jms, jms.createTextMessage()))).contains("no body");
            assertThat(refusal(own.ask(jms, jms.createTextMessage("")))).contains("no body");
            assertThat(refusal(own.ask(jms, jms.createBytesMessage()))).contains("no body");
            assertThat(refusal(own.ask(jms, jms.createTextMessage("half a pair: \ud800"))))
                    .contains("surrogate");
        }
        try (JMSContext jms = own.amqp()) {
            MapMessage map = jms.createMapMessage();
            map.setString("model", "gpt-4o-mini");
            assertThat(refusal(own.ask(jms, map))).contains("(map)");
            StreamMessage stream = jms.createStreamMessage();
            stream.writeString(OwnBroker.ASK);
            assertThat(refusal(own.ask(jms, stream))).contains("(stream)");
            assertThat(refusal(own.ask(jms, jms.createMessage()))).contains("no body");
            for (Serializable value : List.<Serializable>of(
                    "xyz", new ArrayList<>(List.of("a", 1)), new HashMap<>(Map.of("model", "x")))) {
                ObjectMessage typed = jms.createObjectMessage();
                typed.setBooleanProperty("JMS_AMQP_TYPED_ENCODING", true);
                typed.setObject(value);
                assertThat(own.ask(jms, typed).path("status").asInt()).isEqualTo(400);
            }
        }
        assertThat(own.openai.received()).isEmpty();
    }

    /** A text whose length is a lie, as a client of the broker's own protocol may write it. */
    @Test
    void refusesATextThatIsBroken() throws Exception {
        try (JMSContext jms = own.caller()) {
            BytesMessage broken = jms.createBytesMessage();
            broken.writeByte((byte) 1);
            broken.writeInt(Integer.MAX_VALUE);
            ((ActiveMQMessage) broken).getCoreMessage().setType(org.apache.activemq.artemis.api.core.Message.TEXT_TYPE);
            assertThat(refusal(own.ask(jms, broken))).contains("neither text nor bytes");
        }
    }

    @Test
    void refusesWhatItsSenderCompressed() throws Exception {
        ActiveMQConnectionFactory compressing = own.core("?compressLargeMessage=true&minLargeMessageSize=2000");
        try (JMSContext jms = compressing.createContext(ArtemisServer.CALLER, ArtemisServer.CALLER_PASSWORD)) {
            String bomb = " ".repeat(8 << 20);
            assertThat(refusal(own.ask(jms, jms.createTextMessage(bomb)))).contains("compressed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"JMS text", "JMS bytes", "AMQP text"})
    void refusesABodyThatIsTooLong(String way) throws Exception {
        int size = OwnBroker.LONGEST + 1;
        try (JMSContext jms = way.startsWith("AMQP") ? own.amqp() : own.caller()) {
            Message message = way.endsWith("text") ? jms.createTextMessage("x".repeat(size)) : bytes(jms, size);
            JsonNode answer = own.ask(jms, message);
            assertThat(answer.path("status").asInt()).isEqualTo(413);
            assertThat(answer.at("/error/code").asText()).isEqualTo("request_too_large");
            assertThat(message(answer)).contains(String.valueOf(OwnBroker.LONGEST));
        }
    }

    @Test
    void takesABodyThatIsJustShortEnough() throws Exception {
        int size = OwnBroker.LONGEST;
        String text = OwnBroker.ASK + " ".repeat(size - OwnBroker.ASK.length());
        try (JMSContext jms = own.caller()) {
            assertThat(own.ask(jms, jms.createTextMessage(text)).path("status").asInt())
                    .isEqualTo(200);
            // Two bytes each in UTF-8.
            String wide = "{\"x\": \"" + "é".repeat(size / 2) + "\"}";
            assertThat(own.ask(jms, jms.createTextMessage(wide)).path("status").asInt())
                    .isEqualTo(413);
        }
    }

    @Test
    void outlivesManyLongBodiesAtOnce() throws Exception {
        try (JMSContext jms = own.caller()) {
            Destination answers = jms.createTemporaryQueue();
            for (int i = 0; i < 4; i++) {
                send(jms, jms.createTextMessage("x".repeat(24 << 20)), answers);
            }
            for (int i = 0; i < 8; i++) {
                send(jms, jms.createTextMessage("x".repeat(OwnBroker.LONGEST)), answers);
            }
            send(jms, bytes(jms, 150 << 20), answers);
            List<Integer> status = new ArrayList<>();
            try (JMSConsumer consumer = jms.createConsumer(answers)) {
                for (int i = 0; i < 13; i++) {
                    Message answer = consumer.receive(60_000);
                    assertThat(answer).as("an answer, see " + own.folder).isNotNull();
                    status.add(answer.getIntProperty("serai_status"));
                }
            }
            assertThat(status).filteredOn(each -> each == 413).hasSize(5);
            assertThat(status).filteredOn(each -> each == 400).hasSize(8);
        }
    }

    @Test
    void keepsNoBodyThatIsTooLong() throws Exception {
        try (JMSContext jms = own.caller()) {
            send(jms, bytes(jms, 40 << 20), null);
        }
        Message kept = own.mustDeadLetter("llm.requests.dlq");
        assertThat(kept.getIntProperty("serai_status")).isEqualTo(413);
        assertThat(kept.getLongProperty("serai_body_bytes")).isEqualTo(40 << 20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "activemq.notifications",
                "serai.usage",
                "llm.requests",
                "llm.requests.dlq",
                "$sys.mqtt.sessions",
                "a b",
                "a,b",
                "answers.#",
                "serai.usage::serai.usage"
            })
    void asksNobodyWhereTheAnswerMayNotGo(String name) throws Exception {
        for (String prefix : List.of("queue://", "temp-queue://", "topic://", "")) {
            try (JMSContext jms = own.caller()) {
                TextMessage message = jms.createTextMessage(OwnBroker.ASK);
                send(jms, message, ActiveMQDestination.fromPrefixedName(prefix + name));
            }
            Message kept = own.mustDeadLetter("llm.requests.dlq");
            assertThat(kept.getStringProperty("serai_reason")).contains("reply-to");
            assertThat(kept.getBody(String.class)).isEqualTo(OwnBroker.ASK);
        }
        assertThat(own.openai.received()).isEmpty();
    }

    /** The broker says so only when the answer is committed, and takes the request back with it. */
    @Test
    void asksOnceWhereTheBrokerRefusesTheAnswer() throws Exception {
        refusedByBroker = true;
        try (JMSContext jms = own.caller()) {
            Destination forbidden = jms.createQueue("forbidden.answers");
            // makes it
            jms.createConsumer(forbidden).close();
            send(jms, jms.createTextMessage(OwnBroker.ASK), forbidden);
        }
        Message kept = own.deadLetter("llm.requests.dlq", 5_000);
        if (kept == null) {
            // It was known before the commit: then the answer is dropped with a line.
            assertThat(own.log()).contains("could not be sent to 'forbidden.answers'");
        } else {
            assertThat(kept.getBody(String.class)).isEqualTo(OwnBroker.ASK);
            assertThat(kept.getStringProperty("serai_reason")).contains("forbidden.answers");
        }
        assertThat(own.openai.received()).hasSize(1);
    }

    @Test
    void dropsTheAnswerOfAClientThatLeft() throws Exception {
        own.openai.always(Behaviour.answer("late").firstAfter(Duration.ofSeconds(1)));
        String queue;
        try (JMSContext jms = own.caller()) {
            Destination answers = jms.createTemporaryQueue();
            queue = ((ActiveMQDestination) answers).getAddress();
            send(jms, jms.createTextMessage(OwnBroker.ASK), answers);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> !own.openai.received().isEmpty());
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(own.log()).contains("could not be sent to '" + queue + "'"));
        assertThat(own.openai.received()).hasSize(1);
        own.openai.forget();
    }

    @Test
    void trustsNobodyWhoSaysWhoHeIs() throws Exception {
        String id =
                own.gateway.admin("GET", "/admin/v1/keys", "").at("/data/0/id").asText();
        assertThat(id).startsWith("key_");
        try (JMSContext jms = own.caller()) {
            Destination answers = jms.createTemporaryQueue();
            TextMessage message = jms.createTextMessage(OwnBroker.ASK);
            message.setStringProperty("serai_caller", id);
            message.setJMSReplyTo(answers);
            jms.createProducer().send(jms.createQueue("llm.requests"), message);
            JsonNode answer = OwnBroker.json(jms.createConsumer(answers).receive(20_000));
            assertThat(answer.path("status").asInt()).isEqualTo(401);
            assertThat(message(answer)).contains("property 'authorization'").doesNotContainIgnoringCase("header");
        }
    }

    @Test
    void answersOddFramesOfStomp() throws Exception {
        for (byte[] body : List.of(
                new byte[0],
                new byte[] {(byte) 0xc3, (byte) 0x28},
                "\ufeff".getBytes(StandardCharsets.UTF_16),
                "{".getBytes(StandardCharsets.UTF_8))) {
            for (boolean bytes : new boolean[] {true, false}) {
                Message kept;
                stomp(body, bytes);
                kept = own.mustDeadLetter("llm.requests.dlq");
                assertThat(kept.getIntProperty("serai_status")).isEqualTo(400);
                assertThat(kept.propertyExists("authorization")).isFalse();
            }
        }
    }

    /** @param bytes whether the frame says how long its body is, which makes it one of bytes */
    private void stomp(byte[] body, boolean bytes) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", own.broker.port())) {
            socket.setSoTimeout(15_000);
            OutputStream out = socket.getOutputStream();
            out.write(("CONNECT\naccept-version:1.2\nhost:x\nlogin:" + ArtemisServer.CALLER + "\npasscode:"
                            + ArtemisServer.CALLER_PASSWORD + "\n\n\0")
                    .getBytes(StandardCharsets.UTF_8));
            out.write(("SEND\ndestination:llm.requests\nreceipt:1\nauthorization:Bearer " + own.key
                            + "\nJMS_AMQ_SaveStream:x\nJMSXGroupID:g\na-b.c:d\n"
                            + (bytes ? "content-length:" + body.length + "\n" : "") + "\n")
                    .getBytes(StandardCharsets.UTF_8));
            out.write(body);
            out.write(0);
            out.flush();
            InputStream in = socket.getInputStream();
            StringBuilder said = new StringBuilder();
            while (said.indexOf("RECEIPT") < 0) {
                int each = in.read();
                assertThat(each).as(said.toString()).isNotNegative();
                said.append((char) each);
            }
        }
    }

    private void send(JMSContext jms, Message message, @Nullable Destination replyTo) throws Exception {
        message.setStringProperty("authorization", "Bearer " + own.key);
        if (replyTo != null) {
            message.setJMSReplyTo(replyTo);
        }
        jms.createProducer().send(jms.createQueue("llm.requests"), message);
    }

    /** Streamed where the client can, so that the test needs little memory itself. */
    private static Message bytes(JMSContext jms, int size) throws Exception {
        BytesMessage message = jms.createBytesMessage();
        message.setObjectProperty("JMS_AMQ_InputStream", new InputStream() {
            private int left = size;

            @Override
            public int read() {
                return left-- > 0 ? ' ' : -1;
            }
        });
        return message;
    }

    private static String refusal(JsonNode answer) {
        assertThat(answer.path("status").asInt()).as(answer.toString()).isEqualTo(400);
        return message(answer);
    }

    private static String message(JsonNode answer) {
        return answer.at("/error/message").asText();
    }
}
