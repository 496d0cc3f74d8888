package io.serai.e2e.provider;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Google's error shape and its usual words. */
final class GeminiErrors {
    private GeminiErrors() {}

    /** One thing wrong with a field; the root has an empty field. */
    record Violation(String field, String description) {}

    static Refused invalid(String message) {
        return error(400, message);
    }

    /** Google's validator says where, in proto names. */
    static Refused at(String field, String problem) {
        return error(400, "* GenerateContentRequest." + field + ": " + problem + "\n");
    }

    static Refused violations(List<Violation> violations) {
        String message = String.join(
                "\n", violations.stream().map(Violation::description).toList());
        ObjectNode body = body(400, message);
        ObjectNode detail =
                ((ObjectNode) body.path("error")).putArray("details").addObject();
        detail.put("@type", "type.googleapis.com/google.rpc.BadRequest");
        ArrayNode list = detail.putArray("fieldViolations");
        for (Violation violation : violations) {
            ObjectNode entry = list.addObject();
            if (!violation.field().isEmpty()) {
                entry.put("field", violation.field());
            }
            entry.put("description", violation.description());
        }
        return new Refused(400, message, Map.of(), body.toString());
    }

    static Refused badKey() {
        String message = "API key not valid. Please pass a valid API key.";
        ObjectNode body = body(400, message);
        ArrayNode details = ((ObjectNode) body.path("error")).putArray("details");
        details.addObject()
                .put("@type", "type.googleapis.com/google.rpc.ErrorInfo")
                .put("reason", "API_KEY_INVALID")
                .put("domain", "googleapis.com")
                .putObject("metadata")
                .put("service", "generativelanguage.googleapis.com");
        details.addObject()
                .put("@type", "type.googleapis.com/google.rpc.LocalizedMessage")
                .put("locale", "en-US")
                .put("message", message);
        return new Refused(400, message, Map.of(), body.toString());
    }

    static Refused error(int status, String message) {
        return new Refused(status, message, Map.of(), body(status, message).toString());
    }

    /** What is sent for a scripted status; the wait is told in the body, as Google does. */
    static Refused status(int status, @Nullable String message, @Nullable Duration retryAfter) {
        String said = message == null ? words(status) : message;
        ObjectNode body = body(status, said);
        if (retryAfter != null) {
            ((ObjectNode) body.path("error"))
                    .putArray("details")
                    .addObject()
                    .put("@type", "type.googleapis.com/google.rpc.RetryInfo")
                    .put("retryDelay", seconds(retryAfter));
        }
        return new Refused(status, said, Map.of(), body.toString());
    }

    static ObjectNode body(int status, String message) {
        ObjectNode body = Json.object();
        body.putObject("error").put("code", status).put("message", message).put("status", name(status));
        return body;
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0
                ? duration.toSeconds() + "s"
                : String.format(Locale.ROOT, "%.3fs", duration.toMillis() / 1000.0);
    }

    private static String name(int status) {
        return switch (status) {
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 499 -> "CANCELLED";
            case 503 -> "UNAVAILABLE";
            case 504 -> "DEADLINE_EXCEEDED";
            default -> status < 500 ? "INVALID_ARGUMENT" : "INTERNAL";
        };
    }

    private static String words(int status) {
        return switch (status) {
            case 403 -> "The caller does not have permission";
            case 429 ->
                "You exceeded your current quota, please check your plan and billing details. For more information on"
                        + " this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits.";
            case 503 -> "The model is overloaded. Please try again later.";
            case 504 -> "The request timed out. Please try again.";
            default ->
                status < 500
                        ? "Request contains an invalid argument."
                        : "An internal error has occurred. Please retry or report in"
                                + " https://developers.generativeai.google/guide/troubleshooting";
        };
    }
}
