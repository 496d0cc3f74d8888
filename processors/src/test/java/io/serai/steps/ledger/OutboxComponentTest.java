package io.serai.steps.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serai.metering.Records;
import io.serai.metering.outbox.MeteringSettings;
import io.serai.metering.outbox.Outbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.stub.StubComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** A route that begins with the outbox, and what is known of the way behind it. */
class OutboxComponentTest {

    @TempDir
    private Path folder;

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final AtomicInteger failing = new AtomicInteger();
    private Outbox outbox;

    @BeforeEach
    void open() throws Exception {
        outbox = new Outbox(
                folder,
                new MeteringSettings(
                        Duration.ofMillis(20),
                        Duration.ofMillis(1),
                        DataSize.ofMegabytes(8),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(5)),
                InstantSource.system());
        camel.addComponent("outbox", new OutboxComponent(outbox));
        camel.addComponent("jms", new StubComponent());
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("outbox:usage")
                        .routeId("out")
                        .errorHandler(noErrorHandler())
                        .process(this::send);
                from("jms:queue:serai.usage").routeId("in").log("in");
            }

            private void send(Exchange exchange) {
                switch (failing.getAndUpdate(left -> Math.max(0, left - 1)) % 3) {
                    case 1 -> throw new IllegalStateException("the broker is away");
                    case 2 -> exchange.setRollbackOnly(true);
                    default ->
                        sent.add(new String(exchange.getMessage().getBody(byte[].class), StandardCharsets.UTF_8));
                }
            }
        });
    }

    @AfterEach
    void close() throws IOException {
        camel.stop();
        outbox.close();
    }

    private String append() {
        var record = Records.any();
        outbox.append(record);
        return record.callId().value();
    }

    private void awaitSent(String... calls) {
        await().untilAsserted(() -> {
            assertThat(outbox.pending()).isZero();
            assertThat(String.join("", sent).lines()).hasSize(calls.length);
        });
        assertThat(String.join("", sent)).contains(calls);
    }

    @Test
    void forgetsABatchOnlyWhenItsRouteEndedWell() {
        failing.set(2);
        String call = append();
        camel.start();

        awaitSent(call);
        assertThat(failing).hasValue(0);
    }

    @Test
    void goesOnWhereItWasWhenTheRouteIsStoppedAndStartedAgain() throws Exception {
        camel.start();
        String first = append();
        camel.getRouteController().stopRoute("out");
        assertThat(outbox.pending()).as("handed over before it stopped").isZero();
        String second = append();
        assertThat(outbox.pending()).isEqualTo(1);

        camel.getRouteController().startRoute("out");

        awaitSent(first, second);
    }

    @Test
    void hasOneReaderAndOneName() throws Exception {
        camel.start();
        assertThatThrownBy(() -> camel.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("outbox:usage?bridgeErrorHandler=true").log("mine");
                    }
                }))
                .hasStackTraceContaining("one route reads outbox:usage");
        awaitSent(append());
        assertThatThrownBy(() -> camel.getEndpoint("outbox:bills")).hasStackTraceContaining("outbox:usage");
    }

    @Test
    void theWayToTheLedgerHasNoGap() throws Exception {
        camel.start();
        List<String> system = List.of("in", "out");
        assertThat(WayToLedger.gap(camel, system)).isNull();

        camel.getRouteController().stopRoute("out");
        assertThat(WayToLedger.gap(camel, system)).isEqualTo("the system route out is stopped: restart the gateway");
        camel.removeRoute("out");
        assertThat(WayToLedger.gap(camel, system)).isEqualTo("the system route out is missing: restart the gateway");
        assertThat(WayToLedger.gap(camel, List.of("in")))
                .isEqualTo("no route reads outbox:usage, so usage does not reach the ledger: restore"
                        + " routes/system/metering.camel.yaml and restart");
    }
}
