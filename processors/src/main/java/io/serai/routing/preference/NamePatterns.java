package io.serai.routing.preference;

import io.serai.catalog.Model;
import java.util.List;

/**
 * Tells which models a list of names and patterns means.
 *
 * <p>An entry is a name, an alias, {@code provider/name} or {@code provider/upstream}, and may end with {@code *} for all that
 * begin so; {@code *} alone means every model. Case counts.
 */
public final class NamePatterns {

    private NamePatterns() {}

    /** Whether one of the entries means the model; an empty list means all models. */
    public static boolean allow(List<String> patterns, Model model) {
        return patterns.isEmpty() || place(patterns, model) >= 0;
    }

    /** Where the first of the patterns stands that means the model, or -1 where none does. */
    public static int place(List<String> patterns, Model model) {
        for (int i = 0; i < patterns.size(); i++) {
            if (matches(patterns.get(i), model)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean matches(String pattern, Model model) {
        if (is(pattern, 0, model.name())) {
            return true;
        }
        List<String> aliases = model.aliases();
        for (int i = 0; i < aliases.size(); i++) {
            if (is(pattern, 0, aliases.get(i))) {
                return true;
            }
        }
        String provider = model.provider().name();
        int slash = provider.length();
        return pattern.length() > slash
                && pattern.charAt(slash) == '/'
                && pattern.startsWith(provider)
                && (is(pattern, slash + 1, model.name()) || is(pattern, slash + 1, model.upstream()));
    }

    /** Whether the pattern from a place on is the name, or with a star at its end the beginning of it. */
    private static boolean is(String pattern, int from, String name) {
        int length = pattern.length() - from;
        if (length > 0 && pattern.charAt(pattern.length() - 1) == '*') {
            return name.regionMatches(0, pattern, from, length - 1);
        }
        return length == name.length() && pattern.startsWith(name, from);
    }
}
