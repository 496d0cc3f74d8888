package io.serai.e2e.faults;

import java.util.Locale;

/** Whose format a provider speaks. */
enum Vendor {
    OPENAI("openai-chat-sink", "openai-platform", "tools, vision, json-object, json-schema, streaming"),
    ANTHROPIC("anthropic-chat-sink", "anthropic", "tools, vision, json-schema, streaming, prefill"),
    GEMINI("gemini-chat-sink", "gemini", "tools, vision, json-object, json-schema, streaming, prefill");

    private final String connector;
    private final String wire;
    private final String features;

    Vendor(String connector, String wire, String features) {
        this.connector = connector;
        this.wire = wire;
        this.features = features;
    }

    /** Its provider's name in the catalogue. */
    String provider() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A provider of this format where nobody listens. */
    String gone() {
        return "gone-" + provider();
    }

    /** Who answers when it does not; one of them takes no beginning of an answer. */
    Vendor next() {
        return values()[(ordinal() + 1) % values().length];
    }

    String yaml(String name, String address, String key) {
        return """
                  %s:
                    connector: %s
                    wire: %s
                    base-url: %s
                    api-key: %s
                """.formatted(name, connector, wire, address, key);
    }

    String modelYaml(String model, String provider, int window) {
        return """
                  - name: %s
                    provider: %s
                    released: 2026-11-01
                    context-window: %d
                    max-output: 4096
                    features: [%s]
                    prices:
                      - from: 2026-07-24
                        per-million: {input: 1.00, output: 2.00}
                        source: invented
                    quality: {general: 0.5}
                    source: invented
                """.formatted(model, provider, window, features);
    }
}
