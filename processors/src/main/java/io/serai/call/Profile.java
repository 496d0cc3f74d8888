package io.serai.call;

import java.util.Locale;

/** By what candidates are put in order. */
public enum Profile {
    FASTEST,
    CHEAPEST,
    BEST,
    BALANCED,
    /** By the order in which a rule names models and providers; only a rule may say it. */
    IN_ORDER;

    /** The words used in rules and, but for the last, in {@code auto:fastest}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
