package io.serai.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serai.catalog.ConfigState;
import io.serai.live.swap.NoConnector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Instances are made, replaced and removed all at once, and none of them is dead for it. */
@Timeout(120)
class DeploymentRaceTest {

    private static final int NAMES = 500;
    private static final String PATH = "connectors/test-chat-sink.kamelet.yaml";

    @TempDir
    private Path folder;

    private Bench bench;
    private final AtomicBoolean broken = new AtomicBoolean();

    @BeforeEach
    void open() throws Exception {
        bench = new Bench(folder);
        bench.context.getRegistry().bind("moody", new MoodyComponent(bench.context, broken));
        bench.write(PATH, connector("one")).start();
        assertThat(bench.report(PATH)).matches(file -> file.state() == ConfigState.State.IN_FORCE);
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    private static String connector(String version) {
        return """
                apiVersion: camel.apache.org/v1
                kind: Kamelet
                metadata:
                  name: test-chat-sink
                  labels: {camel.apache.org/kamelet.type: sink}
                spec:
                  definition:
                    title: Test
                    description: A test.
                    type: object
                    properties:
                      upstream: {title: Model, description: Model., type: string}
                  template:
                    from:
                      uri: kamelet:source
                      steps:
                        - to: {id: ask, uri: "moody:{{upstream}}-%s"}
                """.formatted(version);
    }

    private void ask(String name) throws Exception {
        Exchange call = new DefaultExchange(bench.context);
        call.getExchangeExtension()
                .setUnitOfWork(PluginHelper.getUnitOfWorkFactory(bench.context).createUnitOfWork(call));
        try {
            bench.parts.deployments().address(call, "test-chat-sink", name, Map.of("upstream", name));
        } finally {
            call.getUnitOfWork().done(call);
        }
    }

    @Test
    void noneIsDeadWhenManyNamesAreAskedWhileOthersAreRemoved() throws Exception {
        Queue<String> dead = new ConcurrentLinkedQueue<>();
        AtomicInteger next = new AtomicInteger();
        AtomicInteger askers = new AtomicInteger(6);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 6; i++) {
                threads.submit(() -> {
                    for (int n = next.getAndIncrement(); n < NAMES; n = next.getAndIncrement()) {
                        try {
                            ask("made-up-" + n);
                            ask("listed");
                        } catch (Exception e) {
                            dead.add(n + ": " + e.getMessage());
                        }
                    }
                    askers.decrementAndGet();
                });
            }
            threads.submit(() -> {
                while (askers.get() > 0) {
                    bench.parts.deployments().retain(Set.of("listed"));
                    bench.parts.draining().sweep();
                }
            });
            for (int version = 0; askers.get() > 0; version++) {
                bench.edit(PATH, connector("v" + version));
                TimeUnit.MILLISECONDS.sleep(100); // an editor's pace, not a wait for something
            }
        }
        assertThat(dead).isEmpty();
        bench.parts.deployments().retain(Set.of());
        bench.live().look();
        assertThat(bench.context.getRoutes())
                .as("nothing is left of names that are gone")
                .isEmpty();
    }

    @Test
    void aFailureIsForgottenAfterSomeSeconds() throws Exception {
        broken.set(true);
        assertThatThrownBy(() -> ask("gpt")).isInstanceOf(NoConnector.class).hasMessageContaining("in no mood");
        broken.set(false);
        assertThatThrownBy(() -> ask("gpt")).isInstanceOf(NoConnector.class);

        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(() -> ask("gpt"));
        assertThat(bench.context.getRoutes()).hasSize(1);
    }
}
