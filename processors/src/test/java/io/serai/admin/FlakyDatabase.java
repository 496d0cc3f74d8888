package io.serai.admin;

import io.serai.TestDatabases;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A database that gives no connection while it is away. */
final class FlakyDatabase extends DelegatingDataSource {

    volatile boolean away;

    FlakyDatabase() {
        super(TestDatabases.H2.fresh());
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (away) {
            throw new SQLNonTransientConnectionException("connection refused", "08001");
        }
        return super.getConnection();
    }
}
