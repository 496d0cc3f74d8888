package io.serai.routing.retry;

import io.serai.call.FailedAttempt;
import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How long to wait before a deployment that failed is asked again, if at all. */
final class Pauses {

    private Pauses() {}

    /** Null where another candidate is better than a second ask. */
    static @Nullable Duration whileOthersAreLeft(FailedAttempt failed, RetryPolicy policy, double luck) {
        ProviderFailure failure = failed.failure();
        return switch (failure.kind()) {
            case LIMITED -> limited(failure, policy, luck);
            // One that took long to fail is not likely to answer soon.
            case CONNECTION -> quick(failed, policy) ? Duration.ZERO : null;
            case SERVER -> isPassing(failure) && quick(failed, policy) ? afterServerError(failure, policy, luck) : null;
            case TIMEOUT,
                    CREDENTIALS,
                    NO_SUCH_MODEL,
                    MALFORMED,
                    CUT,
                    STALLED,
                    BREAKER_OPEN,
                    UNSUPPORTED,
                    TOO_LONG,
                    REQUEST_REFUSED -> null;
        };
    }

    /** Null where it would be asked in vain. */
    static @Nullable Duration alone(FailedAttempt failed, RetryPolicy policy, double luck) {
        ProviderFailure failure = failed.failure();
        return switch (failure.kind()) {
            case LIMITED -> limited(failure, policy, luck);
            case CONNECTION, MALFORMED, CUT -> quick(failed, policy) ? Duration.ZERO : null;
            case SERVER ->
                failure.retryAfter() != null ? spread(failure.retryAfter(), luck) : varied(policy.pause(), luck);
            case BREAKER_OPEN -> failure.retryAfter() == null ? null : spread(failure.retryAfter(), luck);
            case TIMEOUT, CREDENTIALS, NO_SUCH_MODEL, STALLED, UNSUPPORTED, TOO_LONG, REQUEST_REFUSED -> null;
        };
    }

    /** Whether it can be said when the deployment may be asked again. */
    static boolean comesBack(ProviderFailure failure) {
        return failure.kind() == Kind.LIMITED || failure.retryAfter() != null;
    }

    /** How long it is from now until then; nothing where that has passed. */
    static Duration until(FailedAttempt failed, RetryPolicy policy, Instant now) {
        Instant due = failed.attempt().at().plus(failed.took()).plus(asked(failed.failure(), policy));
        return due.isAfter(now) ? Duration.between(now, due) : Duration.ZERO;
    }

    /** How long it is left alone from its failure on. */
    static Duration asked(ProviderFailure failure, RetryPolicy policy) {
        Duration asked = failure.retryAfter();
        return asked == null ? policy.limitedPause() : asked;
    }

    private static Duration limited(ProviderFailure failure, RetryPolicy policy, double luck) {
        Duration asked = failure.retryAfter();
        return asked == null ? varied(policy.limitedPause(), luck) : spread(asked, luck);
    }

    private static Duration afterServerError(ProviderFailure failure, RetryPolicy policy, double luck) {
        Duration asked = failure.retryAfter();
        return asked == null ? varied(policy.pause(), luck) : spread(asked, luck);
    }

    /** 503, 529 and the like say of themselves that they last. */
    private static boolean isPassing(ProviderFailure failure) {
        return switch (failure.status()) {
            case 503, 504, 529 -> false;
            default -> true;
        };
    }

    private static boolean quick(FailedAttempt failed, RetryPolicy policy) {
        return failed.took().compareTo(policy.worthWaiting()) <= 0;
    }

    /** Give or take a quarter. */
    private static Duration varied(Duration pause, double luck) {
        return Duration.ofNanos((long) (pause.toNanos() * (0.75 + luck / 2)));
    }

    /** Never shorter than what was asked for. */
    private static Duration spread(Duration asked, double luck) {
        return asked.plusNanos((long) (Math.min(asked.toNanos(), 2_000_000_000L) * luck / 10));
    }
}
