package io.serai.catalog;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A company or server that answers for models, with the account and address that reach it.
 *
 * @param connector   the Kamelet that reaches it, such as {@code openai-chat-sink}
 * @param baseUrl     without a slash at its end, in the form {@link #baseUrl} describes; empty where none is known
 * @param apiKey      empty where none is known
 * @param keyOptional whether it answers without a key (Ollama, vLLM)
 */
public record Provider(
        String name,
        String connector,
        Wire wire,
        String baseUrl,
        Secret apiKey,
        boolean keyOptional,
        Patience patience) {

    /**
     * How long its answers may take; null where the gateway's own setting holds.
     *
     * @param firstByte  until the status line and headers
     * @param firstToken until the first content of a stream
     * @param idle       between two events of a stream
     */
    public record Patience(
            @Nullable Duration firstByte,
            @Nullable Duration firstToken,
            @Nullable Duration idle) {
        public static final Patience DEFAULT = new Patience(null, null, null);
    }

    /**
     * Where it is reached. The openai wire ends with its version ({@code https://api.openai.com/v1}); anthropic and
     * gemini do not, their version is part of the path ({@code /v1/messages}, {@code /v1beta/models}).
     */
    public String baseUrl() {
        return baseUrl;
    }

    /** Whether there is enough to ask it: an address, and a key where it wants one. */
    public boolean configured() {
        return simulated() || (!baseUrl.isEmpty() && (keyOptional || !apiKey.isEmpty()));
    }

    /** Whether it is the built-in simulator, which no network is needed for. */
    public boolean simulated() {
        return wire == Wire.SIMULATOR;
    }
}
