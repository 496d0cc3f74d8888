package io.serai.steps.ledger;

import io.serai.call.UsageRecord;
import io.serai.metering.LedgerInsert;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Iterator;
import org.apache.camel.Exchange;
import org.apache.camel.component.jdbc.JdbcPrepareStatementStrategy;

/**
 * Lets {@code jdbc:} put a whole {@link LedgerInsert}, the exchange property {@value #INSERT}, into one transaction.
 *
 * <p>Camel runs a statement once. So all records but the last run here, as one JDBC batch, and the last by Camel, which
 * commits them together. Wanted at the endpoint: {@code useHeadersAsParameters=true} (or it is not asked), and
 * {@code resetAutoCommit} left true (or there is no transaction).
 */
public final class LedgerStatement implements JdbcPrepareStatementStrategy {

    /** The exchange property that holds the insert; the body is its {@link LedgerInsert#sql}. */
    public static final String INSERT = "ledgerInsert";

    @Override
    public String prepareQuery(String query, boolean allowNamedParameters) {
        return query;
    }

    @Override
    public Iterator<?> createPopulateIterator(
            String query, String preparedQuery, int expectedParams, Exchange exchange, Object value) {
        LedgerInsert insert = exchange.getProperty(INSERT, LedgerInsert.class);
        if (insert == null || insert.records().isEmpty()) {
            throw new IllegalStateException("nothing to insert: the step before sets " + INSERT + " to some records");
        }
        return insert.records().stream().map(record -> new Row(insert, record)).iterator();
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
            row.insert.bind(statement, row.record);
            if (!last) {
                statement.addBatch();
                batched = true;
            }
        }
    }

    private record Row(LedgerInsert insert, UsageRecord record) {}
}
