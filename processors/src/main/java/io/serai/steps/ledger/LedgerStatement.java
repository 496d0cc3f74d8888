package io.serai.steps.ledger;

import io.serai.call.UsageRecord;
import io.serai.metering.JdbcLedger;
import io.serai.metering.LedgerInsert;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.component.jdbc.JdbcPrepareStatementStrategy;

/**
 * Lets {@code jdbc:} put all records of the exchange property {@value #INSERT} into one transaction.
 *
 * <p>The statement is the route's; its parameters are Camel's, as in {@code :?call_id}, and get a record's values by the names of
 * the ledger's columns. Camel runs a statement once, so all records but the last are run here, as a batch before it.
 */
public final class LedgerStatement implements JdbcPrepareStatementStrategy {

    /** The exchange property that holds the records. */
    public static final String INSERT = "ledgerInsert";

    private static final Pattern PARAMETER = Pattern.compile(":\\?(\\w+)");

    private record Row(List<String> columns, UsageRecord record) {

        void bind(PreparedStatement statement) throws SQLException {
            JdbcLedger.bind(statement, columns, record);
        }
    }

    @Override
    public String prepareQuery(String query, boolean allowNamedParameters) {
        return PARAMETER.matcher(query).replaceAll("?");
    }

    @Override
    public Iterator<?> createPopulateIterator(
            String query, String preparedQuery, int expectedParams, Exchange exchange, Object value) {
        LedgerInsert insert = exchange.getProperty(INSERT, LedgerInsert.class);
        if (insert == null || insert.records().isEmpty()) {
            throw new IllegalStateException("nothing to insert: the step before sets " + INSERT + " to some records");
        }
        List<String> columns = PARAMETER
                .matcher(query)
                .results()
                .map((MatchResult parameter) -> parameter.group(1))
                .toList();
        return insert.records().stream().map(record -> new Row(columns, record)).iterator();
    }

    @Override
    public void populateStatement(PreparedStatement statement, Iterator<?> rows, int expectedParams)
            throws SQLException {
        try {
            populate(statement, rows);
        } catch (Error e) {
            // Camel's doTry and error handlers see exceptions only: an Error would come again with its message, for
            // ever.
            throw new IllegalStateException(e.toString(), e);
        }
    }

    private static void populate(PreparedStatement statement, Iterator<?> rows) throws SQLException {
        boolean batched = false;
        while (rows.hasNext()) {
            Row row = (Row) rows.next();
            boolean last = !rows.hasNext();
            if (last && batched) {
                // Before the last is bound: H2 leaves the parameters of the batch's last row behind.
                statement.executeBatch();
            }
            row.bind(statement);
            if (!last) {
                statement.addBatch();
                batched = true;
            }
        }
    }
}
