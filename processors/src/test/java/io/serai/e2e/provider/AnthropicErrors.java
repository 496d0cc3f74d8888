package io.serai.e2e.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Anthropic's error shape and its usual words. */
final class AnthropicErrors {
    private static final String REQUEST_ID = "req_011CVXstandin0000000000000";

    private AnthropicErrors() {}

    static Refused invalid(String message) {
        return error(400, "invalid_request_error", message);
    }

    static Refused extra(String at) {
        return invalid(at + ": Extra inputs are not permitted");
    }

    static Refused required(String at) {
        return invalid(at + ": Field required");
    }

    static Refused error(int status, String type, String message) {
        return new Refused(status, message, Map.of(), body(type, message));
    }

    static String body(String type, String message) {
        ObjectNode body = Json.object().put("type", "error");
        body.putObject("error").put("type", type).put("message", message);
        return body.put("request_id", REQUEST_ID).toString();
    }

    /** What is sent for a scripted status. */
    static Refused status(int status, @Nullable String message, @Nullable Duration retryAfter) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("x-should-retry", String.valueOf(status == 408 || status == 409 || status == 429 || status >= 500));
        if (retryAfter != null) {
            headers.put("retry-after", String.valueOf(Math.ceilDiv(retryAfter.toMillis(), 1000)));
        }
        String usual = words(status);
        String said = message == null ? usual : message;
        return new Refused(status, said, headers, body(type(status), said));
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 504 -> "timeout_error";
            case 529 -> "overloaded_error";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    }

    private static String words(int status) {
        return switch (status) {
            case 401 -> "invalid x-api-key";
            case 403 -> "Your API key does not have permission to use the specified resource.";
            case 429 ->
                "This request would exceed your organization's rate limit of 4,000 requests per minute. Please try"
                        + " again later.";
            case 529 -> "Overloaded";
            default -> status < 500 ? "Invalid request" : "Internal server error";
        };
    }
}
