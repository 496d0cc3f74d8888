package io.serai.simulator.question;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The models, which differ as real ones do. */
public enum SimulatedModel {
    FAST(60, 250, 0),
    CHEAP(150, 120, 0),
    /** Thinks first, and bills its thinking. */
    STRONG(400, 60, 48),
    /** Fails three calls in ten. */
    FLAKY(100, 120, 0);

    private final Duration firstToken;
    private final int tokensPerSecond;
    private final int thinking;

    SimulatedModel(int firstTokenMillis, int tokensPerSecond, int thinking) {
        this.firstToken = Duration.ofMillis(firstTokenMillis);
        this.tokensPerSecond = tokensPerSecond;
        this.thinking = thinking;
    }

    /** Null where there is none of the name. */
    public static @Nullable SimulatedModel named(String name) {
        return switch (name) {
            case "fast" -> FAST;
            case "cheap" -> CHEAP;
            case "strong" -> STRONG;
            case "flaky" -> FLAKY;
            default -> null;
        };
    }

    /** Its name in requests. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Duration firstToken() {
        return firstToken;
    }

    public Duration token() {
        return Duration.ofSeconds(1).dividedBy(tokensPerSecond);
    }

    /** Tokens of thinking for an ordinary effort. */
    public int thinking() {
        return thinking;
    }
}
