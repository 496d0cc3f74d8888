package io.serai.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.TestDatabases;
import io.serai.admin.web.ErrorAdvice;
import io.serai.call.UsageRecord;
import io.serai.catalog.ConfigCheck;
import io.serai.catalog.ConfigState;
import io.serai.catalog.files.LiveCatalog;
import io.serai.doors.BytesInFlight;
import io.serai.doors.http.body.Bodies;
import io.serai.doors.http.connection.SlowConnections;
import io.serai.doors.openai.OpenAiDoor;
import io.serai.keys.Keys;
import io.serai.metering.ShippedInsert;
import io.serai.metering.reports.JdbcUsageReports;
import io.serai.metering.reports.UsageReports;
import io.serai.routing.HealthView;
import io.serai.routing.RoutingSettings;
import io.serai.simulator.fault.FaultPlans;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

/** The admin API over a database of its own, without a server; dry runs and live files are what a test says. */
final class Admin {

    static final Bodies BODIES = new Bodies(
            2 << 20,
            new BytesInFlight(8 << 20, Duration.ofMillis(10)),
            new SlowConnections(Duration.ofSeconds(30), 65536));
    static final String KEY = "sk-serai-admin-of-these-tests";
    static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DataSource SHARED = TestDatabases.H2.fresh();
    private static final LiveCatalog CATALOG = shipped();

    final InstantSource clock = InstantSource.fixed(NOW);
    final DataSource database;
    final Keys keys;
    final FakeDryRun dryRun = new FakeDryRun();
    final List<ConfigState> files = new ArrayList<>();
    ConfigCheck check = (file, text) -> new ConfigCheck.Finding(file, null, null, null);
    final FaultPlans plans = new FaultPlans();
    final HealthView health;
    final LiveCatalog catalog;
    private final MockMvc mvc;

    Admin() {
        this(emptied());
    }

    Admin(DataSource database) {
        this.database = database;
        this.keys = new Keys(database, null, KEY, clock);
        this.health = new HealthView(clock, settings(), name -> true);
        this.catalog = CATALOG;
        OpenAiDoor door = new OpenAiDoor();
        UsageReports reports = new JdbcUsageReports(database, ZoneOffset.UTC);
        this.mvc = MockMvcBuilders.standaloneSetup(
                        new KeysController(keys.keyring(), BODIES),
                        new UsageController(reports, clock),
                        new DecideController(dryRun, door, keys.keyring(), clock, BODIES),
                        new CheckController(check, BODIES),
                        new StateController(() -> files),
                        new HealthController(health, catalog, BODIES, clock),
                        new ModelsController(catalog, clock),
                        new FaultsController(plans, catalog, BODIES))
                .setControllerAdvice(new ErrorAdvice(door))
                .addFilter(new AdminFilter(keys.adminKeys(), door, clock), "/admin/*")
                .build();
    }

    /** One database for all tests, because making its tables takes longest. */
    private static DataSource emptied() {
        for (String table : List.of("usage_record", "virtual_key", "key_setting")) {
            JdbcClient.create(SHARED).sql("DELETE FROM " + table).update();
        }
        return SHARED;
    }

    private static RoutingSettings settings() {
        var none = new MapConfigurationPropertySource(Map.of());
        return new Binder(none).bindOrCreate("serai.routing", RoutingSettings.class);
    }

    private static LiveCatalog shipped() {
        try {
            byte[] shipped = Files.readAllBytes(Path.of("config/models.yaml"));
            return new LiveCatalog(name -> "OPENAI_API_KEY".equals(name) ? "sk-1" : null, shipped, "models.yaml");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was answered. */
    record Reply(MockHttpServletResponse response) {

        int status() {
            return response.getStatus();
        }

        String text() {
            return new String(response.getContentAsByteArray(), StandardCharsets.UTF_8);
        }

        JsonNode json() {
            assertThat(response.getContentType()).startsWith("application/json");
            try {
                return JSON.readTree(text());
            } catch (IOException e) {
                throw new UncheckedIOException(text(), e);
            }
        }

        JsonNode ok() {
            assertThat(status()).as(text()).isEqualTo(200);
            return json();
        }

        /** The error's message, after its shape, status and code were checked. */
        String error(int status, String code) {
            assertThat(status()).as(text()).isEqualTo(status);
            JsonNode error = json().path("error");
            assertThat(json().size()).isEqualTo(1);
            assertThat(error.fieldNames()).toIterable().containsExactly("message", "type", "param", "code");
            assertThat(error.path("code").asText()).isEqualTo(code);
            assertThat(error.path("type").asText()).isEqualTo(status < 500 ? "invalid_request_error" : "server_error");
            return error.path("message").asText();
        }

        String param() {
            return json().path("error").path("param").asText();
        }
    }

    Reply get(String path) {
        return send(asked(HttpMethod.GET, path));
    }

    Reply post(String path) {
        return send(asked(HttpMethod.POST, path));
    }

    Reply post(String path, String json) {
        return send(asked(HttpMethod.POST, path).contentType("application/json").content(json));
    }

    Reply patch(String path, String json) {
        return send(
                asked(HttpMethod.PATCH, path).contentType("application/json").content(json));
    }

    Reply delete(String path) {
        return send(asked(HttpMethod.DELETE, path));
    }

    /** @param path as on the wire, so with its query and already escaped */
    static MockHttpServletRequestBuilder asked(HttpMethod method, String path) {
        return anonymous(method, path).header("authorization", "Bearer " + KEY);
    }

    static MockHttpServletRequestBuilder anonymous(HttpMethod method, String path) {
        return MockMvcRequestBuilders.request(method, URI.create(path));
    }

    Reply send(MockHttpServletRequestBuilder request) {
        try {
            return new Reply(mvc.perform(request).andReturn().getResponse());
        } catch (Exception e) {
            throw new AssertionError("an exception got past the advice", e);
        }
    }

    void record(UsageRecord... records) {
        try (Connection connection = database.getConnection()) {
            for (UsageRecord record : records) {
                try (PreparedStatement insert = ShippedInsert.prepare(connection)) {
                    ShippedInsert.bind(insert, record);
                    insert.execute();
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
