package io.serai;

import static org.assertj.core.api.Assertions.assertThat;

import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;

class TestDatabasesTest {

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void givesDatabasesThatShareNothing(TestDatabases kind) {
        DataSource first = kind.fresh();
        DataSource second = kind.fresh();

        new JdbcTemplate(first).execute("CREATE TABLE only_here (n int)");

        assertThat(tables(first)).isEqualTo(1);
        assertThat(tables(second)).isZero();
    }

    private static int tables(DataSource database) {
        Integer count = new JdbcTemplate(database)
                .queryForObject(
                        "SELECT count(*) FROM information_schema.tables WHERE table_name = 'only_here'", Integer.class);
        return count == null ? -1 : count;
    }
}
