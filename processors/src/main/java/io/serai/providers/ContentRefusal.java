package io.serai.providers;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells a refusal of what a request says from one of who sends it; some answer both with 403.
 *
 * <p>OpenRouter and xAI answer flagged prompts with 403, others with 400 and a code of their own. Whatever the status, the
 * content is its caller's: the account is good, and the deployment goes on for everybody else.
 */
public final class ContentRefusal {

    /** Codes, types and reasons, in lower case. */
    private static final Set<String> CODES = Set.of(
            "content_filter",
            "content_filtered",
            "content_policy",
            "content_policy_violation",
            "content_moderation",
            "content_blocked",
            "moderation",
            "moderation_blocked",
            "moderation_error",
            "invalid_prompt",
            "prompt_blocked",
            "prohibited_content",
            "sensitive_content",
            "safety",
            "safety_violation",
            "policy_violation",
            "usage_policy_violation",
            "refusal",
            "guardrail_blocked",
            "responsibleaipolicyviolation",
            "data_inspection_failed",
            "datainspectionfailed");

    private static final Pattern WORDS =
            Pattern.compile("\\b(?:content|prompt|input|output|request|message|text|image|query)s?\\b"
                    + "[^.]{0,80}\\b(?:violat\\w*|flagged|moderat\\w*|unsafe|harmful|prohibited|sensitive|inappropriate)\\b"
                    + "|\\b(?:content|prompt|input|output)s?\\b[^.]{0,40}\\b(?:blocked|filter\\w*)\\b"
                    + "|\\b(?:usage guidelines|content (?:management )?polic(?:y|ies)|safety system|safety_check_type"
                    + "|safety filters?|requires moderation|prompt injection|content exists risk)");

    /** An account may be closed for what it once sent; that is not the present request's doing. */
    private static final Pattern ACCOUNT = Pattern.compile(
            "\\b(?:account|organi[sz]ation|suspended|deactivated|terminated|banned|subscription|billing)\\b");

    private ContentRefusal() {}

    /** Whether a code, type or reason of an error means that the content was refused. */
    public static boolean isCode(@Nullable String code) {
        return code != null && CODES.contains(code.toLowerCase(Locale.ROOT));
    }

    /** Whether the words of an error under 403 or the like mean that the content was refused. */
    public static boolean isSaidIn(@Nullable String words) {
        if (words == null) {
            return false;
        }
        String plain = ProviderWords.unquoted(words).toLowerCase(Locale.ROOT);
        return WORDS.matcher(plain).find() && !ACCOUNT.matcher(plain).find();
    }
}
