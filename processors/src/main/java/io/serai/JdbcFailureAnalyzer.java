package io.serai;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/** Says in a sentence why the store cannot be opened. */
final class JdbcFailureAnalyzer extends AbstractFailureAnalyzer<SQLException> {

    /** H2's own codes: locked by another process, wrong login, a file of another version. */
    private static final int LOCKED = 90020;

    private final Environment environment;

    JdbcFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected FailureAnalysis analyze(Throwable root, SQLException cause) {
        SQLException deepest = deepest(cause);
        if (deepest.getErrorCode() == LOCKED) {
            return new FailureAnalysis(
                    "The store in " + environment.getProperty("serai.data") + " is in use by another gateway.",
                    "Stop that one, or give each its own data folder with SERAI_DATA.",
                    root);
        }
        String url = environment.getProperty("spring.datasource.url", "");
        String state = deepest.getSQLState();
        return new FailureAnalysis(
                "The store at " + withoutSecrets(url) + " cannot be used: " + firstLine(deepest.getMessage()),
                state != null && state.startsWith("28")
                        ? "Check SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD."
                        : "Check that it is up, and SPRING_DATASOURCE_URL, _USERNAME and _PASSWORD.",
                root);
    }

    private static SQLException deepest(SQLException failure) {
        SQLException deepest = failure;
        for (Throwable at = failure.getCause(); at != null; at = at.getCause()) {
            if (at instanceof SQLException deeper) {
                deepest = deeper;
            }
        }
        return deepest;
    }

    /** An address may carry a password in its query. */
    private static String withoutSecrets(String url) {
        return url.split("[?;]", 2)[0];
    }

    private static String firstLine(@Nullable String message) {
        return message == null
                ? "no reason given"
                : message.strip().lines().findFirst().orElse("no reason given");
    }
}
