package io.serai.routing.preference;

import io.serai.call.GatewayError;
import io.serai.chat.PlainText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the sentence by which a rule refuses: {@code refuse 403 not_for_interns: Interns may not use paid models.} */
public final class RefusalSentence {

    private static final String WORD = "refuse";

    private static final Pattern SENTENCE =
            Pattern.compile(WORD + "\\s+(?<status>\\S+)\\s+(?<code>[^\\s:]+)\\s*:\\s*(?<words>\\S.*)", Pattern.DOTALL);
    private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9_]{0,63}");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

    /** More than that is for no error message; what a call brings into it may be long. */
    private static final int LONGEST = 1_000;

    private RefusalSentence() {}

    /** Whether a sentence means to refuse, be it readable or not. */
    public static boolean isOne(String sentence) {
        String text = sentence.strip();
        return text.startsWith(WORD)
                && (text.length() == WORD.length() || !Character.isLetterOrDigit(text.charAt(WORD.length())));
    }

    /** What a caller hears of a rule that refuses in words that cannot be read: a guard holds all the same. */
    public static GatewayError.RefusedByRule unreadable(String rule) {
        return new GatewayError.RefusedByRule(rule, 403, "refused_by_rule", "A rule of this gateway refuses the call.");
    }

    /** @throws IllegalArgumentException with what is wrong with it */
    static GatewayError.RefusedByRule read(String rule, String sentence) {
        Matcher read = SENTENCE.matcher(sentence.strip());
        if (!read.matches()) {
            throw new IllegalArgumentException("a refusal reads '" + WORD
                    + " 403 code_of_yours: What the caller should know.', not '" + sentence.strip() + "'");
        }
        String code = read.group("code");
        if (!CODE.matcher(code).matches()) {
            throw new IllegalArgumentException(
                    "the code of a refusal is a word of lowercase letters, digits and '_', such"
                            + " as not_for_interns, not '" + code + "'");
        }
        String words = PlainText.of(CONTROL.matcher(read.group("words")).replaceAll(" "));
        return new GatewayError.RefusedByRule(
                rule,
                status(read.group("status")),
                code,
                words.length() <= LONGEST ? words : PlainText.of(words.substring(0, LONGEST)) + "…");
    }

    private static int status(String word) {
        if (word.matches("4[0-9][0-9]|503")) {
            return Integer.parseInt(word);
        }
        throw new IllegalArgumentException(
                "the status of a refusal is 400 to 499, or 503 for what may be asked again, not '" + word + "'");
    }
}
