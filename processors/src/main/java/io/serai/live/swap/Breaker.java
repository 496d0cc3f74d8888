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

    /**
     * How long it will still let no call through; zero where it lets some.
     *
     * <p>To be asked soon after a failure: an opening is timed from the first time that somebody sees it.
     */
    Duration openFor();

    /** Lets no call through from now on, for as long as it always does once it has opened. */
    void open();

    /** Share of failed calls in the window, 0 to 100; negative while there were too few calls to say. */
    float failureRate();

    /** Counts a failure that happened after the connector had returned, that long after the call began. */
    void failed(Duration after, Throwable reason);

    /** Counts a success that the connector did not see. */
    void succeeded(Duration after);
}
