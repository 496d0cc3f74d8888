package io.serai.e2e.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI's error shape and its usual words. */
final class OpenAiErrors {
    private OpenAiErrors() {}

    /** A 400 about a parameter. */
    static Refused invalid(String message, @Nullable String param, @Nullable String code) {
        return error(400, message, "invalid_request_error", param, code);
    }

    static Refused error(int status, String message, String type, @Nullable String param, @Nullable String code) {
        return new Refused(
                status, message, Map.of(), body(message, type, param, code).toString());
    }

    static ObjectNode body(String message, String type, @Nullable String param, @Nullable String code) {
        ObjectNode body = Json.object();
        body.putObject("error")
                .put("message", message)
                .put("type", type)
                .put("param", param)
                .put("code", code);
        return body;
    }

    static Refused missing(String param) {
        return invalid("Missing required parameter: '" + param + "'.", param, "missing_required_parameter");
    }

    static Refused unknown(String param) {
        return invalid("Unknown parameter: '" + param + "'.", param, "unknown_parameter");
    }

    static Refused type(String param, String expected, String got) {
        return invalid(
                "Invalid type for '" + param + "': expected " + expected + ", but got " + got + " instead.",
                param,
                "invalid_type");
    }

    static Refused unsupported(String param, String hint) {
        return invalid(
                "Unsupported parameter: '" + param + "' is not supported with this model." + hint,
                param,
                "unsupported_parameter");
    }

    /** What is sent for a scripted status. */
    static Refused status(int status, @Nullable String message, @Nullable Duration retryAfter) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (retryAfter != null) {
            headers.put("retry-after", String.valueOf(Math.ceilDiv(retryAfter.toMillis(), 1000)));
            headers.put("retry-after-ms", String.valueOf(retryAfter.toMillis()));
        }
        ObjectNode usual = switch (status) {
            case 401 -> body("Incorrect API key provided.", "invalid_request_error", null, "invalid_api_key");
            case 403 ->
                body(
                        "Country, region, or territory not supported",
                        "request_forbidden",
                        null,
                        "unsupported_country_region_territory");
            case 404 -> body("The model does not exist", "invalid_request_error", null, "model_not_found");
            case 429 ->
                body(
                        "Rate limit reached for requests. Please try again later.",
                        "requests",
                        null,
                        "rate_limit_exceeded");
            case 503 -> body("The engine is currently overloaded, please try again later", "server_error", null, null);
            default ->
                status < 500
                        ? body("Bad request", "invalid_request_error", null, null)
                        : body(
                                "The server had an error while processing your request. Sorry about that!",
                                "server_error",
                                null,
                                null);
        };
        if (message != null) {
            ((ObjectNode) usual.path("error")).put("message", message);
        }
        return new Refused(status, usual.path("error").path("message").asText(), headers, usual.toString());
    }
}
