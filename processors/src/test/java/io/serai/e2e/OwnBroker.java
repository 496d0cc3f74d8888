package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.e2e.provider.OpenAiStandIn;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Destination;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.jspecify.annotations.Nullable;

/**
 * A gateway with little memory on a broker of its operator, both in processes of their own; started once for all tests of this
 * JVM, and ended with it.
 *
 * <p>Nothing stands between a client and the gateway's consumers here: what the embedded broker would refuse reaches them.
 */
final class OwnBroker {

    static final String ASK = ask("gpt-4o-mini");

    /** The longest body that the gateway reads, in bytes. */
    static final int LONGEST = 8 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final class Shared {
        static final OwnBroker ONE = start();
    }

    final OpenAiStandIn openai = OpenAiStandIn.start();
    final GatewayProcess gateway;
    final ArtemisServer broker;
    final Path folder;
    final String key;

    private OwnBroker(Path folder) throws IOException {
        this.folder = folder;
        this.broker = new ArtemisServer(folder.resolve("broker"));
        List<String> settings = new ArrayList<>(broker.settings());
        settings.add("--OPENAI_BASE_URL=" + openai.baseUrl());
        settings.add("--OPENAI_API_KEY=" + openai.key());
        settings.add("--serai.longest-body=" + LONGEST + "B");
        this.gateway = new GatewayProcess(folder, settings);
        Runtime.getRuntime().addShutdownHook(new Thread(this::end));
        broker.start();
        gateway.startAndAwaitReady();
        this.key = gateway.issueKey();
    }

    private void end() {
        gateway.close();
        broker.close();
    }

    /** The body of a request. */
    static String ask(String model) {
        return "{\"model\": \"" + model + "\", \"messages\": [{\"role\": \"user\", \"content\": \"hello queue\"}]}";
    }

    static OwnBroker fresh() {
        OwnBroker one = Shared.ONE;
        one.openai.forget();
        return one;
    }

    private static OwnBroker start() {
        try {
            return new OwnBroker(Files.createTempDirectory("serai-own-broker"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String log() {
        try {
            return Files.readString(folder.resolve("gateway.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A client's connection, as the account of callers. */
    JMSContext caller() {
        return core("").createContext(ArtemisServer.CALLER, ArtemisServer.CALLER_PASSWORD);
    }

    JMSContext amqp() {
        ConnectionFactory connections = new JmsConnectionFactory("amqp://127.0.0.1:" + broker.port());
        return connections.createContext(ArtemisServer.CALLER, ArtemisServer.CALLER_PASSWORD);
    }

    /** As the operator, who may read the dead letters. */
    JMSContext operator() {
        return core("").createContext(ArtemisServer.GATEWAY, ArtemisServer.GATEWAY_PASSWORD);
    }

    /** @param options of the client, with a question mark before */
    ActiveMQConnectionFactory core(String options) {
        return new ActiveMQConnectionFactory("tcp://127.0.0.1:" + broker.port() + options);
    }

    /** Sends a request with the key and waits for its answer on a temporary queue. */
    JsonNode ask(JMSContext jms, Message request) throws JMSException {
        Destination answers = jms.createTemporaryQueue();
        try (JMSConsumer consumer = jms.createConsumer(answers)) {
            request.setStringProperty("authorization", "Bearer " + key);
            request.setJMSReplyTo(answers);
            jms.createProducer().send(jms.createQueue("llm.requests"), request);
            Message answer = consumer.receive(60_000);
            assertThat(answer).as("an answer, see " + folder).isNotNull();
            return json(answer);
        }
    }

    /** The body of an answer, with its status as {@code status}. */
    static JsonNode json(Message answer) throws JMSException {
        try {
            JsonNode json = JSON.readTree(answer.getBody(String.class));
            return ((com.fasterxml.jackson.databind.node.ObjectNode) json)
                    .put("status", answer.getIntProperty("serai_status"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next dead letter, or null where there is none in time. */
    @Nullable
    Message deadLetter(String queue, long millis) {
        // Not closed before the message is read.
        JMSContext jms = operator();
        try (JMSConsumer consumer = jms.createConsumer(jms.createQueue(queue))) {
            return consumer.receive(millis);
        }
    }

    Message mustDeadLetter(String queue) {
        return Objects.requireNonNull(deadLetter(queue, 60_000), () -> "no dead letter, see " + folder);
    }
}
