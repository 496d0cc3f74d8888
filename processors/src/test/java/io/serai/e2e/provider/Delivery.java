package io.serai.e2e.provider;

import java.time.Duration;

/**
 * How an answer is put on the wire.
 *
 * @param first the wait before the status line
 * @param between the wait before each event of a stream but the first
 * @param split bytes written at a time, whatever the events; 0 writes event by event
 * @param crlf lines of a stream end with CR LF instead of LF
 * @param comments a comment (Anthropic: a ping) goes before each event
 * @param usageOnChoice usage comes with the last choice instead of alone (OpenAI)
 * @param usageEveryChunk usage so far comes with each chunk (OpenAI; Gemini does so always)
 * @param terminator the last event is sent ({@code [DONE]}, {@code message_stop}; Gemini has none)
 * @param ending how it ends
 */
public record Delivery(
        Duration first,
        Duration between,
        int split,
        boolean crlf,
        boolean comments,
        boolean usageOnChoice,
        boolean usageEveryChunk,
        boolean terminator,
        Ending ending) {
    static final Delivery PLAIN =
            new Delivery(Duration.ZERO, Duration.ZERO, 0, false, false, false, false, true, new Ending.Whole());

    public Delivery {
        if (split < 0 || first.isNegative() || between.isNegative()) {
            throw new IllegalArgumentException("waits and splits cannot be negative");
        }
    }

    /** How many events go out before the ending; all of them when it is whole. */
    int frames() {
        return switch (ending) {
            case Ending.Whole whole -> Integer.MAX_VALUE;
            case Ending.Cut cut -> cut.frames();
            case Ending.Drop drop -> drop.frames();
            case Ending.Reset reset -> reset.frames();
            case Ending.Stall stall -> stall.frames();
            case Ending.Fail fail -> fail.frames();
        };
    }
}
