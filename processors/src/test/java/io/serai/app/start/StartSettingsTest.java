package io.serai.app.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.mock.env.MockEnvironment;

/** What is looked at before anything starts: the port, the data folder, and whether its store is still there. */
class StartSettingsTest {

    @TempDir
    Path data;

    private String url() {
        return "jdbc:h2:file:" + data + "/serai;MODE=PostgreSQL";
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "-1", "65536", "70000"})
    void refusesAPortThatIsNone(String port) {
        MockEnvironment environment = new MockEnvironment().withProperty("server.port", port);
        assertThatThrownBy(() -> new ServerPort().postProcessEnvironment(environment, new SpringApplication()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("server.port must be between 0 and 65535: " + port)
                .satisfies(failure ->
                        assertThat(new OwnFailureAnalyzer().analyze(failure)).isNotNull());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "8080", "65535", "abc"})
    void leavesOtherPortsAlone(String port) {
        MockEnvironment environment = new MockEnvironment().withProperty("server.port", port);
        assertThatNoException()
                .isThrownBy(() -> new ServerPort().postProcessEnvironment(environment, new SpringApplication()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "/data;INIT=x", "da\0ta"})
    void refusesADataFolderThatIsNone(String folder) {
        assertThatThrownBy(() -> DataFolder.folder(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("serai.data must be ")
                .satisfies(failure ->
                        assertThat(new OwnFailureAnalyzer().analyze(failure)).isNotNull());
    }

    @Test
    void beginsAStoreInAFolderThatHoldsNothingElse() {
        assertThatNoException().isThrownBy(() -> StoreFile.refuseLost(url(), data));
    }

    @Test
    void refusesToBeginANewStoreBesideWhatAnEarlierOneLeft() throws IOException {
        Files.createFile(Files.createDirectories(data.resolve("broker/journal")).resolve("activemq-data-1.amq"));
        assertThatThrownBy(() -> StoreFile.refuseLost(url(), data))
                .hasMessageContaining(data + "/serai.mv.db is missing")
                .hasMessageContaining("restore it from a backup")
                .satisfies(failure ->
                        assertThat(new OwnFailureAnalyzer().analyze(failure)).isNotNull());
        Files.createFile(data.resolve("serai.mv.db"));
        assertThatThrownBy(() -> StoreFile.refuseLost(url(), data)).hasMessageContaining("serai.mv.db is empty");
        assertThatNoException().isThrownBy(() -> StoreFile.refuseLost("jdbc:postgresql://db/serai", data));
        Files.writeString(data.resolve("serai.mv.db"), "H:2");
        assertThatNoException().isThrownBy(() -> StoreFile.refuseLost(url(), data));
    }

    @Test
    void alsoBesideUsageThatWaits() throws IOException {
        Files.createFile(Files.createDirectories(data.resolve("outbox")).resolve("0000000000000001.outbox"));
        assertThatThrownBy(() -> StoreFile.refuseLost(url(), data)).hasMessageContaining("move");
    }

    @Test
    void namesTheFileOfAStoreThatIsDamaged() throws Exception {
        try (var connection = DriverManager.getConnection(url(), "sa", "");
                var statement = connection.createStatement()) {
            statement.execute("create table t (a varchar)");
            statement.execute("insert into t select repeat('x', 1000) from system_range(1, 1000)");
        }
        Path file = data.resolve("serai.mv.db");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, List.of(new String(new byte[bytes.length / 2])));
        assertThatThrownBy(() -> DriverManager.getConnection(url(), "sa", ""))
                .isInstanceOfSatisfying(SQLException.class, damaged -> {
                    FailureAnalysis analysis = new JdbcFailureAnalyzer(
                                    new MockEnvironment().withProperty("spring.datasource.url", url()))
                            .analyze(new IllegalStateException(damaged));
                    assertThat(analysis).isNotNull();
                    assertThat(analysis.getDescription()).startsWith("The store in " + file + " is damaged: ");
                    assertThat(analysis.getAction()).contains("backup").doesNotContain("postgresql");
                });
    }
}
