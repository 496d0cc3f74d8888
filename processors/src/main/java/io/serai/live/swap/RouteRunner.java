package io.serai.live.swap;

import org.apache.camel.Exchange;

/**
 * Runs the route behind a direct endpoint in a way of its own. Beans of this type are found.
 *
 * <p>What a route may do to the call that enters it ({@code stop}, {@code rollback}, headers, an endless loop) is decided here,
 * whatever the file says that sends to it.
 */
public interface RouteRunner {

    /** The route in force at that moment, on whatever exchange it is given. */
    @FunctionalInterface
    interface Target {
        void process(Exchange exchange) throws Exception;
    }

    /** Whether it runs the route behind {@code direct:<name>}. */
    boolean runs(String name);

    /** Sends the call, or something in its place, through the route. */
    void run(Exchange call, Target route) throws Exception;
}
