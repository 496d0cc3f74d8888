package io.serai.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.catalog.ConfigState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwapUnderLoadTest {

    private static final String PATH = "routes/chat.camel.yaml";
    private static final int CALLERS = 8;
    private static final int EDITS = 10;

    @TempDir
    private Path folder;

    private Bench bench;
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger waiting = new AtomicInteger();

    @BeforeEach
    void open() {
        bench = new Bench(folder).bean("wait", exchange -> {
            if (exchange.getMessage().getHeader("wait") != null) {
                waiting.incrementAndGet();
                release.await(20, TimeUnit.SECONDS);
            }
        });
    }

    @AfterEach
    void close() throws Exception {
        release.countDown();
        bench.close();
    }

    private static String chat(int version) {
        return """
                - route:
                    id: chat
                    from:
                      uri: direct:chat
                      steps:
                        - to: {id: chat-rules, uri: "direct:rules"}
                        - process: {id: chat-wait, ref: wait}
                        - setBody: {id: chat-say, simple: "%1$d ${body}"}
                - route:
                    id: rules
                    from:
                      uri: direct:rules
                      steps:
                        - setBody: {id: rules-say, constant: "%1$d"}
                """.formatted(version);
    }

    @Test
    void losesNoCallAndShowsEveryVersionWhenItIsInForce() throws Exception {
        bench.write(PATH, chat(0)).start();
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger inForce = new AtomicInteger();
        AtomicInteger calls = new AtomicInteger();
        ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
        ExecutorService callers = Executors.newCachedThreadPool();
        try {
            for (int i = 0; i < CALLERS; i++) {
                callers.submit(() -> {
                    while (!over.get()) {
                        int before = inForce.get();
                        try {
                            String answer = bench.ask("direct:chat");
                            int chat = Integer.parseInt(answer.split(" ")[0]);
                            int rules = Integer.parseInt(answer.split(" ")[1]);
                            if (chat < before || rules < before || rules < chat) {
                                faults.add(before + " was in force, the call saw " + answer);
                            }
                        } catch (RuntimeException e) {
                            faults.add(String.valueOf(e));
                        }
                        calls.incrementAndGet();
                    }
                });
            }
            List<CompletableFuture<String>> streams = new ArrayList<>();
            for (int version = 1; version <= EDITS; version++) {
                streams.add(CompletableFuture.supplyAsync(
                        () -> bench.template.requestBodyAndHeader("direct:chat", "", "wait", "", String.class),
                        callers));
                int open = version;
                await().until(() -> waiting.get() == open);
                int enough = calls.get() + 200;
                await().until(() -> calls.get() >= enough);
                assertThat(bench.edit(PATH, chat(version)).version()).isEqualTo(version + 1);
                inForce.set(version);
            }
            bench.live().refresh();
            // Each waiting call holds the version that it is in, so none may have been removed.
            assertThat(bench.context.getRoutes()).hasSize(2 * EDITS + 2);
            release.countDown();
            for (int version = 1; version <= EDITS; version++) {
                assertThat(streams.get(version - 1).get(5, TimeUnit.SECONDS))
                        .isEqualTo((version - 1) + " " + (version - 1));
            }
        } finally {
            over.set(true);
            release.countDown();
            callers.shutdown();
            assertThat(callers.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(faults).isEmpty();
        assertThat(calls).hasValueGreaterThan(EDITS * 200);
        bench.live().refresh();
        assertThat(bench.context.getRoutes()).hasSize(2);
        assertThat(bench.ask("direct:chat")).isEqualTo(EDITS + " " + EDITS);
    }

    @Test
    void keepsTheOldVersionUntilTheAnswerIsWritten() throws Exception {
        bench.write(PATH, chat(1)).start();
        // As a door does: the route has returned, the answer is still being written.
        Exchange call = bench.context.getEndpoint("direct:chat").createExchange();
        var work = org.apache.camel.support.PluginHelper.getUnitOfWorkFactory(bench.context)
                .createUnitOfWork(call);
        call.getExchangeExtension().setUnitOfWork(work);
        try (var producer = bench.context.getEndpoint("direct:chat").createAsyncProducer()) {
            producer.start();
            producer.process(call);
        }
        assertThat(call.getMessage().getBody(String.class)).isEqualTo("1 1");

        bench.edit(PATH, chat(2));
        bench.live().refresh();
        assertThat(bench.context.getRoute("chat")).isNotNull();

        work.done(call);
        bench.live().refresh();
        assertThat(bench.context.getRoute("chat")).isNull();
    }

    @Test
    void aFailedSwapChangesNothing() throws Exception {
        AtomicBoolean broken = new AtomicBoolean();
        bench.context.getRegistry().bind("moody", new MoodyComponent(bench.context, broken));
        bench.write(PATH, chat(1)).start();
        broken.set(true);

        ConfigState report = bench.edit(PATH, chat(2) + "        - to: {id: rules-moody, uri: \"moody:x\"}\n");

        assertThat(report.state()).isEqualTo(ConfigState.State.REFUSED);
        assertThat(report.reason()).contains("in no mood");
        assertThat(bench.ask("direct:chat")).isEqualTo("1 1");
        assertThat(bench.context.getRoutes()).hasSize(2);
        broken.set(false);
        assertThat(bench.edit(PATH, chat(3)).state()).isEqualTo(ConfigState.State.IN_FORCE);
        assertThat(bench.ask("direct:chat")).isEqualTo("3 3");
    }
}
