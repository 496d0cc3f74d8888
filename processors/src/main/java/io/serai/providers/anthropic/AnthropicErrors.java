package io.serai.providers.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.json.ProviderJson;
import io.serai.providers.ContentRefusal;
import io.serai.providers.ContextLength;
import io.serai.providers.ProviderWords;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Tells what an error of the Messages API means, by status and type, whole or inside a stream. */
final class AnthropicErrors {

    /** Fields the API blames at the beginning of its message, by the caller's names for them. */
    private static final Map<String, String> PARAMS = Map.of(
            "messages", "messages",
            "system", "messages",
            "max_tokens", "max_tokens",
            "temperature", "temperature",
            "top_p", "top_p",
            "stop_sequences", "stop",
            "tools", "tools",
            "tool_choice", "tool_choice",
            "output_config", "response_format",
            "model", "model");

    private AnthropicErrors() {}

    static ProviderFailure explain(int status, UnaryOperator<@Nullable String> header, byte[] body, Instant now) {
        JsonNode tree = ProviderJson.lenient(body);
        JsonNode error = tree == null ? null : tree.path("error");
        String type = error == null ? null : ProviderJson.text(error, "type");
        String said = error == null ? null : ProviderJson.text(error, "message");
        String words = said == null ? "Anthropic answered " + status + " without an explanation" : said;
        Duration wait = ProviderWords.retryAfter(header.apply("retry-after"), now);
        return failure(kind(status, type, words), status, type, words, wait);
    }

    /** An error event under status 200; its type stands in for the status. */
    static ProviderFailure inStream(JsonNode event) {
        JsonNode error = event.path("error");
        String type = ProviderJson.text(error, "type");
        String said = ProviderJson.text(error, "message");
        String words = said == null ? "Anthropic ended the stream with an error" : said;
        int status = status(type);
        return failure(kind(status, type, words), status, type, words, null);
    }

    private static ProviderFailure failure(
            Kind kind, int status, @Nullable String type, String words, @Nullable Duration wait) {
        return new ProviderFailure(
                kind, status, ProviderWords.redacted(words), ProviderWords.name(type), param(words), wait);
    }

    private static Kind kind(int status, @Nullable String type, String words) {
        if (status == 400 && (ourAccount(words) || "billing_error".equals(type))) {
            return Kind.CREDENTIALS;
        }
        boolean refusable = status == 403 || status == 404 || status == 451;
        if (ContentRefusal.isCode(type) || (refusable && ContentRefusal.isSaidIn(words))) {
            return Kind.REQUEST_REFUSED;
        }
        if (ContextLength.isExceeded(status, type, words)) {
            return Kind.TOO_LONG;
        }
        return switch (status) {
            case 401, 402, 403 -> Kind.CREDENTIALS;
            case 404 -> Kind.NO_SUCH_MODEL;
            case 408, 504 -> Kind.TIMEOUT;
            case 429 -> Kind.LIMITED;
            default -> {
                if (status >= 500) {
                    yield Kind.SERVER;
                }
                yield status >= 400 ? Kind.REQUEST_REFUSED : Kind.MALFORMED;
            }
        };
    }

    /** An account without money, or over the limit its owner set, is reported as a bad request. */
    private static boolean ourAccount(String words) {
        if (param(words) != null) {
            return false; // a field of the request is at fault, and its value may be told back
        }
        String lower = ProviderWords.unquoted(words).toLowerCase(Locale.ROOT);
        return lower.contains("credit balance is too low")
                || lower.contains("api usage limits")
                || lower.contains("spend limit");
    }

    private static int status(@Nullable String type) {
        return switch (type) {
            case null -> 500;
            case "invalid_request_error" -> 400;
            case "authentication_error" -> 401;
            case "billing_error" -> 402;
            case "permission_error" -> 403;
            case "not_found_error" -> 404;
            case "request_too_large" -> 413;
            case "rate_limit_error" -> 429;
            case "timeout_error" -> 504;
            case "overloaded_error" -> 529;
            default -> 500;
        };
    }

    private static @Nullable String param(String words) {
        int end = 0;
        while (end < words.length() && (Character.isLetter(words.charAt(end)) || words.charAt(end) == '_')) {
            end++;
        }
        boolean path = end < words.length() && (words.charAt(end) == '.' || words.charAt(end) == ':');
        return path ? PARAMS.get(words.substring(0, end)) : null;
    }
}
