package io.serai.steps.patience;

import java.time.Duration;

/**
 * How long one attempt may keep its caller waiting.
 *
 * @param whole      until a whole answer is there
 * @param firstByte  until a streamed answer's headers are there
 * @param firstToken from then until its first content
 * @param idle       between two events of a stream
 */
public record Patience(Duration whole, Duration firstByte, Duration firstToken, Duration idle) {

    /** Until something of the answer is there. */
    public Duration answer(boolean streamed) {
        return streamed ? firstByte : whole;
    }
}
