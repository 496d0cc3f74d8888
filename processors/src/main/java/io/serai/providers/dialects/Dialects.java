package io.serai.providers.dialects;

import io.serai.catalog.Wire;
import io.serai.providers.Dialect;
import io.serai.providers.anthropic.AnthropicDialect;
import io.serai.providers.gemini.GeminiDialect;
import io.serai.providers.openai.OpenAiDialect;
import java.util.EnumMap;
import java.util.Map;

/** Which dialect speaks which wire: a new one is a constant of {@link Wire}, a line here and a folder beside. */
public final class Dialects {

    private static final Map<Wire, Dialect> ALL = all();

    private Dialects() {}

    public static Dialect of(Wire wire) {
        Dialect dialect = ALL.get(wire);
        if (dialect == null) {
            throw new IllegalStateException("no dialect for " + wire);
        }
        return dialect;
    }

    private static Map<Wire, Dialect> all() {
        Map<Wire, Dialect> all = new EnumMap<>(Wire.class);
        for (Wire wire : Wire.values()) {
            all.put(wire, make(wire));
        }
        return all;
    }

    private static Dialect make(Wire wire) {
        return switch (wire) {
            case OPENAI -> OpenAiDialect.compatible();
            case OPENAI_PLATFORM -> OpenAiDialect.official();
            case MISTRAL -> OpenAiDialect.mistral();
            case SIMULATOR -> OpenAiDialect.simulator();
            case ANTHROPIC -> new AnthropicDialect();
            case GEMINI -> new GeminiDialect();
        };
    }
}
