package io.serai.call;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An attempt that failed at a provider; stackless, because failing over is everyday work. */
public final class ProviderFailure extends RuntimeException {

    /** What went wrong; what follows from it is the policy's to say ({@code routing.retry}). */
    public enum Kind {
        /** Refused, reset or unreachable before an answer began. */
        CONNECTION("connection failed"),
        TIMEOUT("timed out"),
        /** 429: we ask too often. */
        LIMITED("rate limited"),
        /** 5xx, also where the provider says that it is overloaded (529). */
        SERVER("server error"),
        /** Our account was refused, spent or unknown to the provider: 401, 402, 403. */
        CREDENTIALS("credentials refused"),
        /** The provider does not have the model: 404. */
        NO_SUCH_MODEL("model not found at the provider"),
        /** The answer was not what the wire format says: an HTML page, no JSON, an empty body. */
        MALFORMED("malformed answer"),
        /** The stream ended or broke before the answer was complete. */
        CUT("stream cut"),
        STALLED("stream stalled"),
        /** The deployment's circuit breaker is open: nobody was asked. */
        BREAKER_OPEN("circuit breaker open"),
        /** The provider cannot do what the request asks for, but another one may. */
        UNSUPPORTED("not supported by the provider"),
        /** The prompt, with the answer asked for, does not fit the model's context; a larger one may take it. */
        TOO_LONG("context too long"),
        /** The request itself was refused (400, 413, 422, or for its content): another provider would be asked in vain. */
        REQUEST_REFUSED("request refused");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** Whether what the caller sent provoked it, so that it says nothing of how the deployment does. */
        public boolean provokedByRequest() {
            return this == REQUEST_REFUSED || this == UNSUPPORTED || this == TOO_LONG;
        }

        public String words() {
            return words;
        }
    }

    /** Longer codes and parameters are no names but texts, which do not belong there. */
    private static final int LONGEST_NAME = 64;

    private final Kind kind;
    private final int status;
    private final @Nullable String code;
    private final @Nullable String param;
    private final @Nullable Duration retryAfter;

    /**
     * @param status     the provider's HTTP status, 0 where there was none
     * @param message    the provider's own words where it had any, without its secrets
     * @param code       the provider's error code, if it gave one; dropped where it is no short name
     * @param param      the request field the provider blames, if it named one; dropped where it is no short name
     * @param retryAfter how long it asked to be left alone, if it did
     */
    public ProviderFailure(
            Kind kind,
            int status,
            String message,
            @Nullable String code,
            @Nullable String param,
            @Nullable Duration retryAfter) {
        super(message, null, false, false);
        this.kind = kind;
        this.status = status;
        this.code = name(code);
        this.param = name(param);
        this.retryAfter = retryAfter;
    }

    public ProviderFailure(Kind kind, String message) {
        this(kind, 0, message, null, null, null);
    }

    private static @Nullable String name(@Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > LONGEST_NAME) {
            return null;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean good =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "_.[]-".indexOf(c) >= 0;
            if (!good) {
                return null;
            }
        }
        return text;
    }

    public Kind kind() {
        return kind;
    }

    /**
     * Whether it tells anything of how the deployment does: what a request provoked, such as a refusal of its content or a
     * model's name that its caller made up, must take nothing away from others.
     */
    public boolean countsAgainst(Candidate candidate) {
        return !kind.provokedByRequest() && (kind != Kind.NO_SUCH_MODEL || candidate.listed());
    }

    public int status() {
        return status;
    }

    /** What happened in the provider's own words; never null. */
    public String words() {
        String message = getMessage();
        return message == null || message.isEmpty() ? kind.words() : message;
    }

    public @Nullable String code() {
        return code;
    }

    public @Nullable String param() {
        return param;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
