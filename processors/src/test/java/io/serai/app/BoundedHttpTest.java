package io.serai.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.steps.provider.BoundedHttp;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundedHttpTest {

    /** More than this is sent by nobody who means well. */
    private static final int MOST = 64 << 20;

    @ParameterizedTest
    @CsvSource({"'x-more: yes\r\n'", "'xxxxxxxxxxxxxxxxxxxxxxxx'", "' folded\r\n'"})
    void endsAnAnswerWhoseHeadersDoNotEnd(String more) throws Exception {
        byte[] block = more.repeat(4_000).getBytes(StandardCharsets.US_ASCII);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DefaultCamelContext camel = new DefaultCamelContext()) {
            CompletableFuture<Long> sent = CompletableFuture.supplyAsync(() -> sendWithoutEnd(server, block));
            Exchange answer = ask(camel, server.getLocalPort());
            assertThat(answer.getException()).isInstanceOf(IOException.class);
            assertThat(sent.get(30, TimeUnit.SECONDS)).isLessThan(MOST);
        }
    }

    @Test
    void readsOrdinaryHeaders() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DefaultCamelContext camel = new DefaultCamelContext()) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                try (Socket socket = server.accept()) {
                    socket.getOutputStream()
                            .write(("HTTP/1.1 200 OK\r\nset-cookie: " + "c".repeat(8_000)
                                            + "\r\ncontent-length: 2\r\n\r\nok")
                                    .getBytes(StandardCharsets.US_ASCII));
                    socket.getInputStream().read();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            Exchange answer = ask(camel, server.getLocalPort());
            assertThat(answer.getException()).isNull();
            assertThat(answer.getMessage().getBody(String.class)).isEqualTo("ok");
            sent.get(30, TimeUnit.SECONDS);
        }
    }

    private static Exchange ask(DefaultCamelContext camel, int port) {
        camel.disableJMX();
        BoundedHttp http = new BoundedHttp();
        http.setAutomaticRetriesDisabled(true);
        http.setSoTimeout(20_000);
        camel.addComponent("http", http);
        camel.start();
        return camel.createProducerTemplate().request("http://127.0.0.1:" + port + "/x?httpMethod=GET", exchange -> {});
    }

    private static long sendWithoutEnd(ServerSocket server, byte[] block) {
        long sent = 0;
        try (Socket socket = server.accept()) {
            OutputStream out = socket.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nx-first: yes\r\n".getBytes(StandardCharsets.US_ASCII));
            while (sent < MOST) {
                out.write(block);
                sent += block.length;
            }
        } catch (IOException e) {
            return sent; // the client has hung up
        }
        return sent;
    }

    @ParameterizedTest
    @CsvSource({"'HTTP/1.1 000 Odd\r\ncontent-length: 0\r\n\r\n', 1", "'HTTP/1.1 103 Early Hints\r\n\r\n', 40"})
    void whatIsNoAnswerIsNotReadForLong(String head, int times) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DefaultCamelContext camel = new DefaultCamelContext()) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                try (Socket socket = server.accept()) {
                    socket.getOutputStream().write(head.repeat(times).getBytes(StandardCharsets.US_ASCII));
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    // hung up on
                }
            });
            Exchange answer = ask(camel, server.getLocalPort());
            assertThat(answer.getException()).isInstanceOf(IOException.class);
            sent.get(30, TimeUnit.SECONDS);
        }
    }
}
