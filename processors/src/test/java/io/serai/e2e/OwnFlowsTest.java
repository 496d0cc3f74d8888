package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.apache.camel.CamelContext;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.jms.JmsMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flows of integrators that read and send messages by {@code jms:} as they would elsewhere, but for Java objects. */
class OwnFlowsTest {

    private final String name = "flow." + UUID.randomUUID();

    @TempDir
    private Path folder;

    private ProducerTemplate out;
    private ConsumerTemplate in;

    @BeforeEach
    void open() throws Exception {
        CamelContext camel = TestGateway.fresh().bean(CamelContext.class);
        out = camel.createProducerTemplate();
        in = camel.createConsumerTemplate();
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("jms:queue:" + name + ".in").id(name).to("jms:queue:" + name + ".out");
            }
        });
    }

    @AfterEach
    void close() throws Exception {
        CamelContext camel = TestGateway.fresh().bean(CamelContext.class);
        camel.getRouteController().stopRoute(name);
        camel.removeRoute(name);
        out.close();
        in.close();
    }

    @Test
    void handOnTextsAndBytesOfAnyLength() {
        for (int length : new int[] {0, 5, 200_000, 3_000_000}) {
            String text = "é".repeat(length);
            out.sendBodyAndHeader("jms:queue:" + name + ".in", text, "order", "4711");
            Exchange received = receive();
            assertThat(received.getMessage().getBody(String.class)).isEqualTo(text.isEmpty() ? null : text);
            assertThat(received.getMessage().getHeader("order")).isEqualTo("4711");
            byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            out.sendBody("jms:queue:" + name + ".in", bytes);
            assertThat(receive().getMessage().getBody(byte[].class)).isEqualTo(bytes.length == 0 ? null : bytes);
        }
    }

    @Test
    void sendValuesAsText() throws Exception {
        out.sendBody("jms:queue:" + name + ".out", 4711);
        Exchange received = receive();
        assertThat(received.getMessage().getBody()).isEqualTo("4711");
        out.sendBody("jms:queue:" + name + ".out", Map.of("a", "b"));
        assertThat(receive().getMessage().getBody().toString()).contains("neither text nor bytes (map)");
    }

    @Test
    void sendNoJavaObjects() {
        assertThatThrownBy(() -> out.sendBody("jms:queue:" + name + ".out?jmsMessageType=Object", "text"))
                .hasStackTraceContaining("A Java object is never sent");
        assertThatThrownBy(() -> out.sendBody("jms:queue:" + name + ".out?transferExchange=true", "text"))
                .hasStackTraceContaining("transferExchange");
    }

    @Test
    void readNoJavaObjects() throws Exception {
        Path trace = folder.resolve("trace");
        // By the core message, as everything that would make an object message here is refused.
        out.send(
                "jms:queue:" + name + ".out?messageCreatedStrategy=#" + objects(trace),
                exchange -> exchange.getMessage().setBody(new byte[0]));
        Exchange received = receive();
        assertThat(received.getMessage().getBody()).asString().contains("(object)");
        assertThat(((JmsMessage) received.getMessage()).getJmsMessage()).isInstanceOf(ActiveMQMessage.class);
        assertThat(Files.exists(trace)).isFalse();
    }

    private String objects(Path trace) {
        String bean = "objects-" + UUID.randomUUID();
        TestGateway.fresh()
                .bean(CamelContext.class)
                .getRegistry()
                .bind(bean, (org.apache.camel.component.jms.MessageCreatedStrategy)
                        (message, session, exchange, cause) -> {
                            var core = ((ActiveMQMessage) message).getCoreMessage();
                            byte[] object = serialized(new WritesAFile(trace));
                            core.setType(org.apache.activemq.artemis.api.core.Message.OBJECT_TYPE);
                            core.getBodyBuffer().clear();
                            core.getBodyBuffer().writeInt(object.length);
                            core.getBodyBuffer().writeBytes(object);
                        });
        return bean;
    }

    private static byte[] serialized(Object object) {
        var bytes = new java.io.ByteArrayOutputStream();
        try (var out = new java.io.ObjectOutputStream(bytes)) {
            out.writeObject(object);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private Exchange receive() {
        Exchange received = in.receive("jms:queue:" + name + ".out", 20_000);
        assertThat(received).as("a message").isNotNull();
        return received;
    }
}
