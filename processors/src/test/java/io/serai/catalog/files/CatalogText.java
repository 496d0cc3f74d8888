package io.serai.catalog.files;

import io.serai.catalog.Catalog;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** A small models.yaml that tests change line by line. */
public final class CatalogText {

    public static final String GOOD = """
            default-price:
              per-million: {input: 3, output: 15}
            providers:
              openai:
                connector: openai-chat-sink
                wire: openai
                base-url: ${OPENAI_BASE_URL:https://api.openai.com/v1}
                api-key: ${OPENAI_API_KEY:}
                first-byte: 30s
              simulator:
                connector: simulator-chat-sink
                wire: simulator
            models:
              - name: gpt-4o
                provider: openai
                aliases: [4o]
                released: 2024-05-13
                context-window: 128000
                max-output: 16384
                features: [tools, vision]
                prices:
                  - from: 2024-05-13
                    per-million: {input: 5.00, output: 15.00}
                  - from: 2024-10-02
                    per-million:
                      input: 2.50
                      cache-read: 1.25
                      output: 10.00
                    source: price page
                quality: {general: 0.7, coding: 0.6}
                source: a benchmark
              - name: embed
                provider: openai
                upstream: text-embedding-3-small
                kind: embedding
                context-window: 8191
                prices:
                  - from: 2024-01-25
                    per-million: {input: 0.02}
            """;

    private CatalogText() {}

    /** The good text with one piece of it, which must be in it exactly once, replaced. */
    static String with(String piece, String replacement) {
        int at = GOOD.indexOf(piece);
        if (at < 0 || GOOD.indexOf(piece, at + 1) >= 0) {
            throw new IllegalArgumentException("not exactly once in the text: " + piece);
        }
        return GOOD.replace(piece, replacement);
    }

    public static Catalog read(String text, String... environment) {
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < environment.length; i += 2) {
            variables.put(environment[i], environment[i + 1]);
        }
        return CatalogReader.read(text.getBytes(StandardCharsets.UTF_8), "models.yaml", variables::get);
    }
}
