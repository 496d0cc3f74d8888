package io.serai.call;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every way Serai refuses or fails a call; each kind knows its status and OpenAI's words for it.
 *
 * <p>A message says what was wrong, where, and what to do. Doors translate it into the caller's dialect.
 */
public sealed interface GatewayError {

    String message();

    /** HTTP status. */
    int status();

    /** OpenAI's {@code error.type}. */
    String type();

    /** OpenAI's {@code error.code}, or null. */
    @Nullable
    String code();

    /** The request field at fault, or null. */
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
        public String type() {
            return switch (status) {
                case 429 -> "rate_limit_error";
                case 503 -> "server_error";
                default -> "invalid_request_error";
            };
        }

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

        @Override
        public String type() {
            return "invalid_request_error";
        }
    }

    /** No key, or a key of nobody, or one that is disabled or expired. */
    record Unauthenticated(String message) implements GatewayError {
        @Override
        public int status() {
            return 401;
        }

        @Override
        public String type() {
            return "invalid_request_error";
        }

        @Override
        public String code() {
            return "invalid_api_key";
        }
    }

    /** The key is good, but not for this. */
    record Forbidden(String message, @Nullable String param) implements GatewayError {
        @Override
        public int status() {
            return 403;
        }

        @Override
        public String type() {
            return "invalid_request_error";
        }

        @Override
        public String code() {
            return "model_not_allowed";
        }
    }

    record ModelNotFound(String message) implements GatewayError {
        @Override
        public int status() {
            return 404;
        }

        @Override
        public String type() {
            return "invalid_request_error";
        }

        @Override
        public String code() {
            return "model_not_found";
        }

        @Override
        public String param() {
            return "model";
        }
    }

    /** No such address, or not with this method, or too much of a body. */
    record BadAddress(int status, String message, String code) implements GatewayError {
        @Override
        public String type() {
            return "invalid_request_error";
        }
    }

    /** Models are known, but none can or may take this call now; {@code temporary} when waiting may help. */
    record NoCandidate(String message, @Nullable String param, boolean temporary) implements GatewayError {
        @Override
        public int status() {
            return temporary ? 503 : 400;
        }

        @Override
        public String type() {
            return temporary ? "server_error" : "invalid_request_error";
        }

        @Override
        public String code() {
            return "no_candidate";
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
            @Nullable String code) implements GatewayError {
        @Override
        public String type() {
            return "invalid_request_error";
        }
    }

    /** Every candidate failed; the message names each attempt and its reason. */
    record AllFailed(
            int status,
            String message,
            List<String> attempts,
            @Nullable Duration retryAfter) implements GatewayError {
        public AllFailed {
            attempts = List.copyOf(attempts);
        }

        @Override
        public String type() {
            return status == 429 ? "rate_limit_error" : "server_error";
        }

        @Override
        public String code() {
            return status == 429 ? "rate_limit_exceeded" : "all_providers_failed";
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }

    /** A streamed answer broke after its beginning had reached the caller. */
    record Interrupted(String message) implements GatewayError {
        @Override
        public int status() {
            return 502;
        }

        @Override
        public String type() {
            return "server_error";
        }

        @Override
        public String code() {
            return "upstream_stream_interrupted";
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
        public String type() {
            return "server_error";
        }

        @Override
        public String code() {
            return "overloaded";
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
        public String type() {
            return "rate_limit_error";
        }

        @Override
        public String code() {
            return "rate_limit_exceeded";
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }

    /** The fault is ours, or we are starting or stopping. */
    record Internal(int status, String message) implements GatewayError {
        @Override
        public String type() {
            return "server_error";
        }

        @Override
        public String code() {
            return "internal_error";
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }
}
