package io.serai.steps.call;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.serai.call.Candidate;
import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.live.swap.NoConnector;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.jspecify.annotations.Nullable;

/** Says in the vocabulary's words what an exception of an attempt means. */
public final class Failures {

    private static final String NO_CONNECTION = "no connection in time";

    private Failures() {}

    /**
     * Ends the wait that {@code deadline} limits; why it was cut goes before what the exception looks like.
     *
     * @return a {@link ProviderFailure}, a {@link io.serai.call.Refusal} or {@link CallerGone}, to be thrown
     */
    public static RuntimeException of(Throwable thrown, Deadline deadline) {
        Deadline.Cut cut = deadline.ends();
        if (cut == Deadline.Cut.HUNG_UP) {
            return new CallerGone();
        }
        if (cut == Deadline.Cut.LATE) {
            return new ProviderFailure(Kind.TIMEOUT, "no answer in time");
        }
        return of(thrown);
    }

    private static RuntimeException of(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProviderFailure
                    || cause instanceof io.serai.call.Refusal
                    || cause instanceof CallerGone) {
                return (RuntimeException) cause;
            }
            ProviderFailure known = known(cause);
            if (known != null) {
                return known;
            }
        }
        return thrown instanceof RuntimeException defect ? defect : new IllegalStateException(thrown);
    }

    private static @Nullable ProviderFailure known(Throwable cause) {
        return switch (cause) {
            case NoConnector none -> new ProviderFailure(Kind.CONNECTION, "its connector is not in force");
            case CallNotPermittedException open -> new ProviderFailure(Kind.BREAKER_OPEN, Kind.BREAKER_OPEN.words());
            case ConnectTimeoutException late -> new ProviderFailure(Kind.TIMEOUT, NO_CONNECTION);
            case ConnectionRequestTimeoutException busy ->
                new ProviderFailure(Kind.CONNECTION, "all connections to the provider are busy");
            case ConnectException refused -> new ProviderFailure(Kind.CONNECTION, "connection refused");
            case UnknownHostException unknown ->
                new ProviderFailure(Kind.CONNECTION, "the provider's host name is unknown");
            case SSLException tls -> new ProviderFailure(Kind.CONNECTION, "no secure connection");
            case NoHttpResponseException closed ->
                new ProviderFailure(Kind.CONNECTION, "the provider closed the connection without an answer");
            case InterruptedIOException late -> new ProviderFailure(Kind.TIMEOUT, "no answer in time");
            case java.net.SocketException reset -> new ProviderFailure(Kind.CONNECTION, "the connection was reset");
            case java.io.IOException broken -> new ProviderFailure(Kind.CONNECTION, "the connection broke");
            default -> null;
        };
    }

    /** An answer that a dialect stumbled over: it is the provider's, however well we should have been prepared for it. */
    public static ProviderFailure unreadable(RuntimeException unforeseen) {
        return new ProviderFailure(
                Kind.MALFORMED,
                "the answer cannot be read (" + unforeseen.getClass().getSimpleName() + ")");
    }

    /**
     * Whether the connector's breaker is to count it. A limit of our account is no fault of the deployment's. Names that the catalogue does not list share one for their provider, so
     * there only what keeps every name from an answer counts.
     */
    public static boolean opensBreaker(Candidate candidate, ProviderFailure failure) {
        return failure.kind() != Kind.LIMITED
                && failure.countsAgainst(candidate)
                && (candidate.listed() || concernsProvider(failure));
    }

    private static boolean concernsProvider(ProviderFailure failure) {
        return switch (failure.kind()) {
            case CONNECTION -> true;
            case TIMEOUT -> failure.words().equals(NO_CONNECTION);
            case LIMITED,
                    SERVER,
                    CREDENTIALS,
                    NO_SUCH_MODEL,
                    MALFORMED,
                    CUT,
                    STALLED,
                    BREAKER_OPEN,
                    UNSUPPORTED,
                    TOO_LONG,
                    REQUEST_REFUSED -> false;
        };
    }

    public static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
