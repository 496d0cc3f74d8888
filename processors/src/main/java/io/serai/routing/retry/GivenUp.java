package io.serai.routing.retry;

import io.serai.call.FailedAttempt;
import io.serai.call.GatewayError;
import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.call.Trail;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
        // The code that SDKs know, whatever the vendor calls it.
        String code = failure.kind() == Kind.TOO_LONG ? "context_length_exceeded" : failure.code();
        return new GatewayError.RefusedByProvider(status, failure.words(), failure.param(), code);
    }

    /** Every candidate failed: each attempt and its reason. */
    static GatewayError allFailed(Trail trail, RetryPolicy policy, Instant now) {
        List<String> lines = trail.failed().stream().map(FailedAttempt::line).toList();
        long asked = trail.failed().stream()
                .map(failed -> failed.attempt().candidate().deployment())
                .distinct()
                .count();
        String message = (asked == 1 ? "The only candidate failed: " : "All " + asked + " candidates failed: ")
                + String.join("; ", lines);
        // What a provider refused for what is in the request does not explain why the others failed.
        List<ProviderFailure> causes = trail.failed().stream()
                .filter(FailedAttempt::countsAgainstDeployment)
                .map(FailedAttempt::failure)
                .toList();
        boolean lasting = causes.stream().allMatch(GivenUp::isLasting);
        return new GatewayError.AllFailed(
                status(causes), message, lines, lasting, lasting ? null : wait(trail, policy, now));
    }

    /** Until the first of them can be asked again, by what each said last; null where none says when that is. */
    private static @Nullable Duration wait(Trail trail, RetryPolicy policy, Instant now) {
        Map<String, FailedAttempt> latest = new LinkedHashMap<>();
        trail.failed().forEach(failed -> latest.put(failed.attempt().candidate().deployment(), failed));
        return latest.values().stream()
                .filter(failed -> Pauses.comesBack(failed.failure()))
                // What has just been said holds from now on.
                .map(failed -> failed == trail.failed().getLast()
                        ? Pauses.asked(failed.failure(), policy)
                        : Pauses.until(failed, policy, now))
                .min(Duration::compareTo)
                .orElse(null);
    }

    /** Whether the same call would fail alike until a person has done something about it. */
    private static boolean isLasting(ProviderFailure failure) {
        return failure.kind() == Kind.CREDENTIALS || failure.kind() == Kind.NO_SUCH_MODEL;
    }

    /** One kind of failure keeps its status, so that SDKs back off as they should; a mixture is a bad gateway. */
    private static int status(List<ProviderFailure> causes) {
        List<Kind> kinds = causes.stream().map(ProviderFailure::kind).distinct().toList();
        if (kinds.size() > 1) {
            return kinds.stream().allMatch(kind -> kind == Kind.BREAKER_OPEN || kind == Kind.LIMITED) ? 503 : 502;
        }
        return switch (kinds.getFirst()) {
            case LIMITED -> 429;
            case TIMEOUT -> 504;
            case BREAKER_OPEN -> 503;
            case SERVER ->
                causes.stream().allMatch(cause -> cause.status() == 503 || cause.status() == 529) ? 503 : 502;
            case CONNECTION,
                    CREDENTIALS,
                    NO_SUCH_MODEL,
                    MALFORMED,
                    CUT,
                    STALLED,
                    UNSUPPORTED,
                    TOO_LONG,
                    REQUEST_REFUSED -> 502;
        };
    }
}
