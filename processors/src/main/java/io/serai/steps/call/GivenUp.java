package io.serai.steps.call;

import io.serai.call.GatewayError;
import io.serai.call.Missed;
import io.serai.call.ProviderFailure.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** What a caller is told when every candidate failed: each attempt and its reason. */
public final class GivenUp {

    private GivenUp() {}

    public static GatewayError error(Trail trail) {
        List<String> lines = trail.missed().stream().map(Missed::line).toList();
        String message =
                (lines.size() == 1 ? "The only candidate failed: " : "All " + lines.size() + " candidates failed: ")
                        + lines.stream().collect(Collectors.joining("; "));
        Duration wait = trail.missed().stream()
                .map(missed -> missed.failure().retryAfter())
                .filter(Objects::nonNull)
                .min(Duration::compareTo)
                .orElse(null);
        return new GatewayError.AllFailed(status(trail.missed()), message, lines, wait);
    }

    /** One kind of failure keeps its status, so that SDKs back off as they should; a mixture is a bad gateway. */
    private static int status(List<Missed> missed) {
        List<Kind> kinds =
                missed.stream().map(miss -> miss.failure().kind()).distinct().toList();
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
