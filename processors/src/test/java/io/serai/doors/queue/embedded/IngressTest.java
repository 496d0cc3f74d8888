package io.serai.doors.queue.embedded;

import static io.serai.doors.queue.embedded.TestBroker.ALICE;
import static io.serai.doors.queue.embedded.TestBroker.ALICE_ID;
import static io.serai.doors.queue.embedded.TestBroker.MALLORY;
import static io.serai.doors.queue.embedded.TestBroker.MALLORY_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.doors.queue.BrokerLimits;
import io.serai.doors.queue.embedded.ingress.Ingress;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.util.unit.DataSize;

/** What becomes of a message between its sender and the journal. */
@Execution(ExecutionMode.CONCURRENT)
@Order(10)
@Timeout(60)
class IngressTest {

    private static final String WRONG = "sk-serai-wrong-0123456789";

    @TempDir
    Path data;

    private TestBroker broker;
    private JMSContext gateway;

    @BeforeEach
    void start() throws Exception {
        broker = new TestBroker(data);
        gateway = broker.gateway();
    }

    @AfterEach
    void stop() {
        gateway.close();
        broker.close();
    }

    private List<ConnectionFactory> jms() {
        return List.of(broker.core("any", ALICE), broker.amqp("any", ALICE));
    }

    @Test
    void aMessageIsItsLoginsUnlessItSaysOtherwise() throws Exception {
        for (ConnectionFactory alice : jms()) {
            send(alice, "{}", "property", "x");
            assertThat(caller(taken())).isEqualTo(ALICE_ID);
            send(alice, "{}", "authorization", "Bearer " + MALLORY);
            Message others = taken();
            assertThat(caller(others)).isEqualTo(MALLORY_ID);
            assertThat(others.getStringProperty(Ingress.LOGIN)).isEqualTo(ALICE_ID);
            send(alice, "{}", "authorization", "Bearer " + WRONG);
            Message refused = taken();
            assertThat(caller(refused)).isEmpty();
            assertThat(refused.getStringProperty(Ingress.HINT)).isEqualTo("That is nobody's key.");
            send(alice, "{}", "authorization", MALLORY);
            assertThat(caller(taken())).isEmpty();
        }
        try (StompWire stomp = StompWire.loggedIn(broker.port, ALICE)) {
            stomp.write("SEND\ndestination:/queue/llm.requests\n\n{}\0");
            assertThat(caller(taken())).isEqualTo(ALICE_ID);
            stomp.write("SEND\ndestination:llm.requests\nauthorization:Bearer " + MALLORY + "\n\n{}\0");
            assertThat(caller(taken())).isEqualTo(MALLORY_ID);
            stomp.write("SEND\ndestination:llm.requests\nauthorization:Bearer " + WRONG + "\n\n{}\0");
            assertThat(caller(taken())).isEmpty();
        }
    }

    @Test
    void noClientSaysItselfWhoItIs() throws Exception {
        for (ConnectionFactory mallory : List.of(broker.core("any", MALLORY), broker.amqp("any", MALLORY))) {
            send(
                    mallory,
                    "{}",
                    "serai_caller",
                    ALICE_ID,
                    "serai_caller_hint",
                    "x",
                    "SERAI_CALLER",
                    ALICE_ID,
                    "serai_caller_login",
                    ALICE_ID);
            Message taken = taken();
            assertThat(caller(taken)).isEqualTo(MALLORY_ID);
            assertThat(taken.getStringProperty(Ingress.LOGIN)).isEqualTo(MALLORY_ID);
            assertThat(Collections.list((Enumeration<?>) taken.getPropertyNames()))
                    .extracting(Object::toString)
                    .doesNotContain("SERAI_CALLER", "serai_caller_hint");
        }
        try (StompWire stomp = StompWire.loggedIn(broker.port, MALLORY)) {
            stomp.write("SEND\ndestination:llm.requests\nserai_caller:" + ALICE_ID + "\n\n{}\0");
            assertThat(caller(taken())).isEqualTo(MALLORY_ID);
        }
    }

    @Test
    void noKeyReachesTheDisk() throws Exception {
        String large = "x".repeat(TestBroker.LONGEST - 10_000);
        String tooLarge = "x".repeat(3 * TestBroker.LONGEST);
        int sent = 0;
        for (ConnectionFactory alice : jms()) {
            for (String body : List.of("{}", large)) {
                for (String name : List.of("authorization", "Authorization")) {
                    send(alice, body, name, "Bearer " + MALLORY);
                    send(alice, body, name, "Bearer " + WRONG);
                    sent += 2;
                }
            }
            assertThatThrownBy(() -> send(alice, tooLarge, "authorization", "Bearer " + MALLORY))
                    .hasMessageMatching("(?s).*(longer|closed|disconnect|refused).*");
        }
        try (StompWire stomp = StompWire.loggedIn(broker.port, ALICE)) {
            for (String key : List.of(MALLORY, WRONG)) {
                for (String body : List.of("{}", large)) {
                    stomp.write("SEND\ndestination:llm.requests\npersistent:true\nauthorization:Bearer " + key + "\n\n"
                            + body + "\0");
                    sent++;
                }
            }
            assertThat(stomp.ask("SEND\ndestination:llm.request\nauthorization:Bearer " + MALLORY + "\n\n{}"))
                    .startsWith("ERROR");
        }
        List<Message> all = new ArrayList<>();
        try (var requests = gateway.createConsumer(gateway.createQueue("llm.requests"))) {
            for (int i = 0; i < sent; i++) {
                all.add(requests.receive(5_000));
            }
        }
        assertThat(all).doesNotContainNull();
        assertThat(all)
                .extracting(message -> message.getBody(String.class).length())
                .contains(2, large.length());
        broker.close();
        for (String key : List.of(ALICE, MALLORY, WRONG)) {
            assertThat(filesWith(key)).as(key).isEmpty();
        }
    }

    private List<Path> filesWith(String text) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                for (Charset charset :
                        List.of(StandardCharsets.US_ASCII, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
                    if (bytes.contains(new String(text.getBytes(charset), StandardCharsets.ISO_8859_1))) {
                        found.add(file);
                    }
                }
            }
        }
        return found;
    }

    @Test
    void twoClientsMayCountAlike() throws Exception {
        for (String key : List.of(ALICE, MALLORY)) {
            send(broker.core("any", key), "{}", "_AMQ_DUPL_ID", "1");
            assertThat(taken()).isNotNull();
        }
        send(broker.core("any", ALICE), "{}", "_AMQ_DUPL_ID", "1");
        try (var requests = gateway.createConsumer(gateway.createQueue("llm.requests"))) {
            assertThat(requests.receive(500)).isNull();
        }
    }

    @Test
    void anIdForFindingDuplicatesIsShort() throws Exception {
        for (ConnectionFactory alice : jms()) {
            assertThatThrownBy(() -> send(alice, "{}", "_AMQ_DUPL_ID", "x".repeat(31_000)))
                    .hasMessageContaining("_AMQ_DUPL_ID, is longer than 128 bytes");
            send(alice, "{}", "_AMQ_DUPL_ID", alice.getClass().getSimpleName());
            taken();
        }
        try (StompWire stomp = StompWire.loggedIn(broker.port, ALICE)) {
            assertThat(stomp.ask("SEND\ndestination:llm.requests\n_AMQ_DUPL_ID:" + "x".repeat(500) + "\n\n{}"))
                    .contains("longer than 128 bytes");
        }
    }

    @Test
    void aNameThatFoldsToAnotherIsRefused() throws Exception {
        for (String name : List.of(
                "\u017ferai_caller",
                "author\u0131zation",
                "author\u0130zation",
                "authori\u200dzation",
                "\uff41uthorization",
                "x\u00e9")) {
            for (ConnectionFactory mallory : List.of(broker.core("any", MALLORY), broker.amqp("any", MALLORY))) {
                assertThatThrownBy(() -> sendUnchecked(mallory, name, ALICE_ID))
                        .as(name)
                        .hasMessageMatching("(?s).*(printable ASCII|Identifier).*");
            }
            try (StompWire stomp = StompWire.loggedIn(broker.port, MALLORY)) {
                assertThat(stomp.ask("SEND\ndestination:llm.requests\n" + name + ":" + ALICE_ID + "\n\n{}"))
                        .contains("printable ASCII");
            }
        }
        try (var requests = gateway.createConsumer(gateway.createQueue("llm.requests"))) {
            assertThat(requests.receive(300)).isNull();
        }
    }

    private static void sendUnchecked(ConnectionFactory client, String name, String value) throws JMSException {
        if (client instanceof org.apache.qpid.jms.JmsConnectionFactory amqp) {
            amqp.setValidatePropertyNames(false);
        }
        send(client, "{}", name, value);
    }

    @Test
    void propertiesAreFewAndTheirNamesShort() {
        String[] many = new String[402];
        for (int i = 0; i < many.length; i++) {
            many[i] = "p" + i;
        }
        for (ConnectionFactory alice : jms()) {
            assertThatThrownBy(() -> send(alice, "{}", many)).hasMessageContaining("more than 200 properties");
            assertThatThrownBy(() -> send(alice, "{}", "x".repeat(201), "y")).hasMessageContaining("longer than 200");
        }
    }

    @Test
    void ofTheBrokersOwnPropertiesOnlySomeAreKept() throws Exception {
        for (ConnectionFactory alice : jms()) {
            send(
                    alice,
                    "{}",
                    "JMSXGroupID",
                    "x".repeat(1_000),
                    "_AMQ_LVQ_NAME",
                    "x",
                    "_AMQ_NotifType",
                    "x",
                    "NATIVE_MESSAGE_ID",
                    "x",
                    "AMQ_x",
                    "x",
                    "mine",
                    "kept");
            Message taken = taken();
            assertThat(taken.getStringProperty("mine")).isEqualTo("kept");
            assertThat(Collections.list((Enumeration<?>) taken.getPropertyNames()))
                    .extracting(Object::toString)
                    .doesNotContain("_AMQ_LVQ_NAME", "_AMQ_NotifType", "AMQ_x");
        }
        try (StompWire stomp = StompWire.loggedIn(broker.port, ALICE)) {
            stomp.write("SEND\ndestination:llm.requests\nJMSXGroupID:x\nx-mine:kept\n\n{}\0");
            Message taken = taken();
            assertThat(taken.propertyExists("JMSXGroupID")).isFalse();
            assertThat(taken.getStringProperty("x-mine")).isEqualTo("kept");
        }
    }

    @Test
    void aCorrelationIdIsShort() throws Exception {
        for (ConnectionFactory alice : jms()) {
            try (JMSContext jms = alice.createContext()) {
                TextMessage message = jms.createTextMessage("{}");
                message.setJMSCorrelationID("x".repeat(1_001));
                assertThatThrownBy(() -> jms.createProducer().send(jms.createQueue("llm.requests"), message))
                        .hasMessageContaining("correlation id");
                message.setJMSCorrelationID("x".repeat(1_000));
                jms.createProducer().send(jms.createQueue("llm.requests"), message);
                assertThat(taken().getJMSCorrelationID()).hasSize(1_000);
            }
        }
    }

    @Test
    void aMessageIsDueWithinADay() throws Exception {
        for (ConnectionFactory alice : jms()) {
            try (JMSContext jms = alice.createContext()) {
                assertThatThrownBy(() -> jms.createProducer()
                                .setDeliveryDelay(2 * 86_400_000L)
                                .send(jms.createQueue("llm.requests"), "{}"))
                        .hasMessageContaining("later than in a day");
                jms.createProducer().setDeliveryDelay(100).send(jms.createQueue("llm.requests"), "{}");
                taken();
            }
        }
    }

    /** Small and large ones, those that are due later, and those whose time was over. */
    @Test
    void oneKeyLeavesRoomForTheOthers() throws Exception {
        gateway.close();
        broker.close();
        BrokerLimits small =
                new BrokerLimits(40, 20, 10, DataSize.ofMegabytes(4), DataSize.ofMegabytes(2), Duration.ofDays(1));
        broker = new TestBroker(data, small);
        gateway = broker.gateway();
        byte[] large = new byte[190_000];
        for (ConnectionFactory mallory : List.of(broker.core("any", MALLORY), broker.amqp("any", MALLORY))) {
            for (String way : List.of("waiting", "later", "expired")) {
                try (JMSContext jms = mallory.createContext()) {
                    JMSProducer producer = jms.createProducer();
                    if (way.equals("later")) {
                        producer.setDeliveryDelay(3_600_000);
                    } else if (way.equals("expired")) {
                        producer.setTimeToLive(1);
                    }
                    Queue requests = jms.createQueue("llm.requests");
                    assertThatThrownBy(() -> {
                                for (int i = 0; i < 12; i++) {
                                    producer.send(requests, large);
                                }
                            })
                            .as(way)
                            .hasMessageContaining("a quarter of serai.broker.limits.requests");
                }
                send(broker.core("any", ALICE), "{}");
            }
        }
        gateway.close();
        broker.close();
        broker = new TestBroker(data, small);
        gateway = broker.gateway();
        try (JMSContext jms = broker.core("any", MALLORY).createContext()) {
            assertThatThrownBy(() -> jms.createProducer().send(jms.createQueue("llm.requests"), large))
                    .hasMessageContaining("a quarter of");
        }
    }

    @Test
    void whatWasTakenMakesRoomAgain() throws Exception {
        gateway.close();
        broker.close();
        broker = new TestBroker(
                data,
                new BrokerLimits(40, 20, 10, DataSize.ofMegabytes(2), DataSize.ofMegabytes(2), Duration.ofDays(1)));
        gateway = broker.gateway();
        byte[] large = new byte[190_000];
        for (ConnectionFactory alice : jms()) {
            try (JMSContext jms = alice.createContext()) {
                for (int i = 0; i < 12; i++) {
                    jms.createProducer().send(jms.createQueue("llm.requests"), large);
                    taken();
                }
            }
        }
    }

    @Test
    void anAnswerIsNotForWhoComesLater() throws Exception {
        var queues = broker.broker.replyQueues();
        assertThat(queues.mayStillAnswer(ALICE_ID, "news")).isFalse();
        try (JMSContext mallory = broker.core("any", MALLORY).createContext()) {
            try (JMSContext alice = broker.core("any", ALICE).createContext()) {
                try (var reader = alice.createConsumer(alice.createTopic("news"))) {
                    assertThat(queues.mayStillAnswer(ALICE_ID, "news")).isTrue();
                    assertThat(queues.mayStillAnswer(MALLORY_ID, "news")).isFalse();
                }
                var mine = alice.createTemporaryQueue();
                assertThat(queues.mayStillAnswer(ALICE_ID, mine.getQueueName())).isTrue();
                assertThat(queues.mayStillAnswer(MALLORY_ID, mine.getQueueName()))
                        .isFalse();
            }
            mallory.createConsumer(mallory.createTopic("news"));
            assertThat(queues.mayStillAnswer(ALICE_ID, "news")).isFalse();
        }
    }

    @Test
    void whatIsTooLongIsRefusedBeforeItIsStored() throws Exception {
        String tooLong = "x".repeat(TestBroker.LONGEST * 3 / 2);
        for (ConnectionFactory alice : jms()) {
            try (JMSContext client = alice.createContext()) {
                assertThatThrownBy(() -> client.createProducer()
                                .send(client.createQueue("llm.requests"), tooLong.getBytes(StandardCharsets.UTF_8)))
                        .hasMessageContaining("longer than the");
            }
        }
        try (StompWire stomp = StompWire.loggedIn(broker.port, ALICE)) {
            assertThat(stomp.ask("SEND\ndestination:llm.requests\n\n" + tooLong))
                    .contains("longer than the");
        }
        try (var requests = gateway.createConsumer(gateway.createQueue("llm.requests"))) {
            assertThat(requests.receive(300)).isNull();
        }
    }

    @Test
    void aCompressedMessageIsRefused() {
        ActiveMQConnectionFactory alice = (ActiveMQConnectionFactory) broker.core("any", ALICE);
        alice.setCompressLargeMessage(true);
        alice.setMinLargeMessageSize(1_000);
        assertThatThrownBy(() -> send(alice, "x".repeat(50_000_000))).hasMessageContaining("ompressed");
    }

    @Test
    void anObjectMessageIsRefused() {
        try (JMSContext alice = broker.core("any", ALICE).createContext()) {
            assertThatThrownBy(() -> alice.createProducer()
                            .send(alice.createQueue("llm.requests"), new ArrayList<>(List.of("x"))))
                    .hasMessageContaining("Object messages");
        }
    }

    @Test
    void anAnswerThatNobodyReadsDoesNotStayForEver() throws Exception {
        assertThat(broker.broker.replyQueues().open(ALICE_ID, "alice.answers")).isTrue();
        gateway.createProducer().send(gateway.createQueue("alice.answers"), "answer");
        gateway.createProducer().send(gateway.createQueue("an.own.flow"), "of the gateway");
        assertThat(first("alice.answers").getJMSExpiration())
                .isBetween(System.currentTimeMillis(), System.currentTimeMillis() + 86_400_000);
        assertThat(first("an.own.flow").getJMSExpiration()).isZero();
    }

    @Test
    void replyQueuesBelongToTheKeyTheyAreOpenedFor() {
        var queues = broker.broker.replyQueues();
        assertThat(queues.open(ALICE_ID, "mine")).isTrue();
        assertThat(queues.open(ALICE_ID, "mine")).isTrue();
        assertThat(queues.open(MALLORY_ID, "mine")).isFalse();
        for (String reserved : List.of(
                "llm.requests",
                "llm.new",
                "serai.usage",
                "activemq.management",
                "#",
                "a.*",
                "a::b",
                "",
                " ",
                "$sys",
                "LLM.requests",
                "/queue/x",
                "x\n")) {
            assertThat(queues.open(ALICE_ID, reserved)).as(reserved).isFalse();
        }
        for (int i = 1; i < 10; i++) {
            assertThat(queues.open(ALICE_ID, "mine." + i)).isTrue();
        }
        assertThat(queues.open(ALICE_ID, "mine.10")).isFalse();
        try (JMSContext alice = broker.core("any", ALICE).createContext()) {
            assertThatThrownBy(alice::createTemporaryQueue).hasMessageContaining("10 queues");
        }
    }

    @Test
    void ownersAreKnownAfterARestart() throws Exception {
        assertThat(broker.broker.replyQueues().open(ALICE_ID, "alice.answers")).isTrue();
        gateway.close();
        broker.close();
        broker = new TestBroker(data);
        gateway = broker.gateway();
        assertThat(broker.broker.queueNames())
                .contains("alice.answers", "llm.requests", "llm.requests.dlq", "llm.expired", "serai.usage");
        assertThat(broker.broker.replyQueues().open(MALLORY_ID, "alice.answers"))
                .isFalse();
        try (JMSContext mallory = broker.core("any", MALLORY).createContext();
                JMSContext alice = broker.core("any", ALICE).createContext()) {
            Queue answers = alice.createQueue("alice.answers");
            assertThatThrownBy(() -> mallory.createConsumer(answers)).hasMessageContaining("permission");
            alice.createConsumer(answers).close();
        }
    }

    @Test
    void aFullQueueOfAnswersStopsItsClientsRequests() throws Exception {
        assertThat(broker.broker.replyQueues().open(ALICE_ID, "alice.answers")).isTrue();
        byte[] chunk = new byte[90_000];
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1_000; i++) {
                        gateway.createProducer().send(gateway.createQueue("alice.answers"), chunk);
                    }
                })
                .hasMessageContaining("full");
        try (JMSContext alice = broker.core("any", ALICE).createContext()) {
            TextMessage request = alice.createTextMessage("{}");
            request.setJMSReplyTo(alice.createQueue("alice.answers"));
            assertThatThrownBy(() -> alice.createProducer().send(alice.createQueue("llm.requests"), request))
                    .hasMessageContaining("read the answers");
        }
    }

    private static void send(ConnectionFactory client, String body, String... properties) throws JMSException {
        try (JMSContext jms = client.createContext()) {
            TextMessage message = jms.createTextMessage(body);
            for (int i = 0; i < properties.length; i += 2) {
                message.setStringProperty(properties[i], properties[i + 1]);
            }
            jms.createProducer().send(jms.createQueue("llm.requests"), message);
        }
    }

    private Message taken() {
        return first("llm.requests");
    }

    private Message first(String queue) {
        try (var consumer = gateway.createConsumer(gateway.createQueue(queue))) {
            Message message = consumer.receive(5_000);
            assertThat(message).isNotNull();
            return message;
        }
    }

    private static String caller(Message message) throws JMSException {
        return message.getStringProperty(Ingress.CALLER);
    }
}
