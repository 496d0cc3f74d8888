package io.serai.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.steps.provider.BoundedHttp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a provider sends beyond its answer is never the answer to another request. */
class SurplusAnswersTest {

    private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\nsurplus";

    private final AtomicInteger connections = new AtomicInteger();
    private final CountDownLatch surplusSent = new CountDownLatch(1);
    private DefaultCamelContext camel;
    private ProducerTemplate producer;
    private ServerSocket server;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        camel = new DefaultCamelContext();
        camel.disableJMX();
        BoundedHttp http = new BoundedHttp();
        http.setAutomaticRetriesDisabled(true);
        http.setSoTimeout(20_000);
        camel.addComponent("http", http);
        camel.start();
        producer = camel.createProducerTemplate();
    }

    @AfterEach
    void stop() throws IOException {
        camel.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"whole", "events", "refused", "empty"})
    void aLateSurplusAnswerIsNobodys(String first) throws Exception {
        serve(first, 50, OK);
        everyCallGetsItsOwn(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"whole", "events", "refused", "empty"})
    void aSurplusAnswerThatComesAlongIsNobodys(String first) throws Exception {
        serve(first, 0, OK);
        everyCallGetsItsOwn(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\r\n", "no HTTP at all\r\n\r\n"})
    void garbageIsNobodys(String garbage) throws Exception {
        serve("whole", 50, garbage);
        everyCallGetsItsOwn("whole");
    }

    @Test
    void oneConnectionServesAllWhereNothingIsLeftOver() throws Exception {
        serve("whole", 0, "");
        everyCallGetsItsOwn("whole");
        assertThat(connections).hasValue(1);
    }

    private void everyCallGetsItsOwn(String first) throws Exception {
        assertThat(ask(first)).isEqualTo(first.equals("empty") ? "" : first);
        assertThat(surplusSent.await(20, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 20; i++) {
            String name = (i % 2 == 0 ? "a" : "b") + i;
            assertThat(ask(name)).isEqualTo(name);
        }
    }

    private String ask(String name) {
        Exchange answer = producer.request(
                "http://127.0.0.1:" + server.getLocalPort() + "/?throwExceptionOnFailure=false", exchange -> {
                    exchange.getMessage().setHeader(Exchange.HTTP_METHOD, "GET");
                    exchange.getMessage().setHeader(Exchange.HTTP_PATH, name);
                });
        assertThat(answer.getException()).isNull();
        String body = answer.getMessage().getBody(String.class);
        return body == null ? "" : body;
    }

    /** Answers each request with its own name; the first is followed by {@code surplus}. */
    private void serve(String first, int lateMillis, String surplus) {
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket socket = server.accept();
                    connections.incrementAndGet();
                    Thread.ofVirtual().start(() -> answer(socket, first, lateMillis, surplus));
                }
            } catch (IOException e) {
                // the test is over
            }
        });
    }

    private void answer(Socket socket, String first, int lateMillis, String surplus) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = socket.getOutputStream();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String name = line.split(" ")[1].substring(1);
                while (!in.readLine().isEmpty()) {}
                boolean followed = name.equals(first);
                String answer = answer(name);
                if (followed && lateMillis == 0) {
                    answer += surplus;
                }
                out.write(answer.getBytes(StandardCharsets.US_ASCII));
                if (followed && lateMillis > 0) {
                    TimeUnit.MILLISECONDS.sleep(lateMillis);
                    out.write(surplus.getBytes(StandardCharsets.US_ASCII));
                }
                if (followed) {
                    surplusSent.countDown();
                }
            }
        } catch (IOException e) {
            // the client has hung up, as it should
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private static String answer(String name) {
        String sized = "content-length: " + name.length() + "\r\n\r\n" + name;
        return switch (name) {
            case "events" ->
                "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n6\r\nevents\r\n0\r\n\r\n";
            case "refused" -> "HTTP/1.1 400 Bad Request\r\n" + sized;
            case "empty" -> "HTTP/1.1 204 No Content\r\n\r\n";
            default -> "HTTP/1.1 200 OK\r\n" + sized;
        };
    }
}
