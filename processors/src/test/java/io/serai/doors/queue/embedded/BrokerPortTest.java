package io.serai.doors.queue.embedded;

import static io.serai.doors.queue.embedded.TestBroker.ALICE;
import static io.serai.doors.queue.embedded.TestBroker.MALLORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.doors.queue.BrokerLimits;
import jakarta.jms.JMSContext;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.util.unit.DataSize;

/** What a connection may send, and how many there may be. */
@Execution(ExecutionMode.CONCURRENT)
@Order(9)
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BrokerPortTest {

    @TempDir
    Path data;

    private TestBroker broker;

    @BeforeEach
    void start() throws Exception {
        broker = new TestBroker(
                data, new BrokerLimits(8, 3, 10, DataSize.ofMegabytes(8), DataSize.ofMegabytes(8), Duration.ofDays(1)));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    /** Both before and after its login, and whatever it claims to be. */
    @Test
    void aFrameThatNeverEndsIsCut() throws Exception {
        for (String begin : List.of(
                "CONNECT\npasscode:",
                "ARTEMIS\u0070\u0000\u0000\u0000",
                "AMQP\u0003\u0001\u0000\u0000\u0070\u0000\u0000\u0000",
                "AMQP\u0003\u0001\u0000\u0000\u0000\u0000\u0000\u0020\u0002\u0001\u0000\u0000garbage",
                "AMQP\u0000\u0001\u0000\u0000\u0000\u0000\u0000\u0020\u0002\u0000\u0000\u0000garbage",
                "STOMP\ncontent-length:x\n\n\u0000",
                "STOMP\nno colon\n\n\u0000")) {
            try (Socket socket = new Socket("127.0.0.1", broker.port)) {
                socket.setSoTimeout(30_000);
                assertThat(sentUntilCut(socket, begin)).as(begin).isLessThan(12_000_000);
            }
        }
        try (Socket socket = new Socket("127.0.0.1", broker.port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("CONNECT\naccept-version:1.2\nhost:x\nlogin:any\npasscode:" + ALICE + "\n\n\0")
                            .getBytes(StandardCharsets.UTF_8));
            assertThat(socket.getInputStream().read()).isEqualTo('C');
            assertThat(sentUntilCut(socket, "SEND\ndestination:llm.requests\n\n"))
                    .isLessThan(12_000_000);
        }
        stillServes();
    }

    /** Only what the sockets of both sides hold is taken beyond the limit. */
    private static long sentUntilCut(Socket socket, String begin) throws IOException {
        OutputStream out = socket.getOutputStream();
        byte[] more = "x".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
        long sent = 0;
        try {
            out.write(begin.getBytes(StandardCharsets.ISO_8859_1));
            for (; sent < 40_000_000; sent += more.length) {
                out.write(more);
            }
        } catch (IOException e) {
            return sent;
        }
        return sent;
    }

    @Test
    void aLargeMessageThatNeverEndsIsCut() throws Exception {
        ActiveMQConnectionFactory alice = (ActiveMQConnectionFactory) broker.core("any", ALICE);
        alice.setMinLargeMessageSize(10_000);
        alice.setCallTimeout(10_000);
        try (JMSContext jms = alice.createContext()) {
            var bytes = jms.createBytesMessage();
            bytes.writeBytes(new byte[20_000_000]);
            assertThatThrownBy(() -> jms.createProducer().send(jms.createQueue("llm.requests"), bytes))
                    .isInstanceOf(jakarta.jms.JMSRuntimeException.class);
        }
        // Closing tells of it again where the broker's farewell comes only then.
        assertThatThrownBy(() -> {
                    try (JMSContext jms = broker.amqp("any", ALICE).createContext()) {
                        var bytes = jms.createBytesMessage();
                        bytes.writeBytes(new byte[20_000_000]);
                        jms.createProducer().send(jms.createQueue("llm.requests"), bytes);
                    }
                })
                .isInstanceOf(jakarta.jms.JMSRuntimeException.class);
        stillServes();
    }

    @Test
    void aKeyHasSoManyConnectionsAndNoMore() throws Exception {
        List<JMSContext> open = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                open.add(broker.core("any", MALLORY).createContext());
                open.getLast().start();
            }
            assertThatThrownBy(() -> broker.core("any", MALLORY).createContext().start())
                    .hasMessageContaining("too many connections");
            stillServes();
        } finally {
            open.forEach(JMSContext::close);
        }
        Awaitility.await().untilAsserted(() -> {
            try (JMSContext again = broker.core("any", MALLORY).createContext()) {
                again.start();
            }
        });
    }

    @Test
    void aStrangerWhoSaysNothingIsSentAway() throws Exception {
        List<Socket> strangers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            strangers.add(new Socket("127.0.0.1", broker.port));
        }
        for (Socket stranger : strangers) {
            stranger.setSoTimeout(30_000);
            assertThat(stranger.getInputStream().read()).isEqualTo(-1);
            stranger.close();
        }
        stillServes();
    }

    @Test
    void theSilentMakeRoomForClients() throws Exception {
        List<Socket> strangers = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                strangers.add(new Socket("127.0.0.1", broker.port));
            }
            stillServes();
            // Which one is the oldest is up to the threads that greet them.
            assertThat(strangers).anyMatch(BrokerPortTest::ended);
        } finally {
            for (Socket stranger : strangers) {
                stranger.close();
            }
        }
    }

    private static boolean ended(Socket stranger) {
        try {
            stranger.setSoTimeout(100);
            return stranger.getInputStream().read() == -1;
        } catch (IOException e) {
            return false;
        }
    }

    /** Tried again, because among strangers that come at the same moment a client may be the oldest. */
    private void stillServes() {
        ActiveMQConnectionFactory alice = (ActiveMQConnectionFactory) broker.core("any", ALICE);
        alice.setCallTimeout(5_000);
        Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(() -> {
            try (JMSContext jms = alice.createContext()) {
                jms.createProducer().send(jms.createQueue("llm.requests"), "{}");
            }
        });
    }
}
