package io.serai.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.TestDatabases;
import io.serai.catalog.ConfigState;
import io.serai.catalog.ConfigState.State;
import io.serai.doors.queue.BrokerProperties;
import io.serai.keys.KeyProperties;
import io.serai.keys.Keys;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.mock.env.MockEnvironment;

class StartNoteTest {

    private static final BrokerProperties EMBEDDED = new BrokerProperties("", null, null, "127.0.0.1", 61616);

    private final DataSource database = TestDatabases.H2.fresh();
    private final ServerProperties server = new ServerProperties();
    private final List<ConfigState> files = new ArrayList<>();
    private Health health = Health.up().withDetail("usageWaiting", 3L).build();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void showsTheKeysThatTheFirstStartMadeOnce() {
        Keys keys = keys(null);
        String note = start(keys, EMBEDDED, null);
        List<String> lines = note.lines().toList();
        assertThat(lines).hasSize(5);
        assertThat(lines.get(0))
                .isEqualTo(
                        "Serai is ready at http://127.0.0.1:4711 (queues at 127.0.0.1:61616, a virtual key is the password)");
        assertThat(lines.get(1)).matches("  admin key    sk-serai-admin-\\S+    shown this once, kept only as a hash");
        assertThat(keys.adminKeys().check(lines.get(1).strip().split(" +")[2])).isTrue();
        String virtual = lines.get(2).strip().split(" +")[2];
        assertThat(keys.keyring().identify(virtual).keyName()).isEqualTo("first key");
        assertThat(lines.get(3)).isEqualTo("Try it:");
        assertThat(lines.get(4))
                .isEqualTo("  curl -s http://127.0.0.1:4711/v1/chat/completions -H 'Authorization: Bearer " + virtual
                        + "' -H 'Content-Type: application/json' -d '{\"model\": \"auto\", \"messages\":"
                        + " [{\"role\": \"user\", \"content\": \"Where is my parcel?\"}]}'");
        assertThat(start(keys, EMBEDDED, null)).doesNotContain(virtual).doesNotContain("sk-serai-");
    }

    @Test
    void saysHowToComeByAKeyLater() {
        start(keys(null), EMBEDDED, null);
        String note = start(keys(null), EMBEDDED, null);
        assertThat(note)
                .doesNotContain("sk-serai-")
                .doesNotContain("admin key    ")
                .contains("-H \"Authorization: Bearer $KEY\"")
                .contains("curl -s http://127.0.0.1:4711/admin/v1/keys -H \"Authorization: Bearer $ADMIN\"");
    }

    @Test
    void saysWhatKeepsItFromBeingReady() {
        files.add(
                new ConfigState("routes/chat.camel.yaml", State.REFUSED, 1, 3, 1, "bad, the old one runs", Admin.NOW));
        files.add(new ConfigState("routes/own.camel.yaml", State.REFUSED, 0, 7, 5, "no such step", Admin.NOW));
        files.add(
                new ConfigState("/mnt/models.yaml", State.REFUSED, 0, null, null, "there is no such file", Admin.NOW));
        health = Health.down().build();
        List<String> lines = start(keys(null), EMBEDDED, null).lines().toList();
        assertThat(lines.subList(0, 3))
                .containsExactly(
                        "Serai is up at http://127.0.0.1:4711 (queues at 127.0.0.1:61616, a virtual key is the password), but not ready until this is fixed:",
                        "  routes/own.camel.yaml line 7, column 5: no such step",
                        "  /mnt/models.yaml: there is no such file");
        assertThat(lines.get(3)).startsWith("  admin key    ");
    }

    @Test
    void saysWhichFilesAreNotInForceThoughItIsReady() {
        files.add(new ConfigState("routes/own.camel.yaml", State.REFUSED, 0, 7, 5, "no such step", Admin.NOW));
        List<String> lines = start(keys(null), EMBEDDED, null).lines().toList();
        assertThat(lines.get(0)).startsWith("Serai is ready at http://127.0.0.1:4711 ");
        assertThat(lines.subList(1, 3))
                .containsExactly(
                        "Not in force until this is fixed:", "  routes/own.camel.yaml line 7, column 5: no such step");
        assertThat(lines.get(3)).startsWith("  admin key    ");
    }

    @Test
    void saysThatTheBrokerIsMissing() {
        health = Health.down()
                .withDetail("usageWaiting", 3L)
                .withDetail("broker", "no connection: refused")
                .build();
        List<String> lines =
                start(keys(null), broker("tcp://broker:61616"), null).lines().toList();
        assertThat(lines.get(0)).endsWith("(queues at tcp://broker:61616), but not ready until this is fixed:");
        assertThat(lines.get(1)).isEqualTo("  broker: no connection: refused");
        assertThat(lines.get(2)).startsWith("  admin key    ");
    }

    @Test
    void neverShowsAnAdminKeyThatIsSet() {
        String note = start(keys("sk-serai-admin-set-by-hand"), EMBEDDED, "sk-serai-admin-set-by-hand");
        assertThat(note).contains("the one that SERAI_ADMIN_KEY sets").doesNotContain("sk-serai-admin-set-by-hand");
        assertThat(note).contains("  virtual key  sk-serai-");
    }

    @Test
    void namesTheBrokerThatIsUsedWithoutItsLogin() {
        Keys keys = keys(null);
        assertThat(start(keys, broker("tcp://broker:61616?user=a&password=b"), null))
                .contains("(queues at tcp://broker:61616)");
        assertThat(start(keys, broker("tcp://a:b@broker:61616"), null)).contains("(queues at tcp://broker:61616)");
        BrokerProperties closed = new BrokerProperties("", null, null, "127.0.0.1", 0);
        assertThat(start(keys, closed, null)).contains("(queues within this process only)");
    }

    @Test
    void namesAnAddressThatCanBePasted() throws UnknownHostException {
        Keys keys = keys(null);
        server.setAddress(InetAddress.getByName("0.0.0.0"));
        assertThat(start(keys, EMBEDDED, null)).startsWith("Serai is ready at http://127.0.0.1:4711 ");
        server.setAddress(InetAddress.getByName("10.1.2.3"));
        assertThat(start(keys, EMBEDDED, null)).startsWith("Serai is ready at http://10.1.2.3:4711 ");
        server.setAddress(InetAddress.getByName("::1"));
        assertThat(start(keys, EMBEDDED, null)).startsWith("Serai is ready at http://[0:0:0:0:0:0:0:1]:4711 ");
    }

    @Test
    void saysNothingAndMakesNoKeyOnceItStops() {
        Keys keys = keys(null);
        PrintStream print = new PrintStream(out, false, StandardCharsets.UTF_8);
        var properties = new KeyProperties(null, null, null, new KeyProperties.Nested(Duration.ofSeconds(1)));
        StartNote note =
                new StartNote(server, EMBEDDED, properties, keys.firstStart(), () -> files, () -> health, print);
        try (GenericApplicationContext context = new GenericApplicationContext()) {
            context.setEnvironment(new MockEnvironment().withProperty("local.server.port", "4711"));
            note.stopping(new ContextClosedEvent(context));
            note.ready(new ApplicationReadyEvent(new SpringApplication(), new String[0], context, Duration.ZERO));
        }
        assertThat(out.size()).isZero();
        assertThat(keys.keyring().list()).isEmpty();
        assertThat(start(keys, EMBEDDED, null)).contains("  virtual key  sk-serai-");
    }

    private static BrokerProperties broker(String url) {
        return new BrokerProperties(url, null, null, "127.0.0.1", 61616);
    }

    private Keys keys(@Nullable String adminKey) {
        return new Keys(database, null, adminKey, InstantSource.fixed(Admin.NOW));
    }

    private String start(Keys keys, BrokerProperties broker, @Nullable String adminKey) {
        var properties = new KeyProperties(adminKey, null, null, new KeyProperties.Nested(Duration.ofSeconds(1)));
        out.reset();
        PrintStream print = new PrintStream(out, false, StandardCharsets.UTF_8);
        try (GenericApplicationContext context = new GenericApplicationContext()) {
            context.setEnvironment(new MockEnvironment().withProperty("local.server.port", "4711"));
            new StartNote(server, broker, properties, keys.firstStart(), () -> files, () -> health, print)
                    .ready(new ApplicationReadyEvent(new SpringApplication(), new String[0], context, Duration.ZERO));
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
