package io.serai.keys;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Keeps keys in PostgreSQL or H2. Every change counts up the version in its own transaction. */
final class JdbcKeys {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<List<String>> STRINGS = new TypeReference<>() {};
    private static final String COLUMNS =
            "id, hash, hint, name, team, project, models, created_at, expires_at, disabled_at";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    JdbcKeys(DataSource database) {
        this.jdbc = JdbcClient.create(database);
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(database));
    }

    /** A key with what it is known by. */
    record Stored(VirtualKey key, Fingerprint fingerprint) {}

    /** All keys that are not deleted, oldest first. */
    List<Stored> keys() {
        return jdbc.sql("SELECT " + COLUMNS + " FROM virtual_key WHERE deleted_at IS NULL ORDER BY created_at, id")
                .query((row, number) -> stored(row))
                .list();
    }

    Optional<VirtualKey> key(String id) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM virtual_key WHERE deleted_at IS NULL AND id = :id")
                .param("id", id)
                .query((row, number) -> stored(row).key())
                .optional();
    }

    void insert(Stored stored) {
        change(() -> insertRow(stored));
    }

    /** Whether the key exists. Disabling twice keeps the first time. */
    boolean disable(String id, Instant now) {
        return change(() -> jdbc.sql("UPDATE virtual_key SET disabled_at = coalesce(disabled_at, :now)"
                                + " WHERE id = :id AND deleted_at IS NULL")
                        .param("now", utc(now))
                        .param("id", id)
                        .update())
                > 0;
    }

    boolean enable(String id) {
        return change(() -> jdbc.sql("UPDATE virtual_key SET disabled_at = NULL WHERE id = :id AND deleted_at IS NULL")
                        .param("id", id)
                        .update())
                > 0;
    }

    boolean delete(String id, Instant now) {
        return change(() -> jdbc.sql("UPDATE virtual_key SET deleted_at = :now WHERE id = :id AND deleted_at IS NULL")
                        .param("now", utc(now))
                        .param("id", id)
                        .update())
                > 0;
    }

    long version() {
        return jdbc.sql("SELECT version FROM key_version").query(Long.class).single();
    }

    Optional<String> setting(String name) {
        return jdbc.sql("SELECT content FROM key_setting WHERE name = :name")
                .param("name", name)
                .query(String.class)
                .optional();
    }

    /** Sets what is not set yet; gives what holds then, which another node may have set. */
    String settle(String name, String content) {
        Optional<String> there = setting(name);
        if (there.isPresent()) {
            return there.get();
        }
        claim(name, content, () -> {});
        return setting(name).orElseThrow();
    }

    void put(String name, String content) {
        change(() -> {
            int changed = jdbc.sql("UPDATE key_setting SET content = :content WHERE name = :name")
                    .param("content", content)
                    .param("name", name)
                    .update();
            return changed > 0 ? changed : insertSetting(name, content);
        });
    }

    /** Puts in a key and the setting together; false, and nothing done, where the setting is there already. */
    boolean insertOnce(String name, Stored stored) {
        return setting(name).isEmpty() && claim(name, stored.key().id(), () -> insertRow(stored));
    }

    /** Sets what nobody has set, and does {@code more} in the same transaction; false where another node was first. */
    private boolean claim(String name, String content, Runnable more) {
        try {
            change(() -> {
                int rows = insertSetting(name, content);
                more.run();
                return rows;
            });
            return true;
        } catch (DuplicateKeyException | ConcurrencyFailureException e) {
            if (setting(name).isPresent()) {
                return false;
            }
            throw e;
        }
    }

    private int change(Supplier<Integer> work) {
        Integer rows = transaction.execute(status -> {
            int changed = work.get();
            if (changed > 0) {
                jdbc.sql("UPDATE key_version SET version = version + 1").update();
            }
            return changed;
        });
        return rows == null ? 0 : rows;
    }

    private int insertSetting(String name, String content) {
        return jdbc.sql("INSERT INTO key_setting (name, content) VALUES (:name, :content)")
                .param("name", name)
                .param("content", content)
                .update();
    }

    private int insertRow(Stored stored) {
        VirtualKey key = stored.key();
        return jdbc.sql("INSERT INTO virtual_key (" + COLUMNS + ") VALUES (:id, :hash, :hint, :name, :team, :project,"
                        + " :models, :createdAt, :expiresAt, :disabledAt)")
                .param("id", key.id())
                .param("hash", stored.fingerprint().hex())
                .param("hint", key.hint())
                .param("name", key.name())
                .param("team", key.team())
                .param("project", key.project())
                .param("models", json(key.models()))
                .param("createdAt", utc(key.createdAt()))
                .param("expiresAt", utc(key.expiresAt()))
                .param("disabledAt", utc(key.disabledAt()))
                .update();
    }

    private static Stored stored(ResultSet row) throws SQLException {
        Instant createdAt = instant(row, "created_at");
        if (createdAt == null) {
            throw new SQLException("a key without the time it was made");
        }
        VirtualKey key = new VirtualKey(
                row.getString("id"),
                row.getString("name"),
                row.getString("hint"),
                row.getString("team"),
                row.getString("project"),
                strings(row.getString("models")),
                createdAt,
                instant(row, "expires_at"),
                instant(row, "disabled_at"));
        return new Stored(key, Fingerprint.ofHex(row.getString("hash")));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }

    private static String json(List<String> strings) {
        try {
            return JSON.writeValueAsString(strings);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings are always JSON", e);
        }
    }

    private static List<String> strings(String json) throws SQLException {
        try {
            return JSON.readValue(json, STRINGS);
        } catch (JsonProcessingException e) {
            throw new SQLException("the models of a key are no JSON array of strings", e);
        }
    }
}
