package io.serai.live;

import static io.serai.catalog.ConfigState.State.IN_FORCE;
import static io.serai.catalog.ConfigState.State.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.serai.live.swap.Breaker;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectorsTest {

    private static final String PATH = "connectors/test-chat-sink.kamelet.yaml";
    private static final String SECRET = "sk-secret-0123456789";

    @TempDir
    private Path folder;

    private Bench bench;
    private HttpServer provider;
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger failures = new AtomicInteger();
    private final Map<String, Map<String, String>> deployments = new ConcurrentHashMap<>();

    @BeforeEach
    void open() throws Exception {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.setExecutor(Executors.newCachedThreadPool());
        provider.createContext("/", call -> {
            if (call.getRequestURI().getPath().endsWith("/fail")) {
                failures.incrementAndGet();
                call.sendResponseHeaders(500, -1);
                call.close();
                return;
            }
            call.sendResponseHeaders(200, 0);
            try (var body = call.getResponseBody()) {
                body.write((call.getRequestHeaders().getFirst("Authorization") + " " + call.getRequestURI())
                        .getBytes(StandardCharsets.UTF_8));
                body.flush();
                if (call.getRequestURI().getPath().endsWith("/slow")) {
                    release.await(20, TimeUnit.SECONDS);
                    body.write(" and the end".getBytes(StandardCharsets.UTF_8));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        provider.start();
        bench = new Bench(folder)
                .bean("call", exchange -> exchange.setProperty("call", exchange))
                .bean("next", exchange -> {
                    String name = exchange.getMessage().getBody(String.class);
                    exchange.setProperty(
                            "address",
                            bench.parts
                                    .deployments()
                                    .address(
                                            exchange,
                                            "test-chat-sink",
                                            name,
                                            deployments.getOrDefault(name, Map.of())));
                })
                .bean("keepOpen", exchange -> {
                    Exchange call = exchange.getProperty("call", Exchange.class);
                    exchange.getExchangeExtension().handoverCompletions(call);
                });
        bench.write(PATH, connector("/one")).write("routes/chat.camel.yaml", """
                - route:
                    id: chat
                    from:
                      uri: direct:chat
                      steps:
                        - process: {id: chat-call, ref: call}
                        - process: {id: chat-next, ref: next}
                        - toD: {id: chat-ask, uri: "kamelet:${exchangeProperty.address}"}
                """);
        deployments.put("gpt/4o", parameters());
    }

    private Map<String, String> parameters() {
        return Map.of("baseUrl", "http://localhost:" + provider.getAddress().getPort(), "apiKey", SECRET);
    }

    @AfterEach
    void close() throws Exception {
        release.countDown();
        bench.close();
        provider.stop(0);
    }

    private static String connector(String path) {
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
                    required: [apiKey, baseUrl]
                    properties:
                      baseUrl: {title: Base URL, description: Root., type: string}
                      apiKey: {title: Key, description: Key., type: string, format: password}
                      patience: {title: Patience, description: In ms., type: integer, default: 60000}
                  template:
                    from:
                      uri: kamelet:source
                      steps:
                        - setHeader: {id: account, name: Authorization, constant: "Bearer {{apiKey}}"}
                        - circuitBreaker:
                            id: breaker
                            resilience4jConfiguration: {minimumNumberOfCalls: 2, slidingWindowSize: 4, throwExceptionWhenHalfOpenOrOpenState: true}
                            steps:
                              - to: {id: ask, uri: "{{baseUrl}}%s", parameters: {disableStreamCache: true, responseTimeout: "{{patience}}"}}
                              - process: {id: keep, ref: keepOpen}
                """.formatted(path);
    }

    /** A call as a door makes it: done only when its answer has been read. */
    private final class Call implements AutoCloseable {
        private final Exchange exchange = new DefaultExchange(bench.context);

        Call(String deployment) throws Exception {
            exchange.getMessage().setBody(deployment);
            exchange.getExchangeExtension()
                    .setUnitOfWork(
                            PluginHelper.getUnitOfWorkFactory(bench.context).createUnitOfWork(exchange));
            try (var producer = bench.context.getEndpoint("direct:chat").createAsyncProducer()) {
                producer.start();
                producer.process(exchange);
            }
        }

        String answer() throws IOException {
            try (InputStream body = exchange.getMessage().getBody(InputStream.class)) {
                return new String(body.readAllBytes(), StandardCharsets.UTF_8);
            }
        }

        @Override
        public void close() {
            exchange.getUnitOfWork().done(exchange);
        }
    }

    private String ask(String deployment) throws Exception {
        try (Call call = new Call(deployment)) {
            if (call.exchange.getException() != null) {
                throw call.exchange.getException();
            }
            return call.answer();
        }
    }

    @Test
    void reachesADeploymentWithItsOwnParameters() throws Exception {
        bench.start();
        deployments.put("other", Map.of("baseUrl", parameters().get("baseUrl") + "/v1", "apiKey", "k2"));

        assertThat(ask("gpt/4o")).isEqualTo("Bearer " + SECRET + " /one");
        assertThat(ask("gpt/4o")).isEqualTo("Bearer " + SECRET + " /one");
        assertThat(ask("other")).isEqualTo("Bearer k2 /v1/one");
        assertThat(bench.context.getRoutes()).hasSize(3);
    }

    @Test
    void tellsNoSecretInAddressesAndRouteIds() throws Exception {
        bench.start();
        ask("gpt/4o");

        assertThat(bench.context.getEndpoints().toString()).doesNotContain(SECRET);
        assertThat(bench.context.getRoutes().toString()).doesNotContain(SECRET);
        assertThat(bench.context.getRouteDefinitions().toString()).doesNotContain(SECRET);
    }

    @Test
    void anEditedConnectorServesTheNextCallAndLetsTheStreamsOfTheOldOneEnd() throws Exception {
        bench.write(PATH, connector("/slow")).start();
        try (Call stream = new Call("gpt/4o")) {
            InputStream body = stream.exchange.getMessage().getBody(InputStream.class);
            assertThat(body.readNBytes(6)).asString().isEqualTo("Bearer");

            assertThat(bench.edit(PATH, connector("/two")))
                    .matches(file -> file.state() == IN_FORCE && file.version() == 2);

            assertThat(ask("gpt/4o")).isEqualTo("Bearer " + SECRET + " /two");
            bench.live().refresh();
            bench.live().refresh();
            release.countDown();
            assertThat(stream.answer()).isEqualTo(" " + SECRET + " /slow and the end");
            assertThat(bench.context.getRoutes()).hasSize(3);
        }
        bench.live().refresh();
        assertThat(bench.context.getRoutes()).hasSize(2);
    }

    @Test
    void changedParametersMakeANewInstance() throws Exception {
        bench.start();
        ask("gpt/4o");
        Map<String, String> other = new HashMap<>(parameters());
        other.put("apiKey", "rolled");
        deployments.put("gpt/4o", other);

        assertThat(ask("gpt/4o")).isEqualTo("Bearer rolled /one");
        bench.live().refresh();
        assertThat(bench.context.getRoutes()).hasSize(2);
    }

    @Test
    void manyFirstCallsAtOnceMakeOneInstance() throws Exception {
        bench.start();
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<?>[] calls = new CompletableFuture<?>[16];
        for (int i = 0; i < calls.length; i++) {
            calls[i] = CompletableFuture.runAsync(
                    () -> {
                        try {
                            go.await();
                            assertThat(ask("gpt/4o")).endsWith("/one");
                        } catch (Exception e) {
                            throw new AssertionError(e);
                        }
                    },
                    task -> Thread.ofPlatform().start(task));
        }
        go.countDown();
        CompletableFuture.allOf(calls).get(20, TimeUnit.SECONDS);

        assertThat(bench.context.getRoutes()).hasSize(2);
    }

    @Test
    void oneBreakerADeploymentThatOutlivesEditsOfOtherFiles() throws Exception {
        bench.write(PATH, connector("{{patience}}")).start();
        String base = parameters().get("baseUrl");
        deployments.put("bad", Map.of("baseUrl", base, "apiKey", "k", "patience", "60000"));
        bench.edit(PATH, connector("/fail"));
        for (int i = 0; i < 4; i++) {
            assertThatThrownBy(() -> ask("bad")).isInstanceOf(Exception.class);
        }
        assertThat(failures).hasValue(2);
        assertThat(breaker("bad").state()).isEqualTo(Breaker.State.OPEN);
        bench.edit("routes/other.camel.yaml", LiveRoutesTest.echo("x"));

        assertThatThrownBy(() -> ask("bad")).isInstanceOf(Exception.class);
        assertThat(failures).hasValue(2);
        assertThat(bench.parts.deployments().breaker("gpt/4o")).isEmpty();
    }

    private Breaker breaker(String deployment) {
        return bench.parts.deployments().breaker(deployment).orElseThrow();
    }

    @Test
    void failuresAfterTheFirstByteOpenTheBreaker() throws Exception {
        bench.start();
        ask("gpt/4o");
        assertThat(breaker("gpt/4o").state()).isEqualTo(Breaker.State.CLOSED);

        breaker("gpt/4o").failed(Duration.ofSeconds(1), new IOException("cut"));
        breaker("gpt/4o").failed(Duration.ofSeconds(1), new IOException("cut"));

        assertThat(breaker("gpt/4o").state()).isEqualTo(Breaker.State.OPEN);
        assertThat(breaker("gpt/4o").failureRate()).isGreaterThan(50);
    }

    @Test
    void aBrokenConnectorIsRefusedAndTheOldOneGoesOn() throws Exception {
        bench.start();
        ask("gpt/4o");

        assertThat(bench.edit(PATH, connector("/two").replace("circuitBreaker:", "circuitBraker:"))
                        .reason())
                .isEqualTo("unknown step 'circuitBraker'; did you mean 'circuitBreaker'?");
        assertThat(bench.report(PATH).line()).isEqualTo(21);
        assertThat(bench.edit(PATH, connector("/two").replace("ref: keepOpen", "ref: keepOpened"))
                        .reason())
                .startsWith("there is no bean 'keepOpened'");
        assertThat(bench.edit(PATH, connector("/two").replace("disableStreamCache", "disableStreamCash"))
                        .reason())
                .isEqualTo("the endpoint has no option 'disableStreamCash'; did you mean 'disableStreamCache'?");
        assertThat(bench.report(PATH).line()).isEqualTo(25);
        assertThat(bench.edit(PATH, "kind: [").state()).isEqualTo(REFUSED);

        assertThat(ask("gpt/4o")).endsWith("/one");
    }

    @Test
    void anUnknownConnectorIsSaidByName() throws Exception {
        bench.delete(PATH).start();

        assertThatThrownBy(() -> ask("gpt/4o")).hasMessage("there is no connector 'test-chat-sink' in connectors/");
        bench.edit(PATH, connector("/late"));
        deployments.put("gpt/4o", new HashMap<>(parameters()));
        assertThat(ask("gpt/4o")).endsWith("/late");
    }

    @Test
    void routesThatNameAConnectorFollowItsEdits() throws Exception {
        String say = """
                apiVersion: camel.apache.org/v1
                kind: Kamelet
                metadata: {name: say-sink, labels: {camel.apache.org/kamelet.type: sink}}
                spec:
                  definition:
                    title: Say
                    properties:
                      word: {title: Word, type: string}
                  template:
                    from:
                      uri: kamelet:source
                      steps:
                        - setBody: {id: say, constant: "%s {{word}}"}
                """;
        bench.write("connectors/say-sink.kamelet.yaml", say.formatted("one"))
                .write("routes/say.camel.yaml", """
                        - route:
                            id: say
                            from:
                              uri: direct:say
                              steps:
                                - to: {id: say-plain, uri: "kamelet:say-sink?word=hello"}
                        - route:
                            id: say-named
                            from:
                              uri: direct:say-named
                              steps:
                                - to: {id: say-named-to, uri: "kamelet:say-sink/mine?word=hello"}
                        """)
                .write("routes/step.camel.yaml", """
                        - route:
                            id: say-step
                            from:
                              uri: direct:say-step
                              steps:
                                - kamelet: {name: say-sink, parameters: {word: hello}}
                        """)
                .start();
        assertThat(bench.ask("direct:say")).isEqualTo("one hello");

        for (String word : new String[] {"two", "three"}) {
            bench.edit("connectors/say-sink.kamelet.yaml", say.formatted(word));

            assertThat(bench.ask("direct:say")).isEqualTo(word + " hello");
            assertThat(bench.ask("direct:say-named")).isEqualTo(word + " hello");
            assertThat(bench.ask("direct:say-step")).isEqualTo(word + " hello");
        }
        bench.live().refresh();
        bench.live().refresh();
        assertThat(bench.context.getRoutes()).hasSize(6);
    }

    @Test
    void letsGoOfDeploymentsThatAreNoLongerWanted() throws Exception {
        bench.start();
        ask("gpt/4o");

        bench.parts.deployments().retain(Set.of());
        bench.live().refresh();

        assertThat(bench.context.getRoutes()).hasSize(1);
        assertThat(ask("gpt/4o")).endsWith("/one");
    }
}
