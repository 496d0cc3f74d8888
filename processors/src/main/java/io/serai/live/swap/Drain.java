package io.serai.live.swap;

import java.util.concurrent.atomic.LongAdder;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Synchronization;

/**
 * Counts the calls inside one version of a route or connector, and says when the last has ended.
 *
 * <p>A call is inside from the moment it enters until its exchange is done, which is after the last byte of its answer:
 * a streamed answer outlives the route that asked for it, and closing that route's connections would cut it. Entering
 * and closing may race: either the call is let in and waited for, or it is turned away and goes to the next version.
 */
final class Drain implements Synchronization {

    private final LongAdder entered = new LongAdder();
    private final LongAdder left = new LongAdder();
    private volatile boolean closed;

    /** Lets the call in, once however often it passes, or answers {@code false} when this version takes no more. */
    boolean enter(Exchange call) {
        if (call.getExchangeExtension().containsOnCompletion(this)) {
            return true;
        }
        entered.increment();
        if (closed) {
            left.increment();
            return false;
        }
        call.getExchangeExtension().addOnCompletion(this);
        return true;
    }

    /** From now on nobody is let in. */
    void close() {
        closed = true;
    }

    /** Whether it is closed and everybody has left. */
    boolean dry() {
        // Those who left are counted first: had somebody entered meanwhile, the second sum would be the larger one.
        long gone = left.sum();
        return closed && gone == entered.sum();
    }

    @Override
    public void onComplete(Exchange exchange) {
        left.increment();
    }

    @Override
    public void onFailure(Exchange exchange) {
        left.increment();
    }
}
