package io.serai.catalog;

import java.util.Locale;

/** The wire formats a provider can speak. */
public enum Wire {
    OPENAI,
    ANTHROPIC,
    GEMINI,
    /** The built-in simulator: OpenAI's format without a network. */
    SIMULATOR;

    /** The word used in models.yaml. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The family of the dialect that speaks it, such as {@code openai}. */
    public String family() {
        return this == SIMULATOR ? OPENAI.label() : label();
    }
}
