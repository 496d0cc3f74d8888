package io.serai.app.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/**
 * Shows what the gateway's own code said about a start that failed, instead of a stack trace.
 *
 * <p>An exception that our code makes carries a sentence for whoever starts the gateway. Faults of the code itself, such as
 * a null pointer, keep their stack trace.
 */
public final class OwnFailureAnalyzer implements FailureAnalyzer {

    private static final String OWN = "io.serai.";

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        Throwable own = null;
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof BindException) {
                // Spring names the setting, its value and where it comes from.
                return null;
            }
            if (own == null && forPeople(at)) {
                own = at;
            }
        }
        if (own == null) {
            return null;
        }
        Throwable root = own;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String reason = root == own ? "" : " (" + root.getClass().getSimpleName() + ": " + root.getMessage() + ")";
        return new FailureAnalysis(own.getMessage() + reason, null, failure);
    }

    private static boolean forPeople(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        boolean plain = failure instanceof IllegalStateException
                || failure instanceof IllegalArgumentException
                || failure instanceof IOException
                || failure instanceof UncheckedIOException;
        return failure.getMessage() != null
                && (failure.getClass().getName().startsWith(OWN)
                        || plain && trace.length > 0 && trace[0].getClassName().startsWith(OWN));
    }
}
