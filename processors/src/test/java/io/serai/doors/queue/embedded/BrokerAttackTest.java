package io.serai.doors.queue.embedded;

import static io.serai.doors.queue.embedded.TestBroker.ALICE;
import static io.serai.doors.queue.embedded.TestBroker.ALICE_ID;
import static io.serai.doors.queue.embedded.TestBroker.MALLORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serai.doors.queue.BrokerLogins;
import io.serai.doors.queue.embedded.ingress.Ingress;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.client.impl.ClientSessionImpl;
import org.apache.activemq.artemis.core.protocol.core.Channel;
import org.apache.activemq.artemis.core.protocol.core.CoreRemotingConnection;
import org.apache.activemq.artemis.core.protocol.core.impl.PacketImpl;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.CreateSessionMessage_V2;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.ReattachSessionMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.ReattachSessionResponseMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A stranger, and a client with a key of its own, try what only the gateway or another client may. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the broker of all its methods")
@Order(8)
@Timeout(60)
class BrokerAttackTest {

    private static final List<String> OURS =
            List.of("llm.requests", "llm.requests.dlq", "llm.expired", "serai.usage", "serai.usage.dlq");
    private static final String ANSWERS = "alice.answers";

    @TempDir
    static Path data;

    private static TestBroker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = new TestBroker(data);
        assertThat(broker.broker.replyQueues().open(ALICE_ID, ANSWERS)).isTrue();
        try (JMSContext gateway = broker.gateway()) {
            gateway.createProducer().send(gateway.createQueue(ANSWERS), "for Alice");
            gateway.createProducer().send(gateway.createQueue("serai.usage"), "a record");
            gateway.createProducer().send(gateway.createQueue("llm.requests.dlq"), "set aside");
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    static Stream<Arguments> strangers() {
        return Stream.of(
                        new String[] {null, null},
                        new String[] {"any", "sk-serai-of-nobody"},
                        new String[] {"gateway", "gateway"},
                        new String[] {"ACTIVEMQ.CLUSTER.ADMIN.USER", "CHANGE ME!!"})
                .flatMap(login -> Stream.of(
                        Arguments.of("CORE", broker.core(login[0], login[1])),
                        Arguments.of("AMQP", broker.amqp(login[0], login[1]))));
    }

    @ParameterizedTest
    @MethodSource("strangers")
    void aStrangerIsNotLetIn(String protocol, ConnectionFactory stranger) {
        assertThatThrownBy(() -> {
                    try (JMSContext jms = stranger.createContext()) {
                        jms.start();
                    }
                })
                .isInstanceOf(JMSRuntimeException.class);
    }

    @Test
    void aStrangerWithTheGatewaysOwnPasswordIsNotLetInByThePort() {
        assertThatThrownBy(() -> broker.core("gateway", broker.broker.password())
                        .createContext()
                        .start())
                .isInstanceOf(JMSRuntimeException.class);
    }

    @Test
    void aStrangerIsNotLetInByStomp() throws Exception {
        for (String login : List.of("", "login:any\npasscode:wrong\n", "login:gateway\npasscode:gateway\n")) {
            try (StompWire stomp = new StompWire(broker.port)) {
                assertThat(stomp.ask("CONNECT\naccept-version:1.2\nhost:x\n" + login + "\n"))
                        .startsWith("ERROR");
                assertThat(stomp.ask("SEND\ndestination:llm.requests\nreceipt:1\n\nx"))
                        .doesNotContain("RECEIPT");
            }
            try (StompWire stomp = new StompWire(broker.port)) {
                stomp.write("CONNECT\naccept-version:1.2\nhost:x\n" + login + "\n\0");
                assertThat(stomp.ask("SUBSCRIBE\nid:1\ndestination:serai.usage\nreceipt:1\n\n"))
                        .startsWith("ERROR");
                assertThat(stomp.next()).doesNotContain("RECEIPT").doesNotContain("MESSAGE");
            }
        }
    }

    static Stream<Arguments> mallory() {
        return Stream.of(
                Arguments.of("CORE", broker.core("any", MALLORY)), Arguments.of("AMQP", broker.amqp("any", MALLORY)));
    }

    @ParameterizedTest
    @MethodSource("mallory")
    void aClientReadsNothingOfOurs(String protocol, ConnectionFactory mallory) {
        for (String queue : OURS) {
            refused(mallory, jms -> jms.createConsumer(jms.createQueue(queue)).receive(300));
            refused(mallory, jms -> browse(jms, jms.createQueue(queue)));
        }
    }

    @ParameterizedTest
    @MethodSource("mallory")
    void aClientSendsNowhereButRequests(String protocol, ConnectionFactory mallory) {
        for (String queue : List.of(
                "serai.usage",
                "serai.usage.dlq",
                "serai.new",
                "llm.requests.dlq",
                "llm.expired",
                "llm.request",
                "llm.new",
                "LLM.REQUESTS",
                "lm.requests",
                "activemq.management",
                "activemq.notifications",
                "$ACTIVEMQ_ARTEMIS_FEDERATION",
                "$ACTIVEMQ_ARTEMIS_MIRROR_x",
                "$sys.mqtt.sessions",
                "#",
                "llm.#",
                "*.*",
                "mine::serai.usage",
                ANSWERS)) {
            refused(mallory, jms -> jms.createProducer().send(jms.createQueue(queue), "forged"));
        }
        refused(mallory, jms -> jms.createProducer().send(jms.createTopic("llm.requests"), "x"));
        refused(mallory, jms -> jms.createProducer().send(jms.createTopic("serai.usage"), "x"));
    }

    @ParameterizedTest
    @MethodSource("mallory")
    void aClientReadsNoOtherClientsAnswers(String protocol, ConnectionFactory mallory) {
        refused(mallory, jms -> jms.createConsumer(jms.createQueue(ANSWERS)).receive(300));
        refused(mallory, jms -> browse(jms, jms.createQueue(ANSWERS)));
        refused(
                mallory,
                jms -> jms.createConsumer(jms.createQueue(ANSWERS + "::" + ANSWERS))
                        .receive(300));
        refused(
                mallory,
                jms -> jms.createConsumer(jms.createQueue(ANSWERS + "::mine")).receive(300));
        refused(mallory, jms -> jms.createConsumer(jms.createTopic(ANSWERS)).receive(300));
        refused(
                mallory,
                jms -> jms.createConsumer(jms.createTopic("activemq.notifications"))
                        .receive(300));
        for (String queue : List.of("#", "alice.*", "alice.#", "llm.requests::mine", "mine::llm.requests")) {
            refused(mallory, jms -> jms.createConsumer(jms.createQueue(queue)).receive(300));
        }
    }

    @ParameterizedTest
    @MethodSource("mallory")
    void aClientHasNoAnswerSentToAnotherOrToUs(String protocol, ConnectionFactory mallory) {
        for (String queue : List.of(ANSWERS, "serai.usage", "llm.requests", "llm.new", "activemq.management")) {
            refused(mallory, jms -> {
                Message request = jms.createTextMessage("{}");
                reply(request, jms.createQueue(queue));
                jms.createProducer().send(jms.createQueue("llm.requests"), request);
            });
        }
    }

    @Test
    void aCoreClientMakesAndDeletesNothingThatIsNotItsOwn() throws Exception {
        try (ServerLocator locator = ActiveMQClient.createServerLocator("tcp://127.0.0.1:" + broker.port);
                ClientSessionFactory factory = locator.createSessionFactory();
                ClientSession session = factory.createSession("any", MALLORY, false, true, true, false, 0)) {
            for (QueueConfiguration queue : List.of(
                    QueueConfiguration.of("spy").setAddress("llm.requests"),
                    QueueConfiguration.of("spy").setAddress("serai.usage"),
                    QueueConfiguration.of("spy").setAddress(ANSWERS),
                    QueueConfiguration.of("spy").setAddress("#"),
                    QueueConfiguration.of("spy").setAddress("activemq.notifications"),
                    QueueConfiguration.of("llm.requests.more"),
                    QueueConfiguration.of("serai.more"),
                    QueueConfiguration.of("llm.spy").setAddress("mine"),
                    QueueConfiguration.of("spy")
                            .setAddress("llm.requests")
                            .setTemporary(true)
                            .setDurable(false))) {
                for (RoutingType type : RoutingType.values()) {
                    assertThatThrownBy(() -> session.createQueue(
                                    QueueConfiguration.of(queue).setRoutingType(type)))
                            .as(queue + " " + type)
                            .isInstanceOf(ActiveMQException.class)
                            .hasMessageContaining("permission");
                }
            }
            for (String queue : List.of("llm.requests", "llm.requests.dlq", "serai.usage", ANSWERS)) {
                assertThatThrownBy(() -> session.deleteQueue(queue)).hasMessageContaining("permission");
            }
            for (String address : List.of("llm.requests", "llm.new", "serai.new", ANSWERS)) {
                assertThatThrownBy(() -> session.createAddress(
                                org.apache.activemq.artemis.api.core.SimpleString.of(address),
                                RoutingType.MULTICAST,
                                false))
                        .hasMessageContaining("permission");
            }
            assertThatThrownBy(() -> factory.createSession("any", MALLORY, true, true, true, false, 0))
                    .hasMessageContaining("XA");
        }
    }

    @Test
    void aCoreClientSaysLittleOfItsSessionAndMakesNoAddressThatStays() throws Exception {
        try (ServerLocator locator = ActiveMQClient.createServerLocator("tcp://127.0.0.1:" + broker.port);
                ClientSessionFactory factory = locator.createSessionFactory();
                ClientSession session = factory.createSession("any", MALLORY, false, true, true, false, 0)) {
            session.addMetaData("jms-client-id", "short");
            assertThatThrownBy(() -> session.createAddress(
                            org.apache.activemq.artemis.api.core.SimpleString.of("stays"), RoutingType.ANYCAST, false))
                    .hasMessageContaining("without a queue");
            session.createAddress(
                    org.apache.activemq.artemis.api.core.SimpleString.of("goes"), RoutingType.ANYCAST, true);
            assertThatThrownBy(() -> session.addMetaData("x", "x".repeat(1_001)))
                    .hasMessageContaining("no permission to say of a session");
        }
    }

    @ParameterizedTest
    @MethodSource("mallory")
    void aSelectorIsCheap(String protocol, ConnectionFactory mallory) {
        for (String selector : List.of(
                "JMSCorrelationID LIKE '%a%a%a%a%a%a%a%b'",
                "JMSCorrelationID LIKE '%" + "_".repeat(60) + "b%'",
                "JMSCorrelationID NOT LIKE '%" + "a".repeat(100) + "b%'",
                "JMSCorrelationID = '" + "x".repeat(500) + "'",
                "XPATH '//x'")) {
            refused(
                    mallory,
                    jms -> jms.createConsumer(jms.createQueue("mallorys.own"), selector)
                            .receive(300));
            refused(
                    mallory,
                    jms -> jms.createConsumer(jms.createTopic("mallorys.news"), selector)
                            .receive(300));
        }
        try (JMSContext jms = mallory.createContext()) {
            for (String selector : List.of(
                    "JMSCorrelationID LIKE '%a%'",
                    "serai_request_id LIKE 'call_0%' AND serai_status <> 200",
                    "JMSCorrelationID = '" + "_".repeat(200) + "'")) {
                jms.createConsumer(jms.createQueue("mallorys.own"), selector).close();
            }
        }
    }

    @Test
    void aConnectionHasSoManySessionsWhateverTheirKeys() throws Exception {
        for (int i = 0; i < 3; i++) {
            broker.logins.with("sk-serai-many-" + i, "key_many_" + i);
        }
        try (ServerLocator locator = ActiveMQClient.createServerLocator("tcp://127.0.0.1:" + broker.port);
                ClientSessionFactory factory = locator.createSessionFactory()) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 300; i++) {
                            factory.createSession("any", "sk-serai-many-" + i % 3, false, true, true, false, 0);
                        }
                    })
                    .hasMessageContaining("sessions on this connection");
        }
    }

    @Test
    void managementIsNotReached() throws Exception {
        try (ServerLocator locator = ActiveMQClient.createServerLocator("tcp://127.0.0.1:" + broker.port);
                ClientSessionFactory factory = locator.createSessionFactory();
                ClientSession session = factory.createSession("any", MALLORY, false, true, true, false, 0)) {
            for (String address : List.of(
                    "activemq.management",
                    "/queue/activemq.management",
                    "queue://activemq.management",
                    "jms.queue.activemq.management")) {
                var message = session.createMessage(true);
                org.apache.activemq.artemis.api.core.management.ManagementHelper.putOperationInvocation(
                        message, "broker", "getVersion");
                assertThatThrownBy(() -> session.createProducer(address).send(message))
                        .hasMessageContaining("permission");
            }
        }
    }

    /** The broker itself makes the queue for whoever sends it this packet outside of a session. */
    @Test
    void aStrangersPacketMakesNoQueue() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", broker.port)) {
            ByteBuffer packet = ByteBuffer.allocate(200);
            packet.putInt(0).put((byte) 34).putLong(1);
            text(packet, "llm.requests");
            text(packet, "stolen");
            packet.put((byte) 0).put((byte) 1).put((byte) 0).put((byte) 0);
            packet.putInt(0, packet.position() - 4);
            socket.getOutputStream().write("ARTEMIS".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(packet.array(), 0, packet.position());
            socket.setSoTimeout(10_000);
            assertThat(socket.getInputStream().readAllBytes()).isNotNull();
        }
        assertThat(broker.broker.queueNames()).doesNotContain("stolen");
    }

    /** As the broker writes a text: its length in bytes, then two bytes a character. */
    private static void text(ByteBuffer packet, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_16LE);
        packet.putInt(bytes.length).put(bytes);
    }

    @Test
    void aStompClientIsRefusedTheSame() throws Exception {
        for (String queue : OURS) {
            assertThat(stomp("SUBSCRIBE\nid:1\ndestination:" + queue)).startsWith("ERROR");
        }
        for (String queue : List.of(
                ANSWERS,
                "/queue/" + ANSWERS,
                "activemq.notifications",
                "/topic/activemq.notifications",
                "#",
                "mine::serai.usage",
                "llm.requests::mine",
                "/topic/llm.requests")) {
            assertThat(stomp("SUBSCRIBE\nid:1\ndestination:" + queue)).as(queue).startsWith("ERROR");
        }
        for (String queue : List.of(
                "serai.usage",
                "/queue/serai.usage",
                "queue://serai.usage",
                "activemq.management",
                "/queue/activemq.management",
                "llm.request",
                "/queue/llm.request",
                ANSWERS,
                "mine::serai.usage")) {
            assertThat(stomp("SEND\ndestination:" + queue))
                    .as(queue)
                    .startsWith("ERROR")
                    .contains("permission");
        }
        for (String queue : List.of(ANSWERS, "/queue/" + ANSWERS, "temp-queue://" + ANSWERS, "serai.usage")) {
            assertThat(stomp("SEND\ndestination:llm.requests\nreply-to:" + queue))
                    .as(queue)
                    .startsWith("ERROR");
        }
    }

    private static String stomp(String frame) throws Exception {
        try (StompWire stomp = StompWire.loggedIn(broker.port, MALLORY)) {
            // The first colon of a line parts name and value, the others are escaped.
            StringBuilder escaped = new StringBuilder();
            for (String line : frame.split("\n")) {
                int colon = line.indexOf(':') + 1;
                escaped.append(line, 0, colon)
                        .append(line.substring(colon).replace(":", "\\c"))
                        .append("\n");
            }
            return stomp.ask(escaped + "receipt:1\n\n{}");
        }
    }

    @Test
    void noWebSocketIsOpenedForAWebPage() throws Exception {
        for (String protocol : List.of("stomp", "v12.stomp", "amqp", "core")) {
            try (Socket socket = new Socket("127.0.0.1", broker.port)) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream()
                        .write(("GET / HTTP/1.1\r\nHost: 127.0.0.1:" + broker.port
                                        + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                        + "Origin: https://evil.example\r\nSec-WebSocket-Version: 13\r\n"
                                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: "
                                        + protocol + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                InputStream in = socket.getInputStream();
                assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII))
                        .startsWith("HTTP/1.1 403");
            }
        }
    }

    @Test
    void aKeyThatIsTakenAwayEndsItsConnections() throws Exception {
        broker.logins.with("sk-serai-lost", "key_lost");
        try (JMSContext lost = broker.core("any", "sk-serai-lost").createContext()) {
            lost.createConsumer(lost.createQueue("lost.answers"));
            List<Exception> ended = new java.util.concurrent.CopyOnWriteArrayList<>();
            lost.setExceptionListener(ended::add);
            broker.logins.forget("sk-serai-lost");
            assertThatThrownBy(() -> lost.createProducer().send(lost.createQueue("llm.requests"), "{}"))
                    .isInstanceOf(JMSRuntimeException.class);
            await().untilAsserted(() -> assertThat(ended).isNotEmpty());
        }
    }

    @Test
    void everybodyMayDoWhatIsMeant() throws Exception {
        for (ConnectionFactory alice : List.of(broker.core("any", ALICE), broker.amqp("other", ALICE))) {
            try (JMSContext jms = alice.createContext();
                    JMSContext gateway = broker.gateway()) {
                for (Queue answers : List.of(jms.createTemporaryQueue(), jms.createQueue("alice.own"))) {
                    var consumer = jms.createConsumer(answers);
                    TextMessage request = jms.createTextMessage("{}");
                    request.setJMSReplyTo(answers);
                    jms.createProducer().send(jms.createQueue("llm.requests"), request);
                    Message taken;
                    try (var requests = gateway.createConsumer(gateway.createQueue("llm.requests"))) {
                        taken = requests.receive(5_000);
                    }
                    assertThat(taken.getStringProperty(Ingress.CALLER)).isEqualTo(ALICE_ID);
                    gateway.createProducer().send(taken.getJMSReplyTo(), "answer");
                    assertThat(consumer.receiveBody(String.class, 5_000)).isEqualTo("answer");
                    consumer.close();
                }
                try (var answers = jms.createConsumer(jms.createQueue(ANSWERS))) {
                    assertThat(answers.receiveBody(String.class, 5_000)).isEqualTo("for Alice");
                }
                gateway.createProducer().send(gateway.createQueue(ANSWERS), "for Alice");
            }
        }
    }

    private static void reply(Message request, Queue to) {
        try {
            request.setJMSReplyTo(to);
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void browse(JMSContext jms, Queue queue) {
        try {
            jms.createBrowser(queue).getEnumeration().hasMoreElements();
        } catch (JMSException e) {
            throw new JMSRuntimeException(e.getMessage(), e.getErrorCode(), e);
        }
    }

    private static void refused(ConnectionFactory client, Consumer<JMSContext> act) {
        try (JMSContext jms = client.createContext()) {
            jms.start();
            assertThatThrownBy(() -> act.accept(jms)).isInstanceOf(JMSRuntimeException.class);
        }
    }

    @Test
    void anOperatorReadsWhatWasSetAsideAndNothingElse() throws Exception {
        broker.logins.with("sk-serai-admin-of-the-house", BrokerLogins.OPERATOR);
        try (JMSContext gateway = broker.gateway()) {
            gateway.createProducer().send(gateway.createQueue("llm.expired"), "too late");
        }
        for (ConnectionFactory protocol : List.of(
                broker.core("operator", "sk-serai-admin-of-the-house"),
                broker.amqp("operator", "sk-serai-admin-of-the-house"))) {
            try (JMSContext operator = protocol.createContext()) {
                assertThat(operator.createBrowser(operator.createQueue("llm.expired"))
                                .getEnumeration()
                                .hasMoreElements())
                        .isTrue();
                for (String forbidden : List.of("llm.requests", "serai.usage", ANSWERS)) {
                    assertThatThrownBy(() -> operator.createConsumer(operator.createQueue(forbidden)))
                            .as(forbidden)
                            .isInstanceOf(JMSRuntimeException.class);
                }
            }
        }
    }

    @Test
    void aQueueOfTheOperatorsOwnTakesRequestsAndIsReadByNoClient() throws Exception {
        try (JMSContext alice = broker.core("any", ALICE).createContext();
                JMSContext gateway = broker.gateway()) {
            alice.createProducer().send(alice.createQueue("tickets"), "a ticket");
            assertThatThrownBy(() -> alice.createConsumer(alice.createQueue("tickets")))
                    .isInstanceOf(JMSRuntimeException.class);
            Message taken =
                    gateway.createConsumer(gateway.createQueue("tickets")).receive(10_000);
            assertThat(taken.getStringProperty("serai_caller")).isEqualTo(ALICE_ID);
        }
    }

    @Test
    void nobodyTakesOverASessionOrItsName() throws Exception {
        try (ServerLocator victims = ActiveMQClient.createServerLocator(
                        "tcp://127.0.0.1:" + broker.port + "?confirmationWindowSize=1000000");
                ServerLocator strangers = ActiveMQClient.createServerLocator("tcp://127.0.0.1:" + broker.port);
                ClientSessionFactory alices = victims.createSessionFactory();
                ClientSession victim = alices.createSession("any", ALICE, false, true, true, false, 1_000)) {
            String name = ((ClientSessionImpl) victim).getName();
            for (String login : new String[] {null, MALLORY}) {
                try (ClientSessionFactory connection = strangers.createSessionFactory()) {
                    if (login != null) {
                        connection.createSession("any", login, false, true, true, false, 1_000);
                    }
                    Channel first = ((CoreRemotingConnection) connection.getConnection()).getChannel(1, -1);
                    assertThat(first.sendBlocking(
                                    new ReattachSessionMessage(name, -1), PacketImpl.REATTACH_SESSION_RESP))
                            .isInstanceOfSatisfying(
                                    ReattachSessionResponseMessage.class,
                                    answer -> assertThat(answer.isReattached()).isFalse());
                    assertThatThrownBy(() -> first.sendBlocking(
                                    new CreateSessionMessage_V2(
                                            name,
                                            500,
                                            first.getConnection().getChannelVersion(),
                                            "any",
                                            MALLORY,
                                            1_000,
                                            false,
                                            true,
                                            true,
                                            false,
                                            -1,
                                            null,
                                            "id"),
                                    PacketImpl.CREATESESSION_RESP))
                            .isInstanceOf(ActiveMQException.class);
                }
            }
            assertThat(victim.queueQuery(SimpleString.of(ANSWERS)).isExists()).isTrue();
        }
    }

    @Test
    void whatAClientSaysOfItsSessionIsWhatJmsClientsSay() throws Exception {
        try (ServerLocator locator = ActiveMQClient.createServerLocator("tcp://127.0.0.1:" + broker.port);
                ClientSessionFactory connection = locator.createSessionFactory();
                ClientSession session = connection.createSession("any", ALICE, false, true, true, false, 1_000)) {
            session.addMetaData(ClientSession.JMS_SESSION_IDENTIFIER_PROPERTY, "mine");
            assertThatThrownBy(() -> session.addMetaData("another", "value"))
                    .hasMessageContaining("no permission to say of a session");
        }
    }
}
