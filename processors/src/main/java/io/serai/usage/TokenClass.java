package io.serai.usage;

import java.util.Locale;

/** Kinds of tokens that are priced apart; a token of a call belongs to exactly one. */
public enum TokenClass {
    /** Prompt tokens neither read from nor written to a cache. */
    INPUT,
    CACHE_READ,
    CACHE_WRITE_5M,
    CACHE_WRITE_1H,
    AUDIO_INPUT,
    /** Answer tokens that are neither reasoning nor sound. */
    OUTPUT,
    REASONING,
    AUDIO_OUTPUT;

    /** The word used in the price list, such as {@code cache-read}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
