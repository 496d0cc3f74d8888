package io.serai.steps.call;

import io.serai.call.CallId;
import java.time.Instant;
import org.apache.camel.Exchange;

/** One call under way: who waits for it, and for how long; used by the call's own thread. */
public final class Call {

    private final CallId id;
    private final Instant at;
    private final long startedNanos = System.nanoTime();
    private final CallerConnection side;
    private final Deadline deadline;
    private final Exchange exchange;

    /** @param exchange the door's, which outlives every copy that connectors and breakers make */
    public Call(CallId id, Instant at, CallerConnection side, Deadlines deadlines, Exchange exchange) {
        this.id = id;
        this.at = at;
        this.side = side;
        this.exchange = exchange;
        this.deadline = new Deadline(deadlines, side::gone, side.keepAlive());
    }

    public CallId id() {
        return id;
    }

    public Instant at() {
        return at;
    }

    public CallerConnection side() {
        return side;
    }

    public Deadline deadline() {
        return deadline;
    }

    public Exchange exchange() {
        return exchange;
    }

    /** Since it came in. */
    long elapsedMillis() {
        return (System.nanoTime() - startedNanos) / 1_000_000;
    }
}
