package io.serai.routing.retry;

import io.serai.call.FailedAttempt;
import io.serai.call.GatewayError;
import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.call.Trail;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** What a caller is told when no other candidate is asked. */
final class GivenUp {

    private GivenUp() {}

    /** The provider refused what is in the request. */
    static GatewayError refused(ProviderFailure failure) {
        int status = switch (failure.status()) {
            case 0 -> 400;
            // SDKs would send the same again, to be refused again
            case 429 -> 413;
            default -> failure.status();
        };
        return new GatewayError.RefusedByProvider(status, failure.words(), failure.param(), failure.code());
    }

    /** Every candidate failed: each attempt and its reason. */
    static GatewayError allFailed(Trail trail) {
        List<String> lines = trail.failed().stream().map(FailedAttempt::line).toList();
        String message =
                (lines.size() == 1 ? "The only candidate failed: " : "All " + lines.size() + " candidates failed: ")
                        + lines.stream().collect(Collectors.joining("; "));
        Duration wait = trail.failed().stream()
                .map(failed -> failed.failure().retryAfter())
                .filter(Objects::nonNull)
                .min(Duration::compareTo)
                .orElse(null);
        return new GatewayError.AllFailed(status(trail.failed()), message, lines, wait);
    }

    /** One kind of failure keeps its status, so that SDKs back off as they should; a mixture is a bad gateway. */
    private static int status(List<FailedAttempt> failed) {
        List<Kind> kinds = failed.stream()
                .map(attempt -> attempt.failure().kind())
                .distinct()
                .toList();
        if (kinds.size() > 1) {
            return kinds.stream().allMatch(kind -> kind == Kind.BREAKER_OPEN || kind == Kind.LIMITED) ? 503 : 502;
        }
        return switch (kinds.getFirst()) {
            case LIMITED -> 429;
            case TIMEOUT -> 504;
            case BREAKER_OPEN -> 503;
            case CONNECTION,
                    SERVER,
                    CREDENTIALS,
                    NO_SUCH_MODEL,
                    MALFORMED,
                    CUT,
                    STALLED,
                    UNSUPPORTED,
                    REQUEST_REFUSED -> 502;
        };
    }
}
