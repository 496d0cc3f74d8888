package io.serai.app.start;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Takes connections of a store that closed itself out of the pool; the next one opens it again.
 *
 * <p>H2 closes a database whose file it cannot write, as on a full disk. Its old connections stay valid by their own word and
 * fail at everything for ever; named in {@code application.yaml}.
 */
public final class JdbcClosedStore implements SQLExceptionOverride {

    /** H2: the database has been closed; it is closed already; the connection is broken. */
    private static boolean isClosed(int code) {
        return code == 90098 || code == 90121 || code == 90067;
    }

    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        return isClosed(failure.getErrorCode()) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}
