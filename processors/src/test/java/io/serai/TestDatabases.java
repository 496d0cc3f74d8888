package io.serai;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The databases Serai runs on, for tests: every call of {@link #fresh} gives an empty one with our tables.
 *
 * <p>Made for {@code @ParameterizedTest @EnumSource(TestDatabases.class)}, so that a test of storage runs on both. The
 * PostgreSQL server is a real one, started once a JVM at the first need and stopped with it; it also runs for root,
 * within a user namespace of its own.
 */
public enum TestDatabases {
    H2 {
        @Override
        DataSource empty(String name) {
            return new DriverManagerDataSource(
                    "jdbc:h2:mem:" + name + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1");
        }
    },
    POSTGRESQL {
        @Override
        DataSource empty(String name) {
            EmbeddedPostgres server = Server.RUNNING;
            new JdbcTemplate(server.getPostgresDatabase()).execute("CREATE DATABASE " + name);
            return server.getDatabase("postgres", name);
        }
    };

    private static final AtomicInteger COUNT = new AtomicInteger();

    /** An empty database with our tables; its connections are not pooled and any number may be open. */
    public DataSource fresh() {
        DataSource database = empty("test" + COUNT.incrementAndGet());
        Flyway.configure().dataSource(database).load().migrate();
        return database;
    }

    abstract DataSource empty(String name);

    private static final class Server {
        static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                // Speed instead of safety against a crash of the machine, which no test has.
                return EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setServerConfig("synchronous_commit", "off")
                        .setServerConfig("full_page_writes", "off")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException("embedded PostgreSQL did not start", e);
            }
        }
    }
}
