package io.serai.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueSwapTest {

    private static final String PATH = "routes/queue.camel.yaml";

    @TempDir
    private Path folder;

    private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
    private final CountDownLatch release = new CountDownLatch(1);
    // Without a window a busy consumer keeps no messages from the others.
    private final ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory("vm://77?consumerWindowSize=0");
    private Bench bench;

    @BeforeEach
    void open() throws Exception {
        broker.setConfiguration(new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .addAcceptorConfiguration("vm", "vm://77"));
        broker.start();
        JmsComponent jms = JmsComponent.jmsComponentAutoAcknowledge(connections);
        bench = new Bench(folder).bean("think", exchange -> {
            if ("0".equals(exchange.getMessage().getBody(String.class))) {
                release.await(20, TimeUnit.SECONDS);
            }
        });
        bench.context.getRegistry().bind("jms", jms);
    }

    @AfterEach
    void close() throws Exception {
        release.countDown();
        bench.close();
        connections.close();
        broker.stop();
    }

    private static String queue(int version) {
        return """
                - route:
                    id: queue
                    from:
                      uri: jms:queue:requests?concurrentConsumers=2
                      steps:
                        - process: {id: queue-think, ref: think}
                        - setHeader: {id: queue-version, name: version, constant: "%d"}
                        - to: {id: queue-done, uri: "mock:done"}
                """.formatted(version);
    }

    @Test
    void everyMessageIsHandledOnceWhileTheRouteIsReplaced() throws Exception {
        bench.write(PATH, queue(1)).start();
        MockEndpoint done = bench.context.getEndpoint("mock:done", MockEndpoint.class);
        List<String> sent = IntStream.range(0, 300).mapToObj(Integer::toString).toList();
        Thread sender = Thread.ofPlatform()
                .start(() -> sent.forEach(body -> bench.template.sendBody("jms:queue:requests", body)));
        await().until(() -> done.getReceivedCounter() > 10);

        for (int version = 2; version <= 4; version++) {
            assertThat(bench.edit(PATH, queue(version)).version()).isEqualTo(version);
        }
        sender.join();
        bench.template.sendBody("jms:queue:requests", "last");
        await().until(() -> done.getReceivedExchanges().stream()
                .anyMatch(exchange -> "last".equals(exchange.getMessage().getBody())));
        assertThat(done.getReceivedExchanges())
                .filteredOn(exchange -> "last".equals(exchange.getMessage().getBody()))
                .singleElement()
                .matches(exchange -> "4".equals(exchange.getMessage().getHeader("version")));

        release.countDown();
        await().atMost(Duration.ofSeconds(10)).until(() -> done.getReceivedCounter() == sent.size() + 1);
        assertThat(done.getReceivedExchanges())
                .extracting(exchange -> exchange.getMessage().getBody(String.class))
                .containsAll(sent)
                .doesNotHaveDuplicates();
        assertThat(done.getReceivedExchanges())
                .filteredOn(exchange -> "0".equals(exchange.getMessage().getBody()))
                .singleElement()
                .matches(exchange -> "1".equals(exchange.getMessage().getHeader("version")));
    }
}
