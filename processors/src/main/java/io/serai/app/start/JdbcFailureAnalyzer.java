package io.serai.app.start;

import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.Environment;

/** Says in a sentence why the store cannot be opened. */
public final class JdbcFailureAnalyzer implements FailureAnalyzer {

    /** H2's own codes: locked by another process, a damaged file. */
    private static final int LOCKED = 90020;

    private static final int DAMAGED = 90030;

    private final Environment environment;

    public JdbcFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    public @Nullable FailureAnalysis analyze(Throwable root) {
        Throwable store = null;
        for (Throwable at = root; at != null; at = at.getCause()) {
            if (at instanceof SQLException refused) {
                return refused(root, deepest(refused));
            }
            if (at instanceof BeanCreationException bean && "dataSource".equals(bean.getBeanName())) {
                store = at;
            }
        }
        return store == null
                ? null
                : unusable(
                        root, NestedExceptionUtils.getMostSpecificCause(store).getMessage(), null);
    }

    private FailureAnalysis refused(Throwable root, SQLException deepest) {
        if (deepest.getErrorCode() == LOCKED) {
            return new FailureAnalysis(
                    "The store in " + environment.getProperty("serai.data") + " is in use by another gateway.",
                    "Stop that one, or give each its own data folder with SERAI_DATA.",
                    root);
        }
        return unusable(root, deepest.getMessage(), deepest.getSQLState());
    }

    private static FailureAnalysis ofFile(Throwable root, Path file, @Nullable String reason, boolean damaged) {
        return new FailureAnalysis(
                "The store in " + file + (damaged ? " is damaged: " : " cannot be used: ") + firstLine(reason),
                damaged
                        ? "Restore the data folder from a backup; the keys and the ledger are in this file. Without a backup,"
                                + " keep the file: H2's recovery tool (org.h2.tools.Recover) may read what is left."
                        : "Check that it may be read and written, or name another data folder with SERAI_DATA.",
                root);
    }

    private FailureAnalysis unusable(Throwable root, @Nullable String reason, @Nullable String state) {
        String url = environment.getProperty("spring.datasource.url", "");
        Path file = StoreFile.of(url);
        if (file != null && (state == null || !state.startsWith("28"))) {
            return ofFile(root, file, reason, String.valueOf(DAMAGED).equals(state));
        }
        return new FailureAnalysis(
                "The store at " + withoutSecrets(url) + " cannot be used: " + firstLine(reason),
                state != null && state.startsWith("28")
                        ? "Check SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD."
                        : "Check that it is up, and SPRING_DATASOURCE_URL, such as jdbc:postgresql://host:5432/serai,"
                                + " with _USERNAME and _PASSWORD.",
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

    /** An address may carry a login before the host, or a password in its query. */
    private static String withoutSecrets(String url) {
        return url.split("[?;]", 2)[0].replaceFirst("//[^/]*@", "//");
    }

    private static String firstLine(@Nullable String message) {
        return message == null
                ? "no reason given"
                : message.strip().lines().findFirst().orElse("no reason given");
    }
}
