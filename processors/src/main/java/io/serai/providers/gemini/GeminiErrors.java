package io.serai.providers.gemini;

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
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Tells what an error of the Gemini API means, in Google's common form of status, words and details. */
final class GeminiErrors {

    private GeminiErrors() {}

    static ProviderFailure explain(int status, UnaryOperator<@Nullable String> header, byte[] body, Instant now) {
        JsonNode tree = ProviderJson.lenient(body);
        // without alt=sse an error in a stream comes as a list of one
        JsonNode holder = tree != null && tree.isArray() && !tree.isEmpty() ? tree.get(0) : tree;
        JsonNode error = holder == null ? null : holder.path("error");
        if (error == null || !error.isObject()) {
            return new ProviderFailure(
                    kind(status, "", "", ""),
                    status,
                    "Gemini answered " + status + " without an explanation",
                    null,
                    null,
                    ProviderWords.retryAfter(header.apply("retry-after"), now));
        }
        Duration wait = retryDelay(error);
        return failure(error, status, wait != null ? wait : ProviderWords.retryAfter(header.apply("retry-after"), now));
    }

    /** An error under status 200; its own code stands in for the status. */
    static ProviderFailure inStream(JsonNode body) {
        JsonNode error = body.path("error");
        int code = error.path("code").asInt(500);
        return failure(error, code >= 400 && code < 600 ? code : 500, retryDelay(error));
    }

    private static ProviderFailure failure(JsonNode error, int status, @Nullable Duration wait) {
        String said = ProviderJson.text(error, "message");
        String words = said == null ? "Gemini failed without an explanation" : said;
        String state = error.path("status").asText("");
        String reason = detail(error, "ErrorInfo", "reason");
        return new ProviderFailure(
                kind(status, state, reason, words),
                status,
                ProviderWords.redacted(words),
                state.isEmpty() ? null : ProviderWords.name(state),
                null,
                wait);
    }

    private static Kind kind(int status, String state, String reason, String words) {
        String lower = ProviderWords.unquoted(words).toLowerCase(Locale.ROOT);
        boolean refusable = status == 403 || status == 404 || status == 451;
        if (ContentRefusal.isCode(reason) || (refusable && ContentRefusal.isSaidIn(words))) {
            return Kind.REQUEST_REFUSED;
        }
        if (status == 400 && ourAccount(state, reason, lower)) {
            return Kind.CREDENTIALS;
        }
        if (ContextLength.isExceeded(status, state, words)) {
            return Kind.TOO_LONG;
        }
        return switch (status) {
            case 401, 402, 403 -> Kind.CREDENTIALS;
            case 404 -> Kind.NO_SUCH_MODEL;
            case 408, 504 -> Kind.TIMEOUT;
            case 429 -> Kind.LIMITED;
            default -> {
                if (status >= 500 || status == 499) {
                    yield Kind.SERVER;
                }
                yield status >= 400 ? Kind.REQUEST_REFUSED : Kind.MALFORMED;
            }
        };
    }

    /** A bad or expired key, and a country or plan that Google does not serve, are reported as bad requests. */
    private static boolean ourAccount(String state, String reason, String words) {
        return reason.startsWith("API_KEY_")
                || state.equals("FAILED_PRECONDITION")
                || words.contains("api key not valid")
                || words.contains("api key expired");
    }

    private static @Nullable Duration retryDelay(JsonNode error) {
        String delay = detail(error, "RetryInfo", "retryDelay");
        return delay.endsWith("s") ? ProviderWords.seconds(delay.substring(0, delay.length() - 1)) : null;
    }

    private static String detail(JsonNode error, String type, String field) {
        for (JsonNode detail : error.path("details")) {
            if (detail.path("@type").asText("").endsWith("google.rpc." + type)) {
                return detail.path(field).asText("");
            }
        }
        return "";
    }
}
