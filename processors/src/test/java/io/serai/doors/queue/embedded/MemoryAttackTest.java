package io.serai.doors.queue.embedded;

import static io.serai.doors.queue.embedded.TestBroker.ALICE;
import static io.serai.doors.queue.embedded.TestBroker.MALLORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.serai.doors.queue.BrokerLimits;
import io.serai.doors.queue.embedded.ingress.MessageRules;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Queue;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.protocol.core.CoreRemotingConnection;
import org.apache.activemq.artemis.core.protocol.core.Packet;
import org.apache.activemq.artemis.core.protocol.core.impl.PacketImpl;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.CreateProducerMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.CreateSessionMessage_V2;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionQueueQueryMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionRequestProducerCreditsMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionSendContinuationMessage_V3;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionSendLargeMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SubscribeClusterTopologyUpdatesMessageV2;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyConnection;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.utils.DataConstants;
import org.apache.qpid.proton.amqp.Symbol;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

/** What one key could have the broker keep in memory. */
@Execution(ExecutionMode.CONCURRENT)
@Order(4)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MemoryAttackTest {

    /** Each message counts as more than this. */
    private static final long MESSAGE = MessageRules.KNOWN_BY;

    private static final long SHARE = Runtime.getRuntime().maxMemory() / 16 / 4;

    @TempDir
    Path data;

    private TestBroker broker;

    @BeforeEach
    void start() throws Exception {
        broker = new TestBroker(
                data,
                new BrokerLimits(40, 20, 10, DataSize.ofGigabytes(1), DataSize.ofMegabytes(8), Duration.ofDays(1)));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private ConnectionFactory jms(String protocol, String key) {
        return protocol.equals("amqp") ? broker.amqp("any", key) : broker.core("any", key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"core", "amqp"})
    void whatIsNeverCommittedEnds(String protocol) throws Exception {
        long most = SHARE / MESSAGE + 100;
        try (JMSContext mallory = jms(protocol, MALLORY).createContext(JMSContext.SESSION_TRANSACTED)) {
            JMSProducer producer = mallory.createProducer();
            Queue requests = mallory.createQueue("llm.requests");
            assertThatThrownBy(() -> {
                        for (long i = 0; i < most; i++) {
                            producer.send(requests, "{}");
                        }
                        mallory.commit();
                    })
                    .hasStackTraceContaining("commit after fewer messages");
        }
        committed(protocol, MALLORY);
    }

    /** Others are not in the way of a transaction, nor is it of what the same key sends later. */
    private void committed(String protocol, String key) {
        try (JMSContext client = jms(protocol, key).createContext(JMSContext.SESSION_TRANSACTED);
                JMSContext gateway = broker.gateway()) {
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 200; i++) {
                    client.createProducer().send(client.createQueue("llm.requests"), "{}");
                }
                client.commit();
            }
            JMSConsumer consumer = gateway.createConsumer(gateway.createQueue("llm.requests"));
            for (int i = 0; i < 600; i++) {
                assertThat(consumer.receive(10_000)).isNotNull();
            }
            assertThat(consumer.receiveNoWait()).isNull();
        }
    }

    @Test
    void whatIsNeverCommittedByStompEnds() throws Exception {
        long most = SHARE / MESSAGE + 100;
        StringBuilder frames = new StringBuilder("BEGIN\ntransaction:t\n\n\0");
        for (long i = 0; i < most; i++) {
            frames.append("SEND\ndestination:llm.requests\ntransaction:t\n\n{}\0");
        }
        try (StompWire stomp = StompWire.loggedIn(broker.port, MALLORY)) {
            try {
                stomp.write(frames.toString());
            } catch (java.net.SocketException e) {
                // ended before all was sent
            }
            assertThat(stomp.next()).startsWith("ERROR").contains("commit after fewer messages");
        }
        committed("core", MALLORY);
    }

    @Test
    void whatIsToBeDeliveredLaterEnds() throws Exception {
        long most = SHARE / MESSAGE + 100;
        ActiveMQConnectionFactory told = (ActiveMQConnectionFactory) broker.core("any", MALLORY);
        told.setBlockOnNonDurableSend(true);
        try (JMSContext mallory = told.createContext()) {
            JMSProducer later = mallory.createProducer()
                    .setDeliveryDelay(TimeUnit.HOURS.toMillis(20))
                    .setDeliveryMode(DeliveryMode.NON_PERSISTENT);
            Queue requests = mallory.createQueue("llm.requests");
            assertThatThrownBy(() -> {
                        for (long i = 0; i < most; i++) {
                            later.send(requests, "{}");
                        }
                    })
                    .hasStackTraceContaining("to be delivered later");
        }
        try (JMSContext mallory = broker.core("any", MALLORY).createContext();
                JMSContext alice = broker.core("any", ALICE).createContext()) {
            mallory.createProducer().send(mallory.createQueue("llm.requests"), "{}");
            alice.createProducer().setDeliveryDelay(60_000).send(alice.createQueue("llm.requests"), "{}");
        }
    }

    @Test
    void whoReadsNothingIsNotAskedForMore() throws Exception {
        try (Core mallory = new Core(MALLORY)) {
            mallory.netty.config().setAutoRead(false);
            long sent = mallory.flood(new SessionQueueQueryMessage(SimpleString.of("n".repeat(200))), 400_000);
            // What the sockets of both sides hold, and little more.
            assertThat(sent).isLessThan(100_000);
            stillServes();
            mallory.netty.config().setAutoRead(true);
            assertThat(mallory.session.queueQuery(SimpleString.of("mine")).isExists())
                    .isFalse();
        }
        try (Socket socket = new Socket("127.0.0.1", broker.port)) {
            socket.setReceiveBufferSize(8 * 1024);
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(("CONNECT\naccept-version:1.2\nhost:x\nlogin:any\npasscode:" + MALLORY + "\n\n\0")
                    .getBytes(StandardCharsets.UTF_8));
            assertThat(socket.getInputStream().read()).isEqualTo('C');
            assertThat(accepted(
                            socket,
                            ("SEND\ndestination:llm.requests\nreceipt:" + "r".repeat(300) + "\n\n{}\0").repeat(100)))
                    .isLessThan(30_000_000);
        }
        stillServes();
    }

    /** Bytes that were taken until nothing more was for two seconds. */
    private static long accepted(Socket socket, String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        long[] written = {0};
        Thread writer = Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    socket.getOutputStream().write(bytes);
                    written[0] += bytes.length;
                }
            } catch (java.io.IOException e) {
                // closed
            }
        });
        long before = -1;
        while (before != written[0] && written[0] < 60_000_000) {
            before = written[0];
            writer.join(Duration.ofSeconds(2));
        }
        return written[0];
    }

    @Test
    void aClientIsNotAheadOfItsSessions() throws Exception {
        try (Core mallory = new Core(MALLORY)) {
            List<ClientSession> more = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                more.add(mallory.factory.createSession("x", MALLORY, false, true, true, false, 1000));
            }
            more.get(3).close();
            assertThat(mallory.flood(new SessionQueueQueryMessage(SimpleString.of("n")), 100_000))
                    .isEqualTo(100_000);
            for (int i = 10; i < 20; i++) {
                more.get(i).close();
                assertThat(mallory.session.queueQuery(SimpleString.of("mine")).isExists())
                        .isFalse();
            }
        }
    }

    @Test
    void namesThatNobodyHasAreNotKept() throws Exception {
        try (Core mallory = new Core(MALLORY)) {
            for (int i = 0; i < 30_000; i++) {
                mallory.channel.send(new SessionQueueQueryMessage(SimpleString.of("name" + i)));
                mallory.channel.send(new SessionRequestProducerCreditsMessage(1, SimpleString.of("name" + i)));
            }
            mallory.session.queueQuery(SimpleString.of("x"));
            assertThat(broker.broker.accounts()).isLessThan(100);
        }
        try (Core mallory = new Core(MALLORY)) {
            assertThatThrownBy(() -> mallory.session.queueQuery(SimpleString.of("n".repeat(1_000))))
                    .hasMessageContaining("longer");
        }
        for (int i = 0; i < 100 && broker.broker.knownNames() > 10_000; i++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertThat(broker.broker.knownNames()).isLessThanOrEqualTo(10_000);
    }

    /** Its client would wait for credits of the broker as long as it lives. */
    @Test
    void aClientDoesNotWaitForAProducerOfALongName() throws Exception {
        try (Core mallory = new Core(MALLORY)) {
            ClientProducer producer = mallory.session.createProducer("n".repeat(1_000));
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1_000; i++) {
                            producer.send(mallory.session.createMessage(false).writeBodyBufferString("{}"));
                        }
                        mallory.session.queueQuery(SimpleString.of("x"));
                    })
                    .isInstanceOf(ActiveMQException.class)
                    .hasMessageNotContaining("Timed out");
            assertThat(mallory.netty.isOpen()).isFalse();
        }
        try (Core mallory = new Core(MALLORY)) {
            mallory.channel.send(new SessionRequestProducerCreditsMessage(1, SimpleString.of("n".repeat(1_000))));
            Awaitility.await()
                    .untilAsserted(() -> assertThat(mallory.netty.isOpen()).isFalse());
        }
    }

    @Test
    void producersAndListenersAreFew() throws Exception {
        try (Core mallory = new Core(MALLORY)) {
            for (int i = 0; i < 3_000; i++) {
                mallory.channel.send(new CreateProducerMessage(i, SimpleString.of("llm.requests")));
            }
            assertThatThrownBy(() -> mallory.session.queueQuery(SimpleString.of("x")))
                    .isInstanceOf(ActiveMQException.class);
        }
        try (Core mallory = new Core(MALLORY)) {
            for (int i = 0; i < 100; i++) {
                mallory.connection
                        .getChannel(0, -1)
                        .send(new SubscribeClusterTopologyUpdatesMessageV2(
                                false, mallory.connection.getChannelVersion()));
            }
            assertThatThrownBy(() -> mallory.session.queueQuery(SimpleString.of("x")))
                    .isInstanceOf(ActiveMQException.class);
        }
        try (JMSContext alice = broker.core("any", ALICE).createContext()) {
            for (int i = 0; i < 3_000; i++) {
                alice.createProducer().setDeliveryMode(DeliveryMode.NON_PERSISTENT);
            }
            alice.createProducer().send(alice.createQueue("llm.requests"), "{}");
        }
    }

    @Test
    void consumersOfAKeyAreFew() throws Exception {
        try (Core mallory = new Core(MALLORY)) {
            mallory.session.createQueue(QueueConfiguration.of("mine").setRoutingType(RoutingType.ANYCAST));
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 3_000; i++) {
                            mallory.session.createConsumer("mine");
                        }
                    })
                    .hasMessageContaining("consumers with this key");
        }
    }

    @Test
    void framesThatAreNotCompleteHaveOneBudget() throws Exception {
        broker.close();
        broker = new TestBroker(
                data,
                new BrokerLimits(400, 300, 10, DataSize.ofMegabytes(64), DataSize.ofMegabytes(8), Duration.ofDays(1)));
        byte[] part = ("SEND\ndestination:llm.requests\ncontent-length:300000\n\n" + "x".repeat(250_000))
                .getBytes(StandardCharsets.US_ASCII);
        List<Socket> open = new ArrayList<>();
        int cut = 0;
        try {
            for (int i = 0; i < 290; i++) {
                Socket socket = new Socket("127.0.0.1", broker.port);
                open.add(socket);
                socket.setSoTimeout(20_000);
                socket.getOutputStream()
                        .write(("CONNECT\naccept-version:1.2\nhost:x\nlogin:any\npasscode:" + MALLORY + "\n\n\0")
                                .getBytes(StandardCharsets.UTF_8));
                while (socket.getInputStream().read() > 0) {
                    // the answer to the login
                }
                socket.getOutputStream().write(part);
            }
            for (Socket socket : open) {
                socket.setSoTimeout(20);
                try {
                    int first = socket.getInputStream().read();
                    while (first == '\n') {
                        first = socket.getInputStream().read();
                    }
                    cut++;
                } catch (SocketTimeoutException e) {
                    // waits for the rest
                } catch (java.io.IOException e) {
                    cut++;
                }
            }
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
        long share = Runtime.getRuntime().maxMemory() / 8 / 4;
        assertThat(cut).isGreaterThan(0);
        assertThat((open.size() - cut) * 250_000L).isLessThanOrEqualTo(share);
        stillServes();
    }

    /** What a key may have under way is never less than the largest message that is taken. */
    @Test
    void theLargestMessageIsTakenWhole() throws Exception {
        broker.close();
        int longest = 32 << 20;
        broker = new TestBroker(
                data,
                new BrokerLimits(40, 20, 10, DataSize.ofGigabytes(1), DataSize.ofMegabytes(8), Duration.ofDays(1)),
                longest);
        String body = "x".repeat(longest - 1_000);
        // In one frame, of two bytes a character.
        ActiveMQConnectionFactory whole = (ActiveMQConnectionFactory) broker.core("any", ALICE);
        whole.setMinLargeMessageSize(4 * longest);
        try (JMSContext gateway = broker.gateway();
                StompWire stomp = StompWire.loggedIn(broker.port, ALICE);
                JMSContext core = whole.createContext();
                JMSContext amqp = broker.amqp("any", ALICE).createContext()) {
            JMSConsumer consumer = gateway.createConsumer(gateway.createQueue("llm.requests"));
            stomp.write("SEND\ndestination:llm.requests\n\n" + body + "\0");
            assertThat(consumer.receive(30_000).getBody(String.class)).hasSize(body.length());
            for (JMSContext each : List.of(amqp, core)) {
                each.createProducer().send(each.createQueue("llm.requests"), body);
                assertThat(consumer.receive(30_000).getBody(String.class)).hasSize(body.length());
            }
        }
    }

    @Test
    void theNamesOfASessionAreShort() throws Exception {
        try (Core mallory = new Core(MALLORY)) {
            assertThatThrownBy(() ->
                            mallory.factory.createSession("u".repeat(100_000), MALLORY, false, true, true, false, 1000))
                    .isInstanceOf(ActiveMQException.class);
        }
        stillServes();
    }

    @Test
    void aStompConnectionLogsInOnceAndNamesAreShort() throws Exception {
        try (StompWire stomp = StompWire.loggedIn(broker.port, ALICE)) {
            assertThat(stomp.ask("CONNECT\naccept-version:1.2\nhost:x\nlogin:any\npasscode:" + MALLORY + "\n\n"))
                    .contains("logged in already");
        }
        try (StompWire stomp = StompWire.loggedIn(broker.port, ALICE)) {
            assertThat(stomp.ask("SUBSCRIBE\nid:1\ndestination:" + "n".repeat(2_000) + "\n\n"))
                    .contains("longer");
        }
        stillServes();
    }

    /** A description is kept as long as what it describes. */
    @Test
    void whatDescribesALinkIsShort() throws Exception {
        Map<Symbol, Object> much = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            much.put(Symbol.valueOf("property" + i), List.of(i));
        }
        try (ProtonClient mallory = new ProtonClient(broker.port, MALLORY)) {
            mallory.attach("short", Map.of(Symbol.valueOf("a"), 1));
            assertThat(mallory.isOpen()).isTrue();
            mallory.attach("long", much);
            assertThat(mallory.isOpen()).isFalse();
        }
        stillServes();
    }

    @Test
    void linksOfAKeyAreFew() throws Exception {
        int most = (int) (Runtime.getRuntime().maxMemory() / 8 / 4 / (16 * 1024));
        List<ProtonClient> open = new ArrayList<>();
        try {
            int links = 0;
            ProtonClient last;
            do {
                last = new ProtonClient(broker.port, MALLORY);
                open.add(last);
                for (int i = 0; i < 900 && !last.wasEnded(); i++, links++) {
                    last.attach("link" + i, Map.of());
                }
            } while (last.isOpen() && links < 2 * most + 900);
            assertThat(last.isOpen()).isFalse();
            assertThat(links).isBetween(most / 2, most + 10);
        } finally {
            for (ProtonClient each : open) {
                each.close();
            }
        }
        stillServes();
        // What they had is given back.
        Awaitility.await().untilAsserted(() -> {
            try (ProtonClient again = new ProtonClient(broker.port, MALLORY)) {
                again.attach("link", Map.of());
                assertThat(again.isOpen()).isTrue();
            }
        });
    }

    @Test
    void anAmqpClientHasFewTransactionsDeclared() throws Exception {
        try (ProtonClient mallory = new ProtonClient(broker.port, MALLORY)) {
            mallory.declare(150);
            assertThat(mallory.isOpen()).isTrue();
            mallory.declare(300);
            Awaitility.await().untilAsserted(() -> assertThat(mallory.isOpen()).isFalse());
        }
        stillServes();
    }

    /** The broker would make arrays and tables of the sizes that a packet names. */
    @Test
    void aSizeIsWithinItsPacket() throws Exception {
        ByteBuf continuation = packet(PacketImpl.SESS_SEND_CONTINUATION).writeInt(Integer.MAX_VALUE - 8);
        ByteBuf large = headers(packet(PacketImpl.SESS_SEND_LARGE)).writeInt(Integer.MAX_VALUE);
        ByteBuf bytes = headers(packet(PacketImpl.SESS_SEND_LARGE)).writeInt(1);
        bytes.writeInt(2).writeChar('a').writeByte(DataConstants.BYTES).writeInt(400_000_000);
        ByteBuf whole =
                headers(packet(PacketImpl.SESS_SEND).writeInt(17).writeInt(0)).writeInt(1 << 30);
        ByteBuf answer =
                packet(PacketImpl.SESS_BINDINGQUERY_RESP).writeBoolean(true).writeInt(Integer.MAX_VALUE);
        for (ByteBuf each : List.of(continuation, large, bytes, whole, answer)) {
            try (Core mallory = new Core(MALLORY)) {
                each.setInt(0, each.readableBytes() - Integer.BYTES);
                mallory.netty.writeAndFlush(each).sync();
                Awaitility.await()
                        .untilAsserted(() -> assertThat(mallory.netty.isOpen()).isFalse());
            }
        }
        stillServes();
    }

    private static ByteBuf packet(byte type) {
        return Unpooled.buffer().writeInt(0).writeByte(type).writeLong(10);
    }

    /** Up to the number of properties. */
    private static ByteBuf headers(ByteBuf packet) {
        packet.writeLong(0).writeByte(DataConstants.NULL).writeByte(DataConstants.NULL);
        packet.writeByte(Message.TEXT_TYPE)
                .writeBoolean(false)
                .writeLong(0)
                .writeLong(0)
                .writeByte(4);
        return packet.writeByte(DataConstants.NOT_NULL);
    }

    /** The broker adds to it without a look at the largest number, and then makes an array of that size. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2147483647",
                "2147483646",
                "2147483500",
                "99999999999999",
                "-5",
                "abc",
                "",
                " ",
                "1 2",
                "+5",
                "0x5",
                "٥"
            })
    void aLengthThatIsNoneIsRefused(String length) throws Exception {
        for (String header : List.of(
                "content-length:" + length,
                "a:b\ncontent-length:" + length,
                "content-length:2\r\ncontent-length:" + length)) {
            try (StompWire stomp = StompWire.loggedIn(broker.port, MALLORY)) {
                assertThat(stomp.ask("SEND\ndestination:llm.requests\n" + header + "\n\n{}"))
                        .startsWith("ERROR")
                        .contains("unreadable");
            }
        }
        stillServes();
    }

    /** Whatever the size of the pieces that it comes in. */
    @Test
    void aLengthThatIsOneIsTaken() throws Exception {
        try (StompWire stomp = StompWire.loggedIn(broker.port, ALICE);
                JMSContext gateway = broker.gateway()) {
            JMSConsumer consumer = gateway.createConsumer(gateway.createQueue("llm.requests"));
            String frame = "SEND\ndestination:llm.requests\ncontent-length:2\ncontent-type:text/plain\n\n{}\0\n";
            stomp.write(frame.repeat(3));
            for (char each : frame.toCharArray()) {
                stomp.write(String.valueOf(each));
            }
            for (int i = 0; i < 4; i++) {
                assertThat(consumer.receive(10_000)).isNotNull();
            }
        }
    }

    private void stillServes() {
        try (JMSContext alice = broker.core("any", ALICE).createContext();
                JMSContext gateway = broker.gateway()) {
            alice.createProducer().send(alice.createQueue("tickets"), "{}");
            assertThat(gateway.createConsumer(gateway.createQueue("tickets")).receive(10_000))
                    .isNotNull();
        } catch (JMSRuntimeException e) {
            throw new AssertionError("another client is not served", e);
        }
    }

    /** Each is written to the disk as it comes. */
    @Test
    void largeMessagesThatNeverEndHaveOneBudget() throws Exception {
        broker.close();
        broker = new TestBroker(
                data,
                new BrokerLimits(40, 20, 10, DataSize.ofMegabytes(8), DataSize.ofMegabytes(8), Duration.ofDays(1)));
        try (Core mallory = new Core(MALLORY)) {
            List<org.apache.activemq.artemis.core.protocol.core.Channel> sessions = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                mallory.factory.createSession("x", MALLORY, false, true, true, false, 1000);
                sessions.add(mallory.connection.getChannel(11 + i, -1));
            }
            ClientMessage message = mallory.session.createMessage(Message.BYTES_TYPE, true);
            message.setAddress("llm.requests");
            for (org.apache.activemq.artemis.core.protocol.core.Channel each : sessions) {
                each.send(new SessionSendLargeMessage((ICoreMessage) message));
                for (int part = 0; part < 4; part++) {
                    each.send(new SessionSendContinuationMessage_V3(
                            message, new byte[100_000], true, false, -1L, 1, null));
                }
            }
            Awaitility.await()
                    .untilAsserted(() -> assertThat(mallory.netty.isOpen()).isFalse());
        }
        Awaitility.await().untilAsserted(() -> assertThat(largeFiles()).isZero());
        stillServes();
        // What was under way is given back, as is what was finished or closed.
        ActiveMQConnectionFactory large = (ActiveMQConnectionFactory) broker.core("any", MALLORY);
        large.setMinLargeMessageSize(1_000);
        try (JMSContext again = large.createContext();
                JMSContext gateway = broker.gateway()) {
            JMSConsumer requests = gateway.createConsumer(gateway.createQueue("llm.requests"));
            for (int i = 0; i < 30; i++) {
                again.createProducer().send(again.createQueue("llm.requests"), "x".repeat(150_000));
                assertThat(requests.receive(10_000).getBody(String.class)).hasSize(150_000);
            }
        }
        try (Core mallory = new Core(MALLORY)) {
            ClientMessage message = mallory.session.createMessage(Message.BYTES_TYPE, true);
            message.setAddress("llm.requests");
            for (int i = 0; i < 20; i++) {
                ClientSession session = mallory.factory.createSession("x", MALLORY, false, true, true, false, 1000);
                org.apache.activemq.artemis.core.protocol.core.Channel channel =
                        mallory.connection.getChannel(11 + i, -1);
                channel.send(new SessionSendLargeMessage((ICoreMessage) message));
                channel.send(
                        new SessionSendContinuationMessage_V3(message, new byte[400_000], true, false, -1L, 1, null));
                session.close();
            }
            assertThat(mallory.netty.isOpen()).isTrue();
        }
    }

    private long largeFiles() throws java.io.IOException {
        try (Stream<Path> files = Files.list(data.resolve("broker/large"))) {
            return files.count();
        }
    }

    /** One that is begun again and again never ends either. */
    @Test
    void aLargeMessageIsNotBegunForEver() throws Exception {
        try (Core mallory = new Core(MALLORY)) {
            ClientMessage message = mallory.session.createMessage(Message.BYTES_TYPE, true);
            message.setAddress("llm.requests");
            assertThat(mallory.flood(new SessionSendLargeMessage((ICoreMessage) message), 20_000))
                    .isGreaterThan(0);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(mallory.netty.isOpen()).isFalse());
        }
        stillServes();
    }

    /** The broker would keep all that it says until the client confirms that it has heard it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1 << 20, Integer.MAX_VALUE - 1, -2})
    void whatIsNeverConfirmedIsNotKept(int window) throws Exception {
        try (Core mallory = new Core(MALLORY)) {
            mallory.connection
                    .getChannel(1, -1)
                    .sendBlocking(
                            new CreateSessionMessage_V2(
                                    "windowed",
                                    50,
                                    mallory.connection.getChannelVersion(),
                                    "x",
                                    MALLORY,
                                    1_000,
                                    false,
                                    true,
                                    true,
                                    false,
                                    window,
                                    null,
                                    "id"),
                            PacketImpl.CREATESESSION_RESP);
            org.apache.activemq.artemis.core.protocol.core.Channel session = mallory.connection.getChannel(50, -1);
            for (int i = 0; i < 5_000; i++) {
                session.send(new SessionQueueQueryMessage(SimpleString.of("n".repeat(200))));
            }
            // A last one, so that all before it were answered.
            session.sendBlocking(
                    new SessionQueueQueryMessage(SimpleString.of("n")), PacketImpl.SESS_QUEUEQUERY_RESP_V3);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(broker.unconfirmed()).isLessThan(100));
        }
        stillServes();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1 << 20})
    void aClientThatConfirmsIsServed(int window) throws Exception {
        ActiveMQConnectionFactory factory = (ActiveMQConnectionFactory) broker.core("any", ALICE);
        factory.setConfirmationWindowSize(window);
        String body = "x".repeat(2_000);
        try (JMSContext alice = factory.createContext();
                JMSContext gateway = broker.gateway()) {
            Queue answers = alice.createQueue("answers");
            assertThat(broker.broker.replyQueues().open(TestBroker.ALICE_ID, "answers"))
                    .isTrue();
            JMSConsumer mine = alice.createConsumer(answers);
            JMSConsumer requests = gateway.createConsumer(gateway.createQueue("llm.requests"));
            AtomicInteger confirmed = new AtomicInteger();
            JMSProducer producer = alice.createProducer().setAsync(new jakarta.jms.CompletionListener() {
                @Override
                public void onCompletion(jakarta.jms.Message message) {
                    confirmed.incrementAndGet();
                }

                @Override
                public void onException(jakarta.jms.Message message, Exception exception) {
                    // not counted
                }
            });
            for (int i = 0; i < 1_000; i++) {
                producer.send(alice.createQueue("llm.requests"), body);
                assertThat(requests.receive(10_000)).isNotNull();
                gateway.createProducer().send(gateway.createQueue("answers"), body);
                assertThat(mine.receive(10_000)).isNotNull();
            }
            if (window < 1_000) {
                Awaitility.await().untilAsserted(() -> assertThat(confirmed).hasValue(1_000));
            }
            assertThat(broker.unconfirmed()).isLessThan(100);
        }
    }

    /** A client of the broker's own protocol that says what it likes. */
    private final class Core implements AutoCloseable {

        final ServerLocator locator;
        final ClientSessionFactory factory;
        final ClientSession session;
        final CoreRemotingConnection connection;
        final org.apache.activemq.artemis.core.protocol.core.Channel channel;
        final Channel netty;

        Core(String key) throws Exception {
            locator = ActiveMQClient.createServerLocator(
                    "tcp://127.0.0.1:" + broker.port + "?callTimeout=20000&reconnectAttempts=0");
            factory = locator.createSessionFactory();
            session = factory.createSession("x", key, false, true, true, false, 1000);
            connection = (CoreRemotingConnection) factory.getConnection();
            netty = ((NettyConnection) connection.getTransportConnection()).getNettyChannel();
            // The first that a client numbers.
            channel = connection.getChannel(10, -1);
        }

        /** How many went out before nothing more was taken for two seconds. */
        long flood(Packet packet, int count) throws Exception {
            for (int i = 0; i < count; i++) {
                channel.send(packet);
                for (int wait = 0; !netty.isWritable(); wait++) {
                    if (wait == 100) {
                        return i;
                    }
                    TimeUnit.MILLISECONDS.sleep(20);
                }
            }
            return count;
        }

        @Override
        public void close() {
            netty.close();
            factory.cleanup();
            locator.close();
        }
    }
}
