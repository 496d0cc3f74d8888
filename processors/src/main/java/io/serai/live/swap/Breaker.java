package io.serai.live.swap;

import java.time.Duration;

/**
 * The circuit breaker of one deployment, for what its connector cannot see by itself.
 *
 * <p>A connector sees a success when the answer begins; a stream that dies later is reported here.
 */
public interface Breaker {

    /** Whether calls are let through: all, none, or a few to see whether the provider is back. */
    enum State {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    State state();

    /** How long it stays open before it lets a call through on trial. */
    Duration openFor();

    /** Share of failed calls in the window, 0 to 100; negative while there were too few calls to say. */
    float failureRate();

    /** Counts a failure that happened after the connector had returned, that long after the call began. */
    void failed(Duration after, Throwable reason);

    /** Counts a success that the connector did not see. */
    void succeeded(Duration after);
}
