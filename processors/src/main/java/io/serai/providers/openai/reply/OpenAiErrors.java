package io.serai.providers.openai.reply;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.json.ProviderJson;
import io.serai.providers.ContentRefusal;
import io.serai.providers.ContextLength;
import io.serai.providers.ProviderWords;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Tells what an error of OpenAI's wire means, by status, code and words, whole or inside a stream.
 *
 * <p>A spent account (429 {@code insufficient_quota}) counts as {@code CREDENTIALS}, not as a limit: waiting heals a
 * limit, only money heals this.
 */
public final class OpenAiErrors {

    /** What a provider says about an error; vendors shape it in half a dozen ways. */
    private record Said(
            @Nullable String message,
            @Nullable String type,
            @Nullable String code,
            @Nullable String param,
            int status,
            boolean flagged) {

        /** Whether the content was refused, by whatever the provider has for a code. */
        boolean refusesContent() {
            return flagged || ContentRefusal.isCode(code) || ContentRefusal.isCode(type);
        }

        /** The words in lower case, without what is told back of the request. */
        String plain() {
            return message == null ? "" : ProviderWords.unquoted(message).toLowerCase(Locale.ROOT);
        }
    }

    private OpenAiErrors() {}

    public static ProviderFailure explain(
            int status, UnaryOperator<@Nullable String> header, byte[] body, Instant now) {
        Said said = said(ProviderJson.lenient(body));
        Kind kind = kind(status, said);
        String message = said.message == null ? instead(status, body) : said.message;
        return failure(kind, status, message, said, retryAfter(header, now));
    }

    /** An error object where an answer was expected, under status 200; null where the object is no error. */
    static @Nullable ProviderFailure inside(byte[] body) {
        JsonNode tree = ProviderJson.lenient(body);
        if (tree == null || !looksLikeError(tree)) {
            return null;
        }
        Said said = said(tree);
        int status = said.status != 0 ? said.status : implied(said);
        String message = said.message == null ? "the provider answered with an error it did not explain" : said.message;
        return failure(kind(status, said), said.status, message, said, null);
    }

    private static boolean looksLikeError(JsonNode tree) {
        return given(tree.path("error"))
                || given(tree.path("choices").path(0).path("error"))
                || "error".equals(ProviderJson.text(tree, "object"))
                || !tree.has("choices") && (tree.has("message") || tree.has("detail"));
    }

    private static boolean given(JsonNode node) {
        return !node.isMissingNode() && !node.isNull();
    }

    private static ProviderFailure failure(
            Kind kind, int status, String message, Said said, @Nullable Duration retryAfter) {
        return new ProviderFailure(
                kind,
                status,
                ProviderWords.redacted(message),
                ProviderWords.name(said.code != null ? said.code : said.type),
                ProviderWords.name(said.param),
                retryAfter);
    }

    private static Said said(@Nullable JsonNode tree) {
        if (tree == null) {
            return new Said(null, null, null, null, 0, false);
        }
        JsonNode root = tree.isArray() ? tree.path(0) : tree;
        JsonNode error = root.path("error");
        if (!given(error)) {
            error = root.path("choices").path(0).path("error");
        }
        if (error.isTextual()) {
            return new Said(
                    error.textValue(), null, ProviderJson.text(root, "code"), null, number(root.path("code")), false);
        }
        if (!error.isObject()) {
            error = root;
        }
        JsonNode code = error.path("code");
        String type = ProviderJson.text(error, "type");
        return new Said(
                message(error),
                type != null ? type : ProviderJson.text(error, "status"),
                code.isTextual() ? code.textValue() : null,
                ProviderJson.text(error, "param"),
                number(code),
                flagged(error));
    }

    /** OpenRouter's reasons of a moderator, and Azure's inner error. */
    private static boolean flagged(JsonNode error) {
        JsonNode metadata = error.path("metadata");
        return !metadata.path("reasons").isEmpty()
                || !metadata.path("flagged_input").asText("").isEmpty()
                || ContentRefusal.isCode(ProviderJson.text(metadata, "error_type"))
                || ContentRefusal.isCode(ProviderJson.text(error.path("innererror"), "code"));
    }

    private static @Nullable String message(JsonNode error) {
        JsonNode message = error.path("message");
        if (!given(message)) {
            message = error.path("detail");
        }
        if (!given(message) || message.isTextual() && message.textValue().isBlank()) {
            return null;
        }
        return message.isTextual() ? message.textValue() : message.toString();
    }

    /** A code that is an HTTP status, as vendors write it in numbers or digits; else 0. */
    private static int number(JsonNode code) {
        int status = code.isTextual() || code.isInt() ? code.asInt(0) : 0;
        return status >= 400 && status < 600 ? status : 0;
    }

    private static Kind kind(int status, Said said) {
        if (status >= 400 && status < 500) {
            if (said.refusesContent() || (refusesContentBy(status) && ContentRefusal.isSaidIn(said.message))) {
                return Kind.REQUEST_REFUSED;
            }
            if (ContextLength.isExceeded(status, either(said), said.message)) {
                return Kind.TOO_LONG;
            }
            if (accountSpentOrRefused(said)) {
                return Kind.CREDENTIALS;
            }
            if (modelUnknown(said)) {
                return Kind.NO_SUCH_MODEL;
            }
            // OpenRouter: nobody who serves the model takes what the request asks for
            if (status == 404 && said.plain().startsWith("no endpoints found that")) {
                return Kind.UNSUPPORTED;
            }
            if (RequestTooLarge.isMeant(status, either(said), said.plain())) {
                return Kind.UNSUPPORTED;
            }
        }
        return switch (status) {
            case 401, 402, 403 -> Kind.CREDENTIALS;
            // a wrong address answers so too; another provider may well do better
            case 404, 405, 410 -> Kind.NO_SUCH_MODEL;
            case 408, 504, 522, 524 -> Kind.TIMEOUT;
            // 425 too early; 498 is Groq's word for a full flex tier
            case 425, 429, 498 -> Kind.LIMITED;
            // two changes met at the provider: nothing the caller did
            case 409 -> Kind.SERVER;
            default -> {
                if (status >= 500) {
                    yield Kind.SERVER;
                }
                yield status >= 400 ? Kind.REQUEST_REFUSED : Kind.MALFORMED;
            }
        };
    }

    /** Statuses that some give to flagged content and others to a bad account or address. */
    private static boolean refusesContentBy(int status) {
        return status == 403 || status == 404 || status == 451;
    }

    private static boolean accountSpentOrRefused(Said said) {
        return switch (either(said)) {
            case "insufficient_quota",
                    "billing_not_active",
                    "billing_hard_limit_reached",
                    "account_deactivated",
                    "account_inactive",
                    "invalid_api_key",
                    "authentication_error",
                    "permission_error" -> true;
            default -> {
                if (said.param != null) {
                    yield false; // the request's field is at fault, and its value may be told back
                }
                String words = said.plain();
                yield words.contains("api key not valid")
                        || words.contains("invalid api key")
                        || words.contains("incorrect api key")
                        || words.contains("exceeded your current quota")
                        || words.contains("insufficient balance")
                        || words.contains("account is not active")
                        || words.contains("account has been deactivated");
            }
        };
    }

    private static boolean modelUnknown(Said said) {
        return switch (either(said)) {
            case "model_not_found", "model_not_available", "model_decommissioned", "invalid_model" -> true;
            default -> false;
        };
    }

    /** The code, or the type where the provider has no word for the code. */
    private static String either(Said said) {
        if (said.code != null && !said.code.chars().allMatch(Character::isDigit)) {
            return said.code.toLowerCase(Locale.ROOT);
        }
        return said.type == null ? "" : said.type.toLowerCase(Locale.ROOT);
    }

    /** The status that an error without one would have had as an answer of its own. */
    private static int implied(Said said) {
        if (said.refusesContent()) {
            return 400;
        }
        String word = either(said);
        if (word.contains("rate_limit")
                || word.contains("overloaded")
                || word.equals("tokens")
                || word.equals("requests")) {
            return 429;
        }
        if (word.contains("quota")
                || word.contains("api_key")
                || word.contains("auth")
                || word.contains("permission")) {
            return 401;
        }
        if (word.contains("timeout")) {
            return 408;
        }
        boolean refused = word.contains("invalid")
                || word.contains("context_length")
                || word.contains("bad_request")
                || word.contains("badrequest");
        if (refused || modelUnknown(said)) {
            return 400;
        }
        return 500;
    }

    private static @Nullable Duration retryAfter(UnaryOperator<@Nullable String> header, Instant now) {
        String millis = header.apply("retry-after-ms");
        Duration exact = millis == null ? null : ProviderWords.seconds(millis.strip());
        return exact != null ? exact.dividedBy(1000) : ProviderWords.retryAfter(header.apply("retry-after"), now);
    }

    /** What came instead of an answer or an explanation, in words. */
    static String instead(int status, byte[] body) {
        String start = start(body);
        if (start.isEmpty()) {
            return "status " + status + " with an empty body";
        }
        if (start.startsWith("<")) {
            return "status " + status + " with a page of HTML instead of JSON: is the base address right?";
        }
        return "status " + status + " with no valid JSON: " + start;
    }

    /** The beginning of some bytes, to show. */
    static String start(byte[] body) {
        String start = new String(body, 0, Math.min(body.length, 200), StandardCharsets.UTF_8).strip();
        return ProviderWords.redacted(start);
    }
}
