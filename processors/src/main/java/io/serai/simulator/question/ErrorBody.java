package io.serai.simulator.question;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.json.ProviderJson;
import org.jspecify.annotations.Nullable;

/** Writes errors in OpenAI's shape. */
public final class ErrorBody {

    private ErrorBody() {}

    public static byte[] of(String message, String type, @Nullable String param, @Nullable String code) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.putObject("error")
                .put("message", message)
                .put("type", type)
                .put("param", param)
                .put("code", code);
        return ProviderJson.bytes(root);
    }

    /** What OpenAI would say with a status. */
    public static byte[] of(int status) {
        return switch (status) {
            case 401 ->
                of("Incorrect API key provided: sk-sim***ator.", "invalid_request_error", null, "invalid_api_key");
            case 403 -> of("You are not allowed to do this (simulated).", "permission_error", null, null);
            case 404 ->
                of("The model does not exist (simulated).", "invalid_request_error", "model", "model_not_found");
            case 408 -> of("Request timed out (simulated).", "timeout_error", null, null);
            case 429 -> of("Rate limit reached (simulated).", "requests", null, "rate_limit_exceeded");
            case 503, 529 -> of("The engine is currently overloaded (simulated).", "server_error", null, "overloaded");
            default ->
                status >= 500
                        ? of("The server had an error (simulated).", "server_error", null, null)
                        : of("The request was refused (simulated).", "invalid_request_error", null, null);
        };
    }
}
