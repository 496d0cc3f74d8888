package io.serai.doors.openai;

import io.serai.call.GatewayError;
import io.serai.chat.Feature;
import org.jspecify.annotations.Nullable;

/** OpenAI's words for the gateway's errors. */
final class ErrorWords {

    private static final String INVALID_REQUEST = "invalid_request_error";
    private static final String RATE_LIMIT = "rate_limit_error";
    private static final String SERVER = "server_error";
    private static final String TOO_OFTEN = "rate_limit_exceeded";

    private ErrorWords() {}

    /** The error's {@code type}. */
    static String type(GatewayError error) {
        return switch (error) {
            case GatewayError.Invalid invalid -> INVALID_REQUEST;
            case GatewayError.RefusedByRule rule -> byStatus(rule.status());
            case GatewayError.Unauthenticated unknown -> INVALID_REQUEST;
            case GatewayError.Forbidden forbidden -> INVALID_REQUEST;
            case GatewayError.ModelNotFound none -> INVALID_REQUEST;
            case GatewayError.PromptTooLong tooLong -> INVALID_REQUEST;
            case GatewayError.BadAddress address -> INVALID_REQUEST;
            case GatewayError.NoCandidate none -> none.temporary() ? SERVER : INVALID_REQUEST;
            case GatewayError.RefusedByProvider refused -> INVALID_REQUEST;
            case GatewayError.AllFailed failed -> failed.status() == 429 ? RATE_LIMIT : SERVER;
            case GatewayError.Interrupted broken -> SERVER;
            case GatewayError.Overloaded full -> SERVER;
            case GatewayError.TooMany often -> RATE_LIMIT;
            case GatewayError.Internal fault -> SERVER;
        };
    }

    private static String byStatus(int status) {
        return switch (status) {
            case 429 -> RATE_LIMIT;
            case 503 -> SERVER;
            default -> INVALID_REQUEST;
        };
    }

    /** The error's {@code code}, or null. */
    static @Nullable String code(GatewayError error) {
        return switch (error) {
            case GatewayError.Invalid invalid -> invalid.code();
            case GatewayError.RefusedByRule rule -> rule.code();
            case GatewayError.Unauthenticated unknown -> "invalid_api_key";
            case GatewayError.Forbidden forbidden -> "model_not_allowed";
            case GatewayError.ModelNotFound none -> "model_not_found";
            case GatewayError.PromptTooLong tooLong -> "context_length_exceeded";
            case GatewayError.BadAddress address -> address.code();
            case GatewayError.NoCandidate none -> "no_candidate";
            case GatewayError.RefusedByProvider refused -> refused.code();
            case GatewayError.AllFailed failed -> failed.status() == 429 ? TOO_OFTEN : "all_providers_failed";
            case GatewayError.Interrupted broken -> "upstream_stream_interrupted";
            case GatewayError.Overloaded full -> "overloaded";
            case GatewayError.TooMany often -> TOO_OFTEN;
            case GatewayError.Internal fault -> "internal_error";
        };
    }

    /** The error's {@code param}, or null. */
    static @Nullable String param(GatewayError error) {
        return switch (error) {
            case GatewayError.NoCandidate none -> none.lacking() == null ? null : field(none.lacking());
            case GatewayError.PromptTooLong tooLong -> "messages";
            default -> error.param();
        };
    }

    /** The request field that asks for a feature. */
    private static String field(Feature feature) {
        return switch (feature) {
            case TOOLS -> "tools";
            case VISION, AUDIO_INPUT, FILE_INPUT, PREFILL -> "messages";
            case JSON_OBJECT, JSON_SCHEMA -> "response_format";
            case STREAMING -> "stream";
            case REASONING_EFFORT -> "reasoning_effort";
            case MULTIPLE_CHOICES -> "n";
            case LOGPROBS -> "logprobs";
            case SEED -> "seed";
            case PENALTIES -> "presence_penalty";
            case LOGIT_BIAS -> "logit_bias";
            case PREDICTION -> "prediction";
            case OPENAI_EXTRAS -> "extra";
        };
    }
}
