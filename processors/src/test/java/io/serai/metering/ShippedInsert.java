package io.serai.metering;

import io.serai.call.UsageRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The insert as it stands in the shipped route. */
public final class ShippedInsert {

    private static final Pattern SQL = Pattern.compile("INSERT INTO[^-]*ON CONFLICT DO NOTHING");
    private static final Pattern PARAMETER = Pattern.compile(":\\?(\\w+)");

    private ShippedInsert() {}

    /** With Camel's named parameters. */
    public static String sql() {
        try {
            String file = Files.readString(Path.of("routes/system/metering.camel.yaml"));
            return SQL.matcher(file)
                    .results()
                    .map(MatchResult::group)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<String> columns() {
        return PARAMETER.matcher(sql()).results().map(match -> match.group(1)).toList();
    }

    public static PreparedStatement prepare(Connection connection) throws SQLException {
        return connection.prepareStatement(PARAMETER.matcher(sql()).replaceAll("?"));
    }

    public static void bind(PreparedStatement insert, UsageRecord record) throws SQLException {
        JdbcLedger.bind(insert, columns(), record);
    }
}
