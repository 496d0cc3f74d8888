package io.serai.doors.queue.embedded;

import static io.serai.doors.queue.embedded.AmqpWire.FALSE;
import static io.serai.doors.queue.embedded.AmqpWire.NULL;
import static io.serai.doors.queue.embedded.AmqpWire.TRUE;
import static io.serai.doors.queue.embedded.AmqpWire.body;
import static io.serai.doors.queue.embedded.AmqpWire.concatenated;
import static io.serai.doors.queue.embedded.AmqpWire.described;
import static io.serai.doors.queue.embedded.AmqpWire.nested;
import static io.serai.doors.queue.embedded.AmqpWire.section;
import static io.serai.doors.queue.embedded.AmqpWire.string;
import static io.serai.doors.queue.embedded.AmqpWire.symbol;
import static io.serai.doors.queue.embedded.AmqpWire.uint;
import static io.serai.doors.queue.embedded.TestBroker.ALICE;
import static io.serai.doors.queue.embedded.TestBroker.MALLORY;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.doors.queue.BrokerLimits;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

/** What one AMQP frame could have the broker do for ever. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AmqpAttackTest {

    private static final long LARGEST = 0xffff_ffffL;

    @TempDir
    Path data;

    private TestBroker broker;

    @BeforeEach
    void start() throws Exception {
        broker = new TestBroker(
                data,
                new BrokerLimits(40, 20, 10, DataSize.ofMegabytes(64), DataSize.ofMegabytes(8), Duration.ofDays(1)));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    /** The engine counts one by one, and past the largest number begins again. */
    @Test
    void aDispositionNamesNoMoreThanThereCanBe() throws Exception {
        for (byte[][] range : List.of(
                new byte[][] {uint(0), uint(LARGEST)},
                new byte[][] {uint(LARGEST), NULL},
                new byte[][] {uint(LARGEST), uint(LARGEST)},
                new byte[][] {{0x43}, uint(100_000)},
                new byte[][] {{0x52, 1}, uint(LARGEST - 1)},
                new byte[][] {NULL, uint(1)})) {
            try (AmqpWire mallory = new AmqpWire(broker.port, MALLORY)) {
                assertThat(mallory.dispose(range[0], range[1]).heardUntilEnd()).contains("the disposition names");
            }
        }
        try (AmqpWire mallory = new AmqpWire(broker.port, MALLORY)) {
            for (int i = 0; i < 1_000; i++) {
                mallory.dispose(uint(0), uint(60_000));
            }
            assertThat(mallory.heardUntilEnd()).contains("the disposition names");
        } catch (java.net.SocketException e) {
            // ended before all was said
        }
        stillServes();
    }

    /** Acknowledged one by one, at once, and in a transaction. */
    @ParameterizedTest
    @ValueSource(ints = {JMSContext.AUTO_ACKNOWLEDGE, JMSContext.CLIENT_ACKNOWLEDGE, JMSContext.SESSION_TRANSACTED})
    void anHonestClientSettlesWhatItLikes(int mode) throws Exception {
        int messages = 3_000;
        assertThat(broker.broker.replyQueues().open(TestBroker.ALICE_ID, "answers"))
                .isTrue();
        try (JMSContext gateway = broker.gateway()) {
            for (int i = 0; i < messages; i++) {
                gateway.createProducer().send(gateway.createQueue("answers"), "{}");
            }
        }
        try (JMSContext alice = new JmsConnectionFactory(
                        "any", ALICE, "amqp://127.0.0.1:" + broker.port + "?jms.prefetchPolicy.all=32767")
                .createContext(mode)) {
            JMSConsumer answers = alice.createConsumer(alice.createQueue("answers"));
            for (int i = 1; i < messages; i++) {
                assertThat(answers.receive(10_000)).isNotNull();
            }
            Message last = Objects.requireNonNull(answers.receive(10_000));
            last.acknowledge();
            if (mode == JMSContext.SESSION_TRANSACTED) {
                alice.commit();
            }
            alice.createProducer().send(alice.createQueue("llm.requests"), "{}");
        }
    }

    /** A frame that is too small for anything would be written for ever, and a sign of life at every moment. */
    @Test
    void whatAConnectionAsksForIsPossible() throws Exception {
        for (long size : new long[] {0, 1, 20, 511}) {
            try (AmqpWire mallory = new AmqpWire(broker.port, MALLORY, uint(size))) {
                assertThat(mallory.heardUntilEnd()).contains("max-frame-size");
            }
        }
        for (long idle : new long[] {1, 99, LARGEST - 1, LARGEST}) {
            try (AmqpWire mallory = new AmqpWire(broker.port, MALLORY, NULL, NULL, uint(idle))) {
                assertThat(mallory.heardUntilEnd()).contains("idle-time-out");
            }
        }
        stillServes();
    }

    /** Arrays in arrays are read twice a level, each time all that is in them. */
    @ParameterizedTest
    @CsvSource({
        "e0ff01, 44, 900",
        "e0ff01, 44, 20",
        "c0ff01, 40, 900",
        "c1ff0240, 40, 900",
        "00, 44, 3000",
        "0044, 40, 20000",
        "c0ff01, 40, 40000",
        "f00000000a7fffffff, 40, 1",
        "f00000000affffffff, 71, 1",
        "d00000000a7fffffff, 40, 1"
    })
    void whatIsSaidOfAMessageIsNotNested(String each, String end, int times) throws Exception {
        byte[] value = nested(times, bytes(each), bytes(end));
        for (int section : new int[] {0x71, 0x72, 0x74}) {
            try (AmqpWire mallory = new AmqpWire(broker.port, MALLORY).attach(0)) {
                mallory.transfer(
                        0, 0, 0, FALSE, concatenated(section(section, symbol("a"), value), body(string("{}"))));
                assertThat(mallory.heardUntilEnd()).contains("the properties of the message");
            }
        }
        try (AmqpWire mallory = new AmqpWire(broker.port, MALLORY).attach(0)) {
            mallory.transfer(0, 0, 0, FALSE, body(value)).hearUntil("The message cannot be read");
        }
        if (value.length < 3_000) {
            try (AmqpWire mallory = new AmqpWire(broker.port, MALLORY)) {
                mallory.attach(0, NULL, NULL, NULL, concatenated(new byte[] {0}, symbol("a"), value));
                assertThat(mallory.heardUntilEnd()).contains("cannot be read");
            }
        }
        stillServes();
    }

    /** A message may come in any number of frames, but not what is said of it. */
    @Test
    void aMessageThatIsSplitIsLookedAtTheSame() throws Exception {
        byte[] bad = section(0x72, symbol("a"), nested(30, bytes("e0ff01"), bytes("44")));
        for (int at : new int[] {0, 1, 10, bad.length - 1}) {
            try (AmqpWire mallory = new AmqpWire(broker.port, MALLORY).attach(0)) {
                mallory.transfer(0, 0, 0, TRUE, java.util.Arrays.copyOf(bad, at));
                mallory.transfer(0, 0, 0, FALSE, java.util.Arrays.copyOfRange(bad, at, bad.length));
                assertThat(mallory.heardUntilEnd()).contains("the properties of the message");
            }
        }
        // One that begins after a link of the same number was left open is another.
        try (AmqpWire mallory = new AmqpWire(broker.port, MALLORY).attach(0)) {
            mallory.transfer(0, 0, 0, TRUE, body(new byte[] {(byte) 0xa1}));
            mallory.write(AmqpWire.frame(0, described(0x16, uint(0), TRUE))).attach(0);
            mallory.transfer(0, 1, 0, FALSE, bad);
            assertThat(mallory.heardUntilEnd()).contains("the properties of the message");
        }
        try (AmqpWire alice = new AmqpWire(broker.port, ALICE).attach(0);
                JMSContext gateway = broker.gateway()) {
            byte[] whole = concatenated(section(0x72, symbol("x-opt-a"), string("b")), body(string("in two")));
            alice.transfer(0, 0, 0, TRUE, java.util.Arrays.copyOf(whole, whole.length - 3));
            alice.transfer(0, 0, 0, FALSE, java.util.Arrays.copyOfRange(whole, whole.length - 3, whole.length));
            assertThat(gateway.createConsumer(gateway.createQueue("llm.requests"))
                            .receive(10_000)
                            .getBody(String.class))
                    .isEqualTo("in two");
        }
    }

    /** The engine keeps every symbol that it ever reads. */
    @Test
    void theSymbolsOfAKeyAreFew() throws Exception {
        long most = Runtime.getRuntime().maxMemory() / 32 / 4 / 2_048;
        List<byte[]> words = new ArrayList<>();
        try (AmqpWire mallory = new AmqpWire(broker.port, MALLORY)) {
            for (int i = 0; i < most + 60; i++) {
                words.add(symbol("mallory" + i));
                if (words.size() == 60) {
                    mallory.write(AmqpWire.frame(
                            0,
                            described(
                                    0x13,
                                    NULL,
                                    uint(10),
                                    uint(0),
                                    uint(10),
                                    NULL,
                                    NULL,
                                    NULL,
                                    NULL,
                                    NULL,
                                    NULL,
                                    described(0x24, words.toArray(byte[][]::new)))));
                    words.clear();
                }
            }
            assertThat(mallory.heardUntilEnd()).contains("cannot be read");
        } catch (java.net.SocketException e) {
            // ended before all was said
        }
        stillServes();
    }

    /** A message of the broker's own kind within another is read without a look at its sizes, and a large one to a file. */
    @Test
    void aClientIsNoBroker() throws Exception {
        for (String desired : List.of("AMQ_CORE_MESSAGE_TUNNELING", "AMQ_FEDERATION_CONTROL_LINK", "amq.mirror")) {
            try (AmqpWire mallory = new AmqpWire(broker.port, MALLORY)) {
                mallory.attach(0, NULL, NULL, symbol(desired));
                assertThat(mallory.heardUntilEnd()).contains("what only brokers");
            }
        }
        try (AmqpWire mallory = new AmqpWire(broker.port, MALLORY).attach(0)) {
            mallory.transfer(0, 0, 0x468c0100L, FALSE, body(string("{}")));
            assertThat(mallory.heardUntilEnd()).contains("format of the message");
        }
        stillServes();
    }

    private static byte[] bytes(String hex) {
        return java.util.HexFormat.of().parseHex(hex);
    }

    /** By every thread of the port. */
    private void stillServes() throws Exception {
        try (JMSContext gateway = broker.gateway()) {
            JMSConsumer requests = gateway.createConsumer(gateway.createQueue("tickets"));
            for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                try (JMSContext alice = broker.core("any", ALICE).createContext()) {
                    alice.createProducer().send(alice.createQueue("tickets"), "{}");
                    assertThat(requests.receive(10_000)).isNotNull();
                }
            }
        }
    }
}
