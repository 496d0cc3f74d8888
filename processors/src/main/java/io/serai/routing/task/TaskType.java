package io.serai.routing.task;

import java.util.Locale;

/** The types that the classifier tells apart; where two fit equally well, the earlier one is taken. */
public enum TaskType {
    TRANSLATION,
    SUMMARISATION,
    CLASSIFICATION,
    EXTRACTION,
    CODING,
    REASONING,
    CREATIVE,
    SUPPORT,
    TOOL_USE,
    GENERAL;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The word used in rules, configuration and the ledger, such as {@code tool-use}. */
    public String label() {
        return label;
    }
}
