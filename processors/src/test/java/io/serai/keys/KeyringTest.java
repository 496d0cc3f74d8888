package io.serai.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serai.TestDatabases;
import io.serai.call.Caller;
import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;

class KeyringTest {

    private static final String NOBODY = "sk-serai-this-key-is-nobodys-key-at-all-0123456wxyz";

    private final SteppingClock clock = new SteppingClock();

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void identifiesTheOwnerOfAnIssuedKey(TestDatabases kind) {
        Keyring keyring = open(kind.fresh()).keyring();
        Instant expiry = clock.instant().plus(Duration.ofDays(1));

        IssuedKey issued = keyring.issue(new NewKey("CI ✓", "core", "serai", List.of("gpt-4o", "groq/*"), expiry));

        assertThat(issued.raw()).matches("sk-serai-[A-Za-z0-9_-]{43}");
        assertThat(issued.key().hint())
                .isEqualTo("…" + issued.raw().substring(issued.raw().length() - 4));
        assertThat(issued.toString()).doesNotContain(issued.raw());
        assertThat(keyring.identify(issued.raw()))
                .isEqualTo(new Caller(issued.key().id(), "CI ✓", "core", "serai", List.of("gpt-4o", "groq/*")));
        assertThat(keyring.list()).contains(issued.key());
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void aChangeIsInForceWhenItsMethodReturns(TestDatabases kind) {
        Keyring keyring = open(kind.fresh()).keyring();
        IssuedKey issued = keyring.issue(NewKey.named("a"));
        String id = issued.key().id();

        assertThat(keyring.disable(id))
                .hasValueSatisfying(key -> assertThat(key.disabledAt()).isEqualTo(clock.instant()));
        assertThat(refusal(keyring, issued.raw())).contains("is disabled").doesNotContain(issued.raw());
        assertThatThrownBy(() -> keyring.identifyById(id)).hasMessageContaining("is disabled");

        clock.advance(Duration.ofHours(1));
        assertThat(keyring.disable(id))
                .hasValueSatisfying(key ->
                        assertThat(key.disabledAt()).isEqualTo(clock.instant().minus(Duration.ofHours(1))));

        assertThat(keyring.enable(id))
                .hasValueSatisfying(key -> assertThat(key.disabledAt()).isNull());
        assertThat(keyring.identify(issued.raw()).keyId()).isEqualTo(id);
        assertThat(keyring.identifyById(id)).isEqualTo(keyring.identify(issued.raw()));

        assertThat(keyring.delete(id)).isTrue();
        assertThatThrownBy(() -> keyring.identifyById(id)).hasMessageContaining("no longer exists");
        assertThat(refusal(keyring, issued.raw())).startsWith("Incorrect API key provided: sk-serai-…");
        assertThat(keyring.list()).noneMatch(key -> key.id().equals(id));
        assertThat(keyring.delete(id)).isFalse();
        assertThat(keyring.disable(id)).isEmpty();
        assertThat(keyring.enable(id)).isEmpty();
        assertThat(keyring.disable("key_unknown")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void aChangeReachesOtherNodesWithTheirNextRefresh(TestDatabases kind) {
        DataSource database = kind.fresh();
        Keys here = open(database);
        Keys there = open(database);

        IssuedKey issued = here.keyring().issue(NewKey.named("a"));
        there.refresh();
        assertThat(there.keyring().identify(issued.raw()).keyName()).isEqualTo("a");

        here.keyring().disable(issued.key().id());
        there.refresh();
        assertThat(refusal(there.keyring(), issued.raw())).contains("disabled");

        there.keyring().delete(issued.key().id());
        here.refresh();
        assertThat(refusal(here.keyring(), issued.raw())).contains("Incorrect");
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void keysOutliveTheProcess(TestDatabases kind) {
        DataSource database = kind.fresh();
        Keys before = open(database);
        IssuedKey issued = before.keyring().issue(NewKey.named("a"));

        Keys after = open(database);

        assertThat(after.keyring().identify(issued.raw()).keyId())
                .isEqualTo(issued.key().id());
        assertThat(after.keyring().list()).isEqualTo(before.keyring().list());
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void theDatabaseNeverHoldsAKeyAndKeepsDeletedRows(TestDatabases kind) {
        DataSource database = kind.fresh();
        Keyring keyring = open(database).keyring();
        IssuedKey issued = keyring.issue(NewKey.named("gone"));
        keyring.delete(issued.key().id());

        JdbcTemplate jdbc = new JdbcTemplate(database);
        List<?> rows = jdbc.queryForList("SELECT * FROM virtual_key");

        assertThat(rows).hasSize(1);
        assertThat(rows.toString()).contains("gone", issued.key().id()).doesNotContain(issued.raw());
    }

    @Test
    void aKeyExpiresOnTheInstant() {
        Keyring keyring = open(TestDatabases.H2.fresh()).keyring();
        Instant expiry = clock.instant().plusSeconds(60);
        IssuedKey issued = keyring.issue(new NewKey("a", null, null, List.of(), expiry));

        clock.advance(Duration.ofMillis(59_999));
        assertThat(keyring.identify(issued.raw()).keyName()).isEqualTo("a");
        clock.advance(Duration.ofMillis(1));
        assertThat(refusal(keyring, issued.raw())).contains("expired at 2026-05-01T12:01:00Z");
    }

    @Test
    void refusesStrangersInTheWordsOfOpenAiWithoutEchoingTheirKey() {
        Keyring keyring = open(TestDatabases.H2.fresh()).keyring();

        assertThat(refusal(keyring, null)).startsWith("You didn't provide an API key.");
        assertThat(refusal(keyring, NOBODY))
                .startsWith("Incorrect API key provided: sk-serai-…wxyz.")
                .doesNotContain("6wxyz");
        assertThat(refusal(keyring, "sk-proj-abcdefghijklmnop")).startsWith("Incorrect API key provided: …mnop.");
        assertThat(refusal(keyring, "secret")).startsWith("Incorrect API key provided: ….");
        assertThat(refusal(keyring, "")).startsWith("Incorrect API key provided: ….");
    }

    @Test
    void refusesKeysThatAreNotWellDescribed() {
        Keyring keyring = open(TestDatabases.H2.fresh()).keyring();
        Instant now = clock.instant();

        assertThat(fault(keyring, NewKey.named(" "))).isEqualTo("name");
        assertThat(fault(keyring, NewKey.named("n".repeat(201)))).isEqualTo("name");
        assertThat(fault(keyring, NewKey.named("a\nb"))).isEqualTo("name");
        assertThat(fault(keyring, new NewKey("a", "", null, List.of(), null))).isEqualTo("team");
        assertThat(fault(keyring, new NewKey("a", null, "p".repeat(201), List.of(), null)))
                .isEqualTo("project");
        assertThat(fault(keyring, new NewKey("a", null, null, List.of("m", " "), null)))
                .isEqualTo("models[1]");
        assertThat(fault(keyring, new NewKey("a", null, null, Collections.nCopies(1001, "m"), null)))
                .isEqualTo("models");
        assertThat(fault(keyring, new NewKey("a", null, null, List.of(), now))).isEqualTo("expires_at");
        assertThat(keyring.list()).isEmpty();
        assertThat(keyring.issue(NewKey.named("n".repeat(200))).key().name()).hasSize(200);
    }

    @Test
    void whileTheDatabaseIsAwayKnownKeysGoOnToHold() {
        DataSource database = TestDatabases.H2.fresh();
        Keys keys = open(database);
        IssuedKey issued = keys.keyring().issue(NewKey.named("a"));

        new JdbcTemplate(database).execute("DROP TABLE key_version");

        assertThat(catchThrowableOfType(RuntimeException.class, keys::refresh)).isNotNull();
        assertThat(keys.keyring().identify(issued.raw()).keyName()).isEqualTo("a");
    }

    private Keys open(DataSource database) {
        return new Keys(database, null, null, clock);
    }

    private static String refusal(Keyring keyring, @Nullable String raw) {
        GatewayError error = refused(() -> keyring.identify(raw));
        assertThat(error).isInstanceOf(GatewayError.Unauthenticated.class);
        return error.message();
    }

    private static @Nullable String fault(Keyring keyring, NewKey wanted) {
        return refused(() -> keyring.issue(wanted)).param();
    }

    private static GatewayError refused(Runnable what) {
        return Objects.requireNonNull(catchThrowableOfType(Refusal.class, what::run))
                .error();
    }
}
