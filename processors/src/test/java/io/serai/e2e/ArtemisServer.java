package io.serai.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A stand-alone Artemis in a process of its own, with accounts, that may be killed and started again on the same journal and the
 * same port.
 *
 * <p>Its account for gateways may do what docs/configuration.md asks for and no more, and its addresses are set up with the lines
 * that stand there.
 */
final class ArtemisServer implements AutoCloseable {

    static final String CALLER = "caller";
    static final String CALLER_PASSWORD = "caller's";
    static final String GATEWAY = "gateway";
    static final String GATEWAY_PASSWORD = "gateway's";
    private static final Pattern ADDRESS_SETTINGS = Pattern.compile("^<address-setting .*$", Pattern.MULTILINE);

    private final Path folder;
    private final int port;
    private @Nullable Process process;

    /** Starts nothing yet. */
    ArtemisServer(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.port = TestGateway.freePort();
        Files.writeString(folder.resolve("broker.xml"), configuration());
    }

    /** @param args the folder with its {@code broker.xml} */
    public static void main(String[] args) throws Exception {
        SecurityConfiguration accounts = new SecurityConfiguration();
        accounts.addUser(GATEWAY, GATEWAY_PASSWORD);
        accounts.addRole(GATEWAY, GATEWAY);
        accounts.addUser(CALLER, CALLER_PASSWORD);
        accounts.addRole(CALLER, CALLER);
        EmbeddedActiveMQ server = new EmbeddedActiveMQ();
        server.setConfigResourcePath(Path.of(args[0], "broker.xml").toUri().toString());
        server.setSecurityManager(new ActiveMQJAASSecurityManager(InVMLoginModule.class.getName(), accounts));
        server.start();
        // "pause <queue>" and "resume <queue>", as an operator says it on the console
        try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                Queue queue = server.getActiveMQServer().locateQueue(order.substring(order.indexOf(' ') + 1));
                if (order.startsWith("pause")) {
                    queue.pause();
                } else {
                    queue.resume();
                }
            }
        }
    }

    private String configuration() throws IOException {
        String settings = ADDRESS_SETTINGS
                .matcher(Files.readString(Path.of("docs/configuration.md")))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.joining("\n"));
        return """
                <configuration xmlns="urn:activemq"><core xmlns="urn:activemq:core">
                <name>external</name>
                <persistence-enabled>true</persistence-enabled>
                <journal-type>NIO</journal-type>
                <journal-directory>%1$s/journal</journal-directory>
                <bindings-directory>%1$s/bindings</bindings-directory>
                <large-messages-directory>%1$s/large</large-messages-directory>
                <paging-directory>%1$s/paging</paging-directory>
                <journal-file-size>1M</journal-file-size>
                <jmx-management-enabled>false</jmx-management-enabled>
                <max-disk-usage>-1</max-disk-usage>
                <acceptors><acceptor name="all">tcp://127.0.0.1:%2$d?protocols=CORE,AMQP,STOMP</acceptor></acceptors>
                <security-enabled>true</security-enabled>
                <security-settings>
                <security-setting match="#">%3$s%4$s</security-setting>
                <security-setting match="llm.#">%5$s%6$s</security-setting>
                <security-setting match="serai.#">%5$s%6$s</security-setting>
                <security-setting match="forbidden.#">%8$s</security-setting>
                </security-settings>
                <address-settings>
                %7$s
                </address-settings>
                </core></configuration>
                """.formatted(
                folder,
                port,
                rights(GATEWAY, "send"),
                rights(
                        CALLER,
                        "send",
                        "consume",
                        "createAddress",
                        "deleteAddress",
                        "createNonDurableQueue",
                        "deleteNonDurableQueue"),
                rights(GATEWAY, "send", "consume", "createAddress", "createNonDurableQueue", "createDurableQueue"),
                rights(CALLER, "send"),
                settings,
                rights(CALLER, "send", "consume", "createAddress", "createDurableQueue"));
    }

    private static String rights(String role, String... rights) {
        return List.of(rights).stream()
                .map(right -> "<permission type=\"" + right + "\" roles=\"" + role + "\"/>")
                .collect(Collectors.joining());
    }

    void start() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ArtemisServer.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("broker.log").toFile()))
                .start();
        Awaitility.await("the broker listens, see " + folder)
                .atMost(Duration.ofSeconds(180))
                .pollInterval(Duration.ofMillis(50))
                .until(this::listens);
    }

    private boolean listens() {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Stops handing out what is on a queue, whoever listens. */
    void pause(String queue) throws IOException {
        order("pause " + queue);
    }

    void resume(String queue) throws IOException {
        order("resume " + queue);
    }

    private void order(String words) throws IOException {
        if (process == null) {
            throw new IllegalStateException("the broker does not run");
        }
        process.getOutputStream().write((words + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** As {@code kill -9} does; returns when it is dead. */
    void kill() {
        Process victim = process;
        if (victim != null) {
            victim.destroyForcibly().onExit().orTimeout(60, TimeUnit.SECONDS).join();
        }
    }

    int port() {
        return port;
    }

    /** What a gateway has to be told to use it. */
    List<String> settings() {
        return List.of(
                "--serai.broker.url=tcp://127.0.0.1:" + port,
                "--serai.broker.user=" + GATEWAY,
                "--serai.broker.password=" + GATEWAY_PASSWORD);
    }

    @Override
    public void close() {
        kill();
    }
}
