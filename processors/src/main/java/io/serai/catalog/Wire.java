package io.serai.catalog;

/** The wire formats a provider can speak; each has one dialect. */
public enum Wire {
    /** OpenAI's format at any vendor that speaks it. */
    OPENAI("openai", "openai", "openaiCompatible"),
    /** OpenAI itself, which knows fields that the other vendors refuse. */
    OPENAI_PLATFORM("openai-platform", "openai", "openai"),
    /** OpenAI's format as Mistral has it. */
    MISTRAL("mistral", "openai", "mistral"),
    ANTHROPIC("anthropic", "anthropic", "anthropic"),
    GEMINI("gemini", "gemini", "gemini"),
    /** The built-in simulator: OpenAI's format without a network. */
    SIMULATOR("simulator", "openai", "simulator");

    private final String label;
    private final String family;
    private final String dialect;

    Wire(String label, String family, String dialect) {
        this.label = label;
        this.family = family;
        this.dialect = dialect;
    }

    /** The word used in models.yaml. */
    public String label() {
        return label;
    }

    /** Wires of one family pass each other's bytes on unchanged; such as {@code openai}. */
    public String family() {
        return family;
    }

    /** What connectors call its steps by: {@code <dialect>Encode} and {@code <dialect>Decode}. */
    public String dialect() {
        return dialect;
    }
}
