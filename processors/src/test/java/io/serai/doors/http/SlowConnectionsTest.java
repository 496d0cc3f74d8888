package io.serai.doors.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.doors.http.connection.ConnectionProbe;
import io.serai.doors.http.connection.ProbedHttp11Protocol;
import io.serai.doors.http.connection.SlowConnections;
import io.serai.doors.openai.OpenAiDoor;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowConnectionsTest {

    private static final byte[] LARGE = new byte[64 << 20];

    private final SlowConnections slow = new SlowConnections(Duration.ofSeconds(2), 1L << 30);
    private final Tomcat tomcat = new Tomcat();
    private final CompletableFuture<String> end = new CompletableFuture<>();

    @BeforeEach
    void start(@TempDir Path folder) throws LifecycleException {
        tomcat.setBaseDir(folder.toString());
        Connector connector = new Connector(ProbedHttp11Protocol.class.getName());
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("connectionTimeout", "60000");
        tomcat.setConnector(connector);
        tomcat.getEngine().getPipeline().addValve(new ProbeValve(slow, new OpenAiDoor()));
        Context context = tomcat.addContext("", folder.toString());
        Tomcat.addServlet(context, "large", new HttpServlet() {
            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) {
                try (SlowConnections.Watch watch = slow.watch(ConnectionProbe.of(request))) {
                    watch.writes(LARGE.length);
                    response.getOutputStream().write(LARGE);
                    response.flushBuffer();
                    watch.rests();
                    end.complete("written, cut: " + watch.cut());
                } catch (IOException e) {
                    end.complete("broken");
                }
            }
        });
        context.addServletMappingDecoded("/", "large");
        tomcat.start();
    }

    @AfterEach
    void stop() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
        slow.close();
    }

    private Socket asking() throws IOException {
        Socket reader = new Socket("127.0.0.1", tomcat.getConnector().getLocalPort());
        reader.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return reader;
    }

    /** The server itself would wait for a minute, and anew after every byte. */
    @Test
    void cutsWhoReadsDropByDrop() throws Exception {
        try (Socket reader = asking()) {
            while (!end.isDone()) {
                assertThat(reader.getInputStream().readNBytes(100)).isNotEmpty();
                TimeUnit.MILLISECONDS.sleep(50);
            }
            assertThat(end.join()).isEqualTo("broken");
        }
    }

    @Test
    void leavesAloneWhoReads() throws Exception {
        try (Socket reader = asking()) {
            byte[] away = new byte[1 << 16];
            long count = 0;
            while (count < LARGE.length) {
                count += reader.getInputStream().read(away);
            }
            assertThat(end.get(10, TimeUnit.SECONDS)).startsWith("written");
        }
    }
}
