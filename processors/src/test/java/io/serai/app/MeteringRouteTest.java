package io.serai.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.serai.TestDatabases;
import io.serai.app.own.SteeringHeaders;
import io.serai.call.UsageRecord;
import io.serai.keys.Keys;
import io.serai.metering.Records;
import io.serai.metering.UsageJson;
import io.serai.metering.outbox.MeteringSettings;
import io.serai.metering.outbox.Outbox;
import io.serai.metering.reports.JdbcUsageReports;
import io.serai.metering.reports.UsageReports;
import io.serai.steps.callers.DeadLetters;
import io.serai.steps.ledger.LedgerStatement;
import io.serai.steps.ledger.LedgerWatch;
import io.serai.steps.ledger.UsageSignStep;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMAcceptorFactory;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.util.unit.DataSize;

/** The metering route on a real broker and a real database: no message stops it, and what it cannot store is kept aside. */
@Timeout(120)
class MeteringRouteTest {

    private static final int BROKER = 4711;

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
    private final ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory("vm://" + BROKER);
    private final Keys keys = new Keys(TestDatabases.H2.fresh(), "secret", null, InstantSource.system());
    private @Nullable JMSContext jms;
    private @Nullable Outbox outbox;

    @TempDir
    private Path folder;

    @BeforeEach
    void startBroker() throws Exception {
        Configuration configuration = new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .addAcceptorConfiguration(new TransportConfiguration(
                        InVMAcceptorFactory.class.getName(), Map.of("serverId", Integer.toString(BROKER)), "vm"))
                .addAddressSetting(
                        "#",
                        new AddressSettings()
                                .setMaxDeliveryAttempts(-1)
                                .setDefaultAddressRoutingType(RoutingType.ANYCAST)
                                .setDefaultQueueRoutingType(RoutingType.ANYCAST));
        broker.setConfiguration(configuration);
        broker.start();
        jms = connections.createContext();
    }

    @AfterEach
    void stop() throws Exception {
        camel.stop();
        if (outbox != null) {
            outbox.close();
        }
        jms().close();
        connections.close();
        broker.stop();
    }

    private JMSContext jms() {
        if (jms == null) {
            throw new IllegalStateException("the broker has not started");
        }
        return jms;
    }

    private void start(DataSource database) throws Exception {
        JmsComponent component =
                TextOrBytes.component(1_000_000, SteeringHeaders.of(getClass().getClassLoader()));
        component.setConnectionFactory(connections);
        camel.addComponent("jms", component);
        camel.getRegistry().bind("dataSource", database);
        camel.getRegistry().bind("ledgerStatement", new LedgerStatement());
        LedgerConfiguration steps = new LedgerConfiguration();
        camel.getRegistry().bind("ledgerVerify", steps.ledgerVerify(keys));
        camel.getRegistry().bind("deadLetters", new DeadLetters());
        camel.getRegistry()
                .bind("ledgerRead", steps.ledgerRead(new LedgerWatch(Duration.ofSeconds(30), InstantSource.system())));
        camel.getRegistry().bind("ledgerApart", steps.ledgerApart());
        camel.getRegistry().bind("ledgerReject", steps.ledgerReject());
        camel.getRegistry().bind("ledgerGiveUp", steps.ledgerGiveUp());
        camel.getRegistry().bind("usageSign", steps.usageSign(keys));
        outbox = new Outbox(
                folder,
                new MeteringSettings(
                        Duration.ofMillis(20),
                        Duration.ofMillis(1),
                        DataSize.ofMegabytes(8),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(5)),
                InstantSource.system());
        camel.addComponent("outbox", steps.outboxComponent(outbox));
        for (String file : List.of("inner-routes", "metering")) {
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(ResourceHelper.resolveResource(camel, "file:routes/system/" + file + ".camel.yaml"));
        }
        camel.start();
    }

    private void send(String lines) {
        byte[] body = lines.getBytes(StandardCharsets.UTF_8);
        jms().createProducer()
                .setProperty(
                        UsageSignStep.SIGNATURE,
                        keys.signer(UsageSignStep.SIGNED).sign(body))
                .send(jms().createQueue("serai.usage"), body);
    }

    private static String line(UsageRecord record) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            UsageJson.write(record, json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }

    private static List<UsageRecord> stored(DataSource database) {
        Instant from = Instant.EPOCH;
        Instant to = Instant.parse("9999-12-31T00:00:00Z");
        return new JdbcUsageReports(database, ZoneOffset.UTC)
                .records(UsageReports.Filter.between(from, to), null, 1_000)
                .records();
    }

    private static void awaitStored(DataSource database, UsageRecord... records) {
        await().untilAsserted(() -> assertThat(stored(database)).containsExactlyInAnyOrder(records));
    }

    /** What was set aside, each with its reason before it. */
    private List<String> aside(int count) throws JMSException {
        List<String> aside = new ArrayList<>();
        try (JMSConsumer consumer = jms().createConsumer(jms().createQueue("serai.usage.dlq"))) {
            for (int i = 0; i < count; i++) {
                Message message = consumer.receive(20_000);
                assertThat(message).as("a message set aside after %s", aside).isNotNull();
                String reason = message.getStringProperty("serai_reason");
                boolean text = message.isBodyAssignableTo(String.class);
                boolean bytes = !text && message.isBodyAssignableTo(byte[].class);
                aside.add(reason + "|"
                        + (text
                                ? message.getBody(String.class)
                                : bytes ? new String(message.getBody(byte[].class), StandardCharsets.UTF_8) : ""));
            }
            assertThat(consumer.receiveNoWait()).isNull();
        }
        return aside;
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void bringsWhatIsInTheOutboxIntoTheLedger(TestDatabases kind) throws Exception {
        DataSource database = kind.fresh();
        start(database);
        UsageRecord record = Records.any();

        Objects.requireNonNull(outbox).append(record);

        awaitStored(database, record);
        await().until(() -> Objects.requireNonNull(outbox).pending() == 0);
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void noMessageStopsTheLedger(TestDatabases kind) throws Exception {
        DataSource database = kind.fresh();
        start(database);
        String good = line(Records.record().call("req_before").build());
        String never = good.replaceFirst("\"at\":\"[^\"]*\"", "\"at\":\"+1000000000-12-31T23:59:59.999999999Z\"");
        String endless = good.replaceFirst("\"cost\":\"[^\"]*\"", "\"cost\":\"1E999999999\"");
        String absurd = good.replace("\"output\":60", "\"output\":9223372036854775807");
        UsageRecord after = Records.record().call("req_after").build();

        send(never);
        send(endless + "\n" + good);
        send(absurd);
        send("[".repeat(50_000));
        send("nonsense with a secret");
        send(line(after));

        awaitStored(database, Records.record().call("req_before").build(), after);
        assertThat(aside(5))
                .satisfiesExactly(
                        text -> assertThat(text).isEqualTo("\"at\" is not between 1970 and 9999|" + never),
                        text -> assertThat(text)
                                .startsWith("\"cost\" is not between 0 and 10^12")
                                .endsWith(endless),
                        text -> assertThat(text)
                                .startsWith("\"output\" is not between 0 and")
                                .endsWith(absurd),
                        text -> assertThat(text)
                                .startsWith("not one JSON object|[[[")
                                .endsWith("[[["),
                        text -> assertThat(text)
                                .startsWith("not one JSON object, at column ")
                                .endsWith("|nonsense with a secret"));
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void setsAsideTheRecordThatIsToBlameAndStoresTheOthers(TestDatabases kind) throws Exception {
        DataSource database = kind.fresh();
        new JdbcTemplate(database).execute("ALTER TABLE usage_record ADD CONSTRAINT poison CHECK (task <> 'poison')");
        start(new Troubled(database));
        UsageRecord refused = Records.record().task("poison").build();
        UsageRecord broken = Records.record().task("throws").build();
        UsageRecord exhausting = Records.record().task("exhausts").build();
        UsageRecord one = Records.any();
        UsageRecord other = Records.any();

        send(String.join("\n", line(one), line(refused), line(broken), line(exhausting), line(other)));

        awaitStored(database, one, other);
        assertThat(aside(3))
                .satisfiesExactlyInAnyOrder(
                        text -> assertThat(text).containsIgnoringCase("poison").endsWith("|" + line(refused)),
                        text -> assertThat(text).contains("year 1000000000").endsWith("|" + line(broken)),
                        text -> assertThat(text).contains("Java heap space").endsWith("|" + line(exhausting)));
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void waitsForADatabaseThatIsAway(TestDatabases kind) throws Exception {
        DataSource database = kind.fresh();
        Troubled troubled = new Troubled(database);
        troubled.away = true;
        start(troubled);
        UsageRecord first = Records.any();
        UsageRecord second = Records.any();

        send(line(first));
        send(line(second) + "\nnonsense");
        await().until(() -> troubled.asked >= 3);
        troubled.away = false;

        awaitStored(database, first, second);
        assertThat(aside(1)).satisfiesExactly(text -> assertThat(text).endsWith("|nonsense"));
    }

    /** A database that may be away, whose driver fails at certain values. */
    private static final class Troubled extends DelegatingDataSource {

        volatile boolean away;
        volatile int asked;

        Troubled(DataSource database) {
            super(database);
        }

        @Override
        @SuppressWarnings("NonAtomicOperationOnVolatileField") // one consumer
        public Connection getConnection() throws SQLException {
            asked++;
            if (away) {
                throw new SQLNonTransientConnectionException("connection refused", "08001");
            }
            Connection real = super.getConnection();
            return proxy(Connection.class, real, (name, value) -> {
                if (value instanceof PreparedStatement statement) {
                    return proxy(PreparedStatement.class, statement, (same, result) -> result);
                }
                return value;
            });
        }

        private interface Answer {
            @Nullable
            Object to(String method, @Nullable Object result);
        }

        private static <T> T proxy(Class<T> type, Object real, Answer answer) {
            Object proxy =
                    Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
                        if (method.getName().equals("setObject") && "throws".equals(args[1])) {
                            throw new IllegalStateException("year 1000000000");
                        }
                        if (method.getName().equals("setObject") && "exhausts".equals(args[1])) {
                            throw new OutOfMemoryError("Java heap space");
                        }
                        try {
                            return answer.to(method.getName(), method.invoke(real, args));
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
            return type.cast(proxy);
        }
    }
}
