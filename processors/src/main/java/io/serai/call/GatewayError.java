package io.serai.call;

import io.serai.chat.Feature;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every way a call is refused or fails, with its status and whether another try may help.
 *
 * <p>A message says what was wrong, where, and what to do. Doors have the words for the rest in their caller's dialect.
 */
public sealed interface GatewayError {

    String message();

    /** HTTP status. */
    int status();

    /** The word by which programs know this very fault, where it has one beyond the kind; else null. */
    default @Nullable String code() {
        return null;
    }

    /** The request field at fault as its finder names it, or null. */
    default @Nullable String param() {
        return null;
    }

    /** Whether the same call may succeed when sent again soon. */
    default boolean retryable() {
        return false;
    }

    /** How long the caller should wait before it tries again, or null. */
    default @Nullable Duration retryAfter() {
        return null;
    }

    /**
     * A routing rule refuses the call in its own words.
     *
     * @param rule   the id of the clause that spoke
     * @param status 4xx or 503
     */
    record RefusedByRule(String rule, int status, String code, String message) implements GatewayError {
        @Override
        public boolean retryable() {
            return status == 429 || status == 503;
        }
    }

    /** The request is not what the wire format says. */
    record Invalid(
            String message,
            @Nullable String param,
            @Nullable String code) implements GatewayError {
        @Override
        public int status() {
            return 400;
        }
    }

    /** No key, or a key of nobody, or one that is disabled or expired. */
    record Unauthenticated(String message) implements GatewayError {
        @Override
        public int status() {
            return 401;
        }
    }

    /** The key is good, but not for this. */
    record Forbidden(String message, @Nullable String param) implements GatewayError {
        @Override
        public int status() {
            return 403;
        }
    }

    record ModelNotFound(String message) implements GatewayError {
        @Override
        public int status() {
            return 404;
        }

        @Override
        public String param() {
            return "model";
        }
    }

    /** The prompt has more tokens than the model's context holds. */
    record PromptTooLong(String message) implements GatewayError {
        @Override
        public int status() {
            return 400;
        }
    }

    /** No such address, or not with this method, or too much of a body. */
    record BadAddress(int status, String message, String code) implements GatewayError {}

    /**
     * Models are known, but none can or may take this call now.
     *
     * @param lacking   what the request needs and could be asked without, or null
     * @param temporary whether waiting may help
     */
    record NoCandidate(String message, @Nullable Feature lacking, boolean temporary) implements GatewayError {
        @Override
        public int status() {
            return temporary ? 503 : 400;
        }

        @Override
        public boolean retryable() {
            return temporary;
        }
    }

    /** The provider refused the request for what is in it; its own words and status are passed on. */
    record RefusedByProvider(
            int status,
            String message,
            @Nullable String param,
            @Nullable String code) implements GatewayError {}

    /** Every candidate failed; the message names each attempt and its reason. */
    record AllFailed(
            int status,
            String message,
            List<String> attempts,
            boolean lasting,
            @Nullable Duration retryAfter) implements GatewayError {
        public AllFailed {
            attempts = List.copyOf(attempts);
        }

        @Override
        public boolean retryable() {
            return !lasting;
        }
    }

    /** A streamed answer broke after its beginning had reached the caller. */
    record Interrupted(String message) implements GatewayError {
        @Override
        public int status() {
            return 502;
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }

    /** There is no room for the call now, but there will be. */
    record Overloaded(String message, Duration retryAfter) implements GatewayError {
        @Override
        public int status() {
            return 503;
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }

    /** The caller did this too often and must wait. */
    record TooMany(String message, Duration retryAfter) implements GatewayError {
        @Override
        public int status() {
            return 429;
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }

    /** The fault is ours, or we are starting or stopping. */
    record Internal(int status, String message) implements GatewayError {
        @Override
        public boolean retryable() {
            return true;
        }
    }
}
