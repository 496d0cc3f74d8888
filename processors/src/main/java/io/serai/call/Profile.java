package io.serai.call;

import java.util.Locale;

/** By what candidates are put in order. */
public enum Profile {
    FASTEST,
    CHEAPEST,
    BEST,
    BALANCED;

    /** The word used in rules and in {@code auto:fastest}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
