package io.serai.live.swap;

import org.jspecify.annotations.Nullable;

/**
 * What ended an attempt says nothing of its deployment: no breaker counts it, as a failure or as a success.
 *
 * <p>Thrown inside of the breaker instead of the reason, which is its cause. A breaker that lets one call through on trial lets
 * the next one through after it.
 */
public final class NoFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NoFault(RuntimeException reason) {
        super(reason.getMessage(), reason, false, false);
    }

    static boolean isReasonOf(Throwable thrown) {
        for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof NoFault) {
                return true;
            }
        }
        return false;
    }
}
