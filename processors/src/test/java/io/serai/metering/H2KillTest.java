package io.serai.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.call.UsageRecord;
import io.serai.metering.outbox.Victim;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What the embedded database keeps when its process is killed. */
class H2KillTest {

    /** What the default database of a gateway is opened with; without the delay of 0, H2 writes commits half a second late. */
    static final String OPTIONS = ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0";

    @TempDir
    Path folder;

    @Test
    @Timeout(60)
    void keepsEveryRecordThatWasCommitted() throws Exception {
        String url = "jdbc:h2:file:" + folder.resolve("db") + OPTIONS;
        DriverManagerDataSource database = new DriverManagerDataSource(url);
        Flyway.configure().dataSource(database).load().migrate();

        List<String> committed = Victim.killAfter(200, folder.resolve("errors"), Gateway.class, url);

        List<String> kept = JdbcClient.create(database)
                .sql("SELECT call_id FROM usage_record")
                .query(String.class)
                .list();
        assertThat(kept).containsAll(committed);
    }

    /** Commits without end and names each record when it was committed. */
    static final class Gateway {

        private Gateway() {}

        public static void main(String[] args) throws Exception {
            FileOutputStream out = new FileOutputStream(FileDescriptor.out);
            try (Connection connection = DriverManager.getConnection(args[0]);
                    PreparedStatement insert = ShippedInsert.prepare(connection)) {
                connection.setAutoCommit(false);
                while (true) {
                    UsageRecord record = Records.any();
                    ShippedInsert.bind(insert, record);
                    insert.executeUpdate();
                    connection.commit();
                    out.write((record.callId() + "\n").getBytes(StandardCharsets.US_ASCII));
                }
            }
        }
    }
}
