package io.serai.e2e.provider;

import java.time.Duration;

/**
 * How an answer is put on the wire.
 *
 * @param first the wait before the status line
 * @param token the wait between the head and the first event of a stream
 * @param between the wait before each event of a stream but the first
 * @param split bytes written at a time, whatever the events; 0 writes event by event
 * @param crlf lines of a stream end with CR LF instead of LF
 * @param comments a comment (Anthropic: a ping) goes before each event
 * @param usageOnChoice usage comes with the last choice instead of alone (OpenAI)
 * @param usageEveryChunk usage so far comes with each chunk (OpenAI; Gemini does so always)
 * @param usage whether usage is told at all
 * @param terminator the last event is sent ({@code [DONE]}, {@code message_stop}; Gemini has none)
 * @param brokenEvent after so many events comes one that is no JSON, and the stream goes on; 0 for none
 * @param ending how it ends
 */
public record Delivery(
        Duration first,
        Duration token,
        Duration between,
        int split,
        boolean crlf,
        boolean comments,
        boolean usageOnChoice,
        boolean usageEveryChunk,
        boolean usage,
        boolean terminator,
        int brokenEvent,
        Ending ending) {
    static final Delivery PLAIN = new Delivery(
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            0,
            false,
            false,
            false,
            false,
            true,
            true,
            0,
            new Ending.Whole());

    public Delivery {
        if (split < 0 || first.isNegative() || between.isNegative() || token.isNegative() || brokenEvent < 0) {
            throw new IllegalArgumentException("waits, splits and places cannot be negative");
        }
    }

    Delivery waiting(Duration beforeHead, Duration beforeToken, Duration beforeOthers) {
        return new Delivery(
                beforeHead,
                beforeToken,
                beforeOthers,
                split,
                crlf,
                comments,
                usageOnChoice,
                usageEveryChunk,
                usage,
                terminator,
                brokenEvent,
                ending);
    }

    Delivery shaped(int bytes, boolean lineFeeds, boolean remarks, boolean onChoice, boolean everyChunk) {
        return new Delivery(
                first,
                token,
                between,
                bytes,
                lineFeeds,
                remarks,
                onChoice,
                everyChunk,
                usage,
                terminator,
                brokenEvent,
                ending);
    }

    Delivery lacking(boolean saysUsage, boolean saysEnd, int brokenAt) {
        return new Delivery(
                first,
                token,
                between,
                split,
                crlf,
                comments,
                usageOnChoice,
                usageEveryChunk,
                saysUsage,
                saysEnd,
                brokenAt,
                ending);
    }

    Delivery ending(Ending other) {
        return new Delivery(
                first,
                token,
                between,
                split,
                crlf,
                comments,
                usageOnChoice,
                usageEveryChunk,
                usage,
                terminator,
                brokenEvent,
                other);
    }

    /** How many events go out before the ending; all of them when it is whole. */
    int frames() {
        return switch (ending) {
            case Ending.Whole whole -> Integer.MAX_VALUE;
            case Ending.Open open -> Integer.MAX_VALUE;
            case Ending.Cut cut -> cut.frames();
            case Ending.Drop drop -> drop.frames();
            case Ending.Torn torn -> torn.frames();
            case Ending.Reset reset -> reset.frames();
            case Ending.Stall stall -> stall.frames();
            case Ending.Fail fail -> fail.frames();
        };
    }
}
