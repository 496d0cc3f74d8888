package io.serai.providers;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells a prompt that does not fit the model's context from any other bad request.
 *
 * <p>Vendors answer both with 400; only OpenAI and those after it have a code for it. The words of the others are matched, after
 * what they quote of the request is taken away.
 */
public final class ContextLength {

    private static final Pattern WORDS = Pattern.compile(String.join(
            "|",
            "maximum context length",
            "max(?:imum)? (?:allowed )?(?:input|prompt) (?:token )?length",
            "context (?:length|window|size|limit)[^.]{0,80}(?:exceed|too (?:long|large|small)|maximum|full)",
            "exceed[^.]{0,60}(?:context (?:length|window|size|limit)|max_model_len)",
            "prompt is too long",
            "input is too long",
            "input token count[^.]{0,80}exceeds",
            "too many (?:input )?tokens",
            "tokens? (?:limit )?exceed[^.]{0,40}(?:model|context)",
            "reduce the length of the (?:messages|prompt|input)"));

    private ContextLength() {}

    /**
     * @param code  the provider's code or type, or null
     * @param words its message, or null
     */
    public static boolean isExceeded(int status, @Nullable String code, @Nullable String words) {
        if (status != 400 && status != 413 && status != 422) {
            return false;
        }
        if (code != null && code.toLowerCase(Locale.ROOT).startsWith("context_length_exceeded")) {
            return true;
        }
        return words != null
                && WORDS.matcher(ProviderWords.unquoted(words).toLowerCase(Locale.ROOT))
                        .find();
    }
}
