package io.serai.doors.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.doors.http.connection.ConnectionProbe;
import io.serai.doors.http.connection.ProbedHttp11Protocol;
import io.serai.doors.http.connection.SlowConnections;
import io.serai.doors.openai.OpenAiDoor;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionProbeTest {

    private static final String REQUEST = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";

    private final Tomcat tomcat = new Tomcat();
    private final SlowConnections slow = new SlowConnections(Duration.ofSeconds(30), 65536);
    private final BlockingQueue<ConnectionProbe> probes = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> release = new LinkedBlockingQueue<>();

    @BeforeEach
    void start(@TempDir Path folder) throws LifecycleException {
        tomcat.setBaseDir(folder.toString());
        Connector connector = new Connector(ProbedHttp11Protocol.class.getName());
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
        tomcat.getEngine().getPipeline().addValve(new ProbeValve(slow, new OpenAiDoor()));
        Context context = tomcat.addContext("", folder.toString());
        Tomcat.addServlet(context, "waits", new HttpServlet() {
            @Override
            protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
                request.getInputStream().readAllBytes();
                ConnectionProbe probe = ConnectionProbe.of(request);
                if (probe != null) {
                    probes.add(probe);
                }
                response.getWriter().write(waitForWord());
            }
        });
        context.addServletMappingDecoded("/", "waits");
        tomcat.start();
    }

    @AfterEach
    void stop() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
        slow.close();
    }

    private String waitForWord() {
        try {
            @Nullable String word = release.poll(20, TimeUnit.SECONDS);
            return word == null ? "late" : word;
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    @Test
    void noticesACallerThatHangsUpBeforeAnythingIsWritten() throws Exception {
        Socket caller = new Socket("127.0.0.1", tomcat.getConnector().getLocalPort());
        caller.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
        ConnectionProbe probe = probes.poll(10, TimeUnit.SECONDS);
        assertThat(probe).isNotNull();
        assertThat(probe.gone()).isFalse();
        caller.close();
        await().atMost(Duration.ofSeconds(20)).until(probe::gone);
        release.add("nobody hears this");
    }

    @Test
    void losesNothingOfARequestSentAhead() throws Exception {
        try (Socket caller = new Socket("127.0.0.1", tomcat.getConnector().getLocalPort())) {
            caller.setSoTimeout(10_000);
            caller.getOutputStream().write((REQUEST + REQUEST).getBytes(StandardCharsets.US_ASCII));
            ConnectionProbe probe = probes.poll(10, TimeUnit.SECONDS);
            assertThat(probe).isNotNull();
            assertThat(probe.gone()).isFalse();
            assertThat(probe.gone()).isFalse();
            release.add("first");
            release.add("second");
            StringBuilder answers = new StringBuilder();
            byte[] piece = new byte[1024];
            while (answers.indexOf("second") < 0) {
                int read = caller.getInputStream().read(piece);
                assertThat(read).isPositive();
                answers.append(new String(piece, 0, read, StandardCharsets.US_ASCII));
            }
            assertThat(answers.indexOf("first")).isBetween(0, answers.indexOf("second"));
        }
    }
}
