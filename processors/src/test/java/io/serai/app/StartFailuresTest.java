package io.serai.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.app.start.JdbcFailureAnalyzer;
import io.serai.app.start.OwnFailureAnalyzer;
import io.serai.catalog.files.LiveCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.mock.env.MockEnvironment;

/** A start that fails says in a sentence why, and what to set. */
class StartFailuresTest {

    private static final List<Class<?>> SETTINGS = SettingsDocumentTest.types();

    private final MockEnvironment environment = new MockEnvironment();

    @ParameterizedTest
    @CsvSource({
        "serai.broker.port, 70000",
        "serai.broker.port, -1",
        "serai.broker.url, nonsense",
        "serai.broker.url, http://x",
        "serai.broker.url, vm://0",
        "serai.broker.url, tcp://",
        "serai.secret, x",
        "serai.longest-body, 0",
        "serai.patience.whole, -3s",
        "serai.patience.keep-alive, 0s",
        "serai.alerts.webhook, nonsense",
        "serai.admin-key, sk-serai-admin-training",
        "serai.bodies-in-flight, 0",
        "serai.http.headers-within, 0s",
        "serai.http.grace, -1s",
        "serai.http.least-rate, 0",
    })
    void refusesValuesThatCannotBeMeant(String setting, String value) {
        MapConfigurationPropertySource source = new MapConfigurationPropertySource();
        source.put(setting, value);
        assertThatThrownBy(() -> {
                    for (Class<?> type : SETTINGS) {
                        new Binder(source).bindOrCreate(SettingsDocumentTest.prefix(type), type);
                    }
                })
                .rootCause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(setting + " must be ");
    }

    @Test
    void namesTheStoreWhoseAddressIsNone() {
        environment.setProperty("spring.datasource.url", "postgresql://me:secret@db/serai?password=secret");
        Exception failure = new IllegalStateException(new BeanCreationException(
                "dataSource", "failed", new IllegalArgumentException("'url' must start with \"jdbc\"")));
        FailureAnalysis analysis = new JdbcFailureAnalyzer(environment).analyze(failure);
        assertThat(analysis).isNotNull();
        assertThat(analysis.getDescription())
                .isEqualTo("The store at postgresql://db/serai cannot be used: 'url' must start with \"jdbc\"");
        assertThat(analysis.getAction()).contains("jdbc:postgresql://host:5432/serai");
    }

    @Test
    void asksForTheLoginThatTheStoreRefused() {
        environment.setProperty("spring.datasource.url", "jdbc:postgresql://db/serai");
        SQLException refused = new SQLException("password authentication failed", "28P01");
        FailureAnalysis analysis = new JdbcFailureAnalyzer(environment).analyze(new IllegalStateException(refused));
        assertThat(analysis).isNotNull();
        assertThat(analysis.getAction()).contains("SPRING_DATASOURCE_PASSWORD");
    }

    @Test
    void saysWhatTheCatalogueSaysOfAnAddressInTheEnvironment() throws IOException {
        environment.setProperty("OPENAI_BASE_URL", "nonsense");
        byte[] models = Files.readAllBytes(Path.of("config/models.yaml"));
        assertThatThrownBy(() -> new LiveCatalog(environment::getProperty, models, "models.yaml"))
                .satisfies(failure -> {
                    FailureAnalysis analysis = new OwnFailureAnalyzer()
                            .analyze(new BeanCreationException("liveCatalog", "failed", failure));
                    assertThat(analysis).isNotNull();
                    assertThat(analysis.getDescription())
                            .startsWith("models.yaml line ")
                            .contains("'nonsense'");
                });
    }
}
