package io.serai.providers.anthropic;

import java.util.Locale;

/**
 * What a model takes, told from its name, since the API has no other way to say it.
 *
 * <p>A Claude without a version in its name counts as the newest, so that a new model works on its first day. Other
 * vendors' models behind the same wire count as models of the first days of it.
 *
 * @param version major times 100 plus minor, {@link #NEWEST} where a Claude names none, 0 for other vendors
 */
record ClaudeModel(int version) {

    static final int NEWEST = 9_900;

    static ClaudeModel named(String upstream) {
        String name = upstream.toLowerCase(Locale.ROOT);
        int at = name.indexOf("claude");
        if (at < 0) {
            return new ClaudeModel(0);
        }
        String[] words = name.substring(at).split("[^a-z0-9]+", -1);
        for (int i = 0; i < words.length; i++) {
            if (isVersion(words[i])) {
                boolean minor = i + 1 < words.length && isVersion(words[i + 1]);
                return new ClaudeModel(Integer.parseInt(words[i]) * 100 + (minor ? Integer.parseInt(words[i + 1]) : 0));
            }
        }
        return new ClaudeModel(NEWEST);
    }

    /** One or two digits; dates have eight. */
    private static boolean isVersion(String word) {
        return !word.isEmpty() && word.length() <= 2 && word.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private boolean foreign() {
        return version == 0;
    }

    /** From 4.7 on, temperature and top_p other than their defaults are errors. */
    boolean takesSampling() {
        return version < 407;
    }

    /** From 4.1 on, only one of temperature and top_p may be given. */
    boolean takesBothSamplers() {
        return version < 401;
    }

    /** {@code output_config.format} and strict tools, without a beta header. */
    boolean takesSchemas() {
        return version >= 405;
    }

    boolean thinks() {
        return foreign() || version >= 307;
    }

    /** Thinks as much as it finds right at an effort; a budget is deprecated from 4.6 and an error from 4.7 on. */
    boolean thinksAdaptively() {
        return version >= 406;
    }

    boolean takesExtraHighEffort() {
        return version >= 407;
    }

    /** A last message of the assistant is an error from 4.6 on. */
    boolean takesPrefill() {
        return !foreign() && version < 406;
    }
}
