package io.serai.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.TestDatabases;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;

class KeysTest {

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void theFirstStartMakesKeysAndShowsThemOnce(TestDatabases kind) {
        DataSource database = kind.fresh();

        Keys first = open(database, null, null);
        String adminKey = Objects.requireNonNull(first.firstStart().takeAdminKey());
        String virtualKey = Objects.requireNonNull(first.firstStart().takeVirtualKey());

        assertThat(adminKey).matches("sk-serai-admin-[A-Za-z0-9_-]{43}");
        assertThat(first.adminKeys().check(adminKey)).isTrue();
        assertThat(first.keyring().identify(virtualKey).keyName()).isEqualTo("first key");
        assertThat(first.firstStart().takeAdminKey()).isNull();
        assertThat(first.firstStart().takeVirtualKey()).isNull();

        Keys second = open(database, null, null);
        assertThat(second.firstStart().takeAdminKey()).isNull();
        assertThat(second.firstStart().takeVirtualKey()).isNull();
        assertThat(second.adminKeys().check(adminKey)).isTrue();
        assertThat(second.keyring().identify(virtualKey).keyName()).isEqualTo("first key");
        assertThat(everything(database)).doesNotContain(adminKey).doesNotContain(virtualKey);
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void aStartThatEndsBeforeItTellsItsKeysLeavesThemToTheNext(TestDatabases kind) {
        DataSource database = kind.fresh();
        Keys failed = open(database, null, null);
        assertThat(failed.adminKeys().check("sk-serai-admin-guessed")).isFalse();

        Keys next = open(database, null, null);
        String adminKey = Objects.requireNonNull(next.firstStart().takeAdminKey());
        String virtualKey = Objects.requireNonNull(next.firstStart().takeVirtualKey());
        assertThat(next.adminKeys().check(adminKey)).isTrue();
        assertThat(next.keyring().identify(virtualKey).keyName()).isEqualTo("first key");
        assertThat(next.keyring().list()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void theFirstKeyIsNotMadeAgainWhenItWasDeleted(TestDatabases kind) {
        DataSource database = kind.fresh();
        Keys keys = open(database, null, null);
        assertThat(keys.firstStart().takeVirtualKey()).isNotNull();
        Keyring keyring = keys.keyring();
        keyring.delete(keyring.list().getFirst().id());

        Keys later = open(database, null, null);
        assertThat(later.firstStart().takeVirtualKey()).isNull();
        assertThat(later.keyring().list()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void nodesThatStartAtOnceAgreeOnSecretAndFirstKeys(TestDatabases kind) throws Exception {
        DataSource database = kind.fresh();
        int nodes = 8;
        CyclicBarrier together = new CyclicBarrier(nodes);
        List<Keys> opened = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Keys>> starting = new ArrayList<>();
            for (int i = 0; i < nodes; i++) {
                starting.add(threads.submit(() -> {
                    together.await(10, TimeUnit.SECONDS);
                    return open(database, null, null);
                }));
            }
            for (Future<Keys> node : starting) {
                opened.add(node.get(30, TimeUnit.SECONDS));
            }
        }

        List<String> adminKeys = made(opened, true);
        List<String> virtualKeys = made(opened, false);
        assertThat(adminKeys).hasSize(1);
        assertThat(virtualKeys).hasSize(1);
        assertThat(opened).allSatisfy(node -> {
            node.refresh();
            assertThat(node.adminKeys().check(adminKeys.getFirst())).isTrue();
            assertThat(node.keyring().identify(virtualKeys.getFirst()).keyName())
                    .isEqualTo("first key");
            assertThat(node.keyring().list()).hasSize(1);
        });
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void aConfiguredAdminKeyReplacesTheOneBefore(TestDatabases kind) {
        DataSource database = kind.fresh();
        Keys unconfigured = open(database, null, null);
        String made = Objects.requireNonNull(unconfigured.firstStart().takeAdminKey());

        Keys configured = open(database, null, "the operator's own");

        assertThat(configured.firstStart().takeAdminKey()).isNull();
        assertThat(configured.adminKeys().check("the operator's own")).isTrue();
        assertThat(configured.adminKeys().check(made)).isFalse();
        unconfigured.refresh();
        assertThat(unconfigured.adminKeys().check(made)).isFalse();
        assertThat(open(database, null, null).adminKeys().check("the operator's own"))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void onlyTheAdminKeyIsTheAdminKey(TestDatabases kind) {
        Keys keys = open(kind.fresh(), null, "admin-key-of-ours");

        assertThat(keys.adminKeys().check(null)).isFalse();
        assertThat(keys.adminKeys().check("")).isFalse();
        assertThat(keys.adminKeys().check("admin-key-of-our")).isFalse();
        assertThat(keys.adminKeys().check(keys.firstStart().takeVirtualKey())).isFalse();
        assertThatThrownBy(() -> keys.keyring().identify("admin-key-of-ours")).hasMessageContaining("Incorrect");
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void anotherSecretThanTheFirstIsRefusedAtStart(TestDatabases kind) {
        DataSource database = kind.fresh();
        String virtualKey =
                Objects.requireNonNull(open(database, "s1", null).firstStart().takeVirtualKey());

        assertThat(open(database, "s1", null).keyring().identify(virtualKey).keyName())
                .isEqualTo("first key");
        assertThatThrownBy(() -> open(database, "s2", null)).hasMessageContaining("serai.secret");
        assertThatThrownBy(() -> open(database, null, null)).hasMessageContaining("serai.secret");
        assertThat(everything(database)).doesNotContain("content=s1").contains("name=secret-check");
    }

    private static Keys open(DataSource database, @Nullable String secret, @Nullable String adminKey) {
        return new Keys(database, secret, adminKey, InstantSource.system());
    }

    private static List<String> made(List<Keys> nodes, boolean admin) {
        return nodes.stream()
                .map(Keys::firstStart)
                .map(start -> admin ? start.takeAdminKey() : start.takeVirtualKey())
                .filter(Objects::nonNull)
                .toList();
    }

    private static String everything(DataSource database) {
        JdbcTemplate jdbc = new JdbcTemplate(database);
        return jdbc.queryForList("SELECT * FROM virtual_key").toString()
                + jdbc.queryForList("SELECT * FROM key_setting");
    }
}
