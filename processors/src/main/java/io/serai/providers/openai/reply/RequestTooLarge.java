package io.serai.providers.openai.reply;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rate limit that one request exceeds all by itself.
 *
 * <p>It comes as a 429 like any limit, but waiting does not help, and the deployment serves other requests as before. Another
 * account or provider may have the higher limit.
 */
final class RequestTooLarge {

    /** "Limit 30000, Requested 52000", with what is used already in between. */
    private static final Pattern LIMIT_AND_REQUESTED = Pattern.compile(
            "\\blimit:? {0,3}([0-9][0-9,]{0,14})\\b[^0-9]{1,40}(?:used:? {0,3}[0-9,]{1,15},? {0,3})?requested:? {0,3}([0-9][0-9,]{0,14})");

    private RequestTooLarge() {}

    /**
     * @param code  the provider's code, or its type, in lower case
     * @param words its message in lower case
     */
    static boolean isMeant(int status, String code, String words) {
        boolean limit =
                status == 429 || (status == 413 && (code.equals("rate_limit_exceeded") || code.equals("tokens")));
        return limit
                && (words.startsWith("request too large")
                        || words.contains("tokens must be reduced")
                        || words.contains("reduce your message size")
                        || asksForMoreThanTheLimit(words));
    }

    private static boolean asksForMoreThanTheLimit(String words) {
        Matcher numbers = LIMIT_AND_REQUESTED.matcher(words);
        return numbers.find() && number(numbers.group(2)) > number(numbers.group(1));
    }

    private static long number(String digits) {
        String plain = digits.replace(",", "");
        return plain.isEmpty() ? 0 : Long.parseLong(plain);
    }
}
