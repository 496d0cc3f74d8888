package io.serai.providers.gemini;

import java.util.Locale;

/**
 * What a model takes, told from its name.
 *
 * <p>A Gemini without a version in its name ({@code gemini-flash-latest}) counts as the newest; other models behind the
 * same wire, such as Gemma, as models of its first days.
 *
 * @param version major times 100 plus minor, {@link #NEWEST} where a Gemini names none, 0 for others
 * @param pro     whether it is of the large kind, which never stops thinking
 */
record GeminiModel(int version, boolean pro) {

    static final int NEWEST = 9_900;

    static GeminiModel named(String upstream) {
        String name = upstream.toLowerCase(Locale.ROOT);
        int at = name.indexOf("gemini");
        if (at < 0) {
            return new GeminiModel(0, false);
        }
        String[] words = name.substring(at).split("[^a-z0-9.]+", -1);
        boolean pro = false;
        int version = NEWEST;
        for (int i = words.length - 1; i > 0; i--) {
            pro |= words[i].equals("pro");
            // the version follows the family's name; a later number is a date or a revision
            if (i == 1 && words[i].matches("\\d{1,2}(\\.\\d{1,2})?")) {
                String[] numbers = words[i].split("\\.", -1);
                version = Integer.parseInt(numbers[0]) * 100 + (numbers.length > 1 ? Integer.parseInt(numbers[1]) : 0);
            }
        }
        return new GeminiModel(version, pro);
    }

    boolean thinks() {
        return version >= 205;
    }

    /** From 3 on thinking has levels; before, a budget in tokens. */
    boolean thinksByLevel() {
        return version >= 300;
    }

    /** Levels besides low and high: Flash has all, Pro got medium with 3.1. */
    boolean hasMediumLevel() {
        return !pro || version >= 301;
    }

    /** Before 3, a request with tools may not ask for JSON as well. */
    boolean takesJsonWithTools() {
        return version >= 300;
    }

    /** From 3 on, the first call of a turn must come back with its signature. */
    boolean wantsSignatures() {
        return version >= 300;
    }

    /** Contents that end with the model's own turn are gone on with; 3.5 Flash-Lite and all from 3.6 on refuse them. */
    boolean goesOnWithItsTurn() {
        return version >= 200 && version <= 301;
    }
}
