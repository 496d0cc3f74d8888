package io.serai.routing;

import io.serai.catalog.Catalog;
import io.serai.catalog.files.LiveCatalog;
import java.nio.charset.StandardCharsets;

/** Builds small catalogues for tests, by the words of a models.yaml. */
public final class Catalogs {

    /** What nearly every chat model can do. */
    public static final String PLAIN = "tools, json-object, streaming, seed";

    private final StringBuilder providers = new StringBuilder("providers:\n");
    private final StringBuilder models = new StringBuilder("models:\n");

    public static Catalogs with() {
        return new Catalogs();
    }

    /** A provider with a key. */
    public Catalogs provider(String name, String wire) {
        return provider(name, wire, "KEY");
    }

    public Catalogs keyless(String name, String wire) {
        return provider(name, wire, "NO_KEY");
    }

    private Catalogs provider(String name, String wire, String variable) {
        providers
                .append("  ")
                .append(name)
                .append(": {connector: ")
                .append(name)
                .append("-chat-sink, wire: ");
        providers
                .append(wire)
                .append(", base-url: 'http://localhost:1', api-key: '${")
                .append(variable)
                .append(":}'}\n");
        return this;
    }

    public Catalogs simulator() {
        providers.append("  simulator: {connector: simulator-chat-sink, wire: simulator}\n");
        return this;
    }

    /** A chat model with a window of 100,000 tokens, answers of 10,000, and {@link #PLAIN} features. */
    public Catalogs model(String name, String provider, String input, String output, double quality) {
        return model(name, provider, input, output, quality, "features: [" + PLAIN + "]");
    }

    /** @param more further lines of the model's entry, parted by semicolons */
    public Catalogs model(String name, String provider, String input, String output, double quality, String more) {
        models.append("  - name: ").append(name).append("\n    provider: ").append(provider);
        models.append("\n    prices: [{from: 2026-01-01, per-million: {input: '")
                .append(input);
        models.append("', output: '").append(output).append("'}}]");
        models.append("\n    quality: {general: ").append(quality).append("}\n    source: test\n");
        for (String line : (more.contains("context-window")
                        ? more
                        : more + "; context-window: 100000; max-output: 10000")
                .split("; ?", -1)) {
            models.append("    ").append(line).append('\n');
        }
        return this;
    }

    public Catalogs embedding(String name, String provider) {
        models.append("  - {name: ")
                .append(name)
                .append(", kind: embedding, provider: ")
                .append(provider);
        models.append(", context-window: 8192, prices: [{from: 2026-01-01, per-million: {input: '0.02'}}]}\n");
        return this;
    }

    public Catalog build() {
        String text = providers.toString() + models + "default-price:\n  per-million: {input: '5', output: '15'}\n";
        return new LiveCatalog(
                        name -> "KEY".equals(name) ? "sk-test" : null,
                        text.getBytes(StandardCharsets.UTF_8),
                        "models.yaml")
                .current();
    }
}
