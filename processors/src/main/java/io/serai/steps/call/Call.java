package io.serai.steps.call;

import io.serai.call.CallId;
import io.serai.doors.BytesInFlight;
import io.serai.metering.Meter;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** One call under way: who waits for it, and what holds until its end; used by the call's own thread. */
public final class Call {

    private final CallId id;
    private final Instant at;
    private final long startedNanos = System.nanoTime();
    private final CallerConnection side;
    private final Deadline deadline;
    private final Exchange exchange;
    private @Nullable Settlement settlement;
    private @Nullable Meter meter;
    private BytesInFlight.@Nullable Share answer;
    private long askedNanos;
    private long firstContentNanos;

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

    long elapsedMillis() {
        return (System.nanoTime() - startedNanos) / 1_000_000;
    }

    public void settlement(Settlement settlement) {
        this.settlement = settlement;
    }

    /** Null while the call was not admitted. */
    @Nullable
    public Settlement settlement() {
        return settlement;
    }

    /** An attempt begins. */
    public void asks(Meter meter) {
        this.meter = meter;
        this.askedNanos = System.nanoTime();
    }

    /** The running attempt's meter. */
    public Meter meter() {
        if (meter == null) {
            throw new IllegalStateException("no attempt has begun: the step nextAttempt must come first");
        }
        return meter;
    }

    /** The running attempt's answer holds memory; what an earlier one held is given back. */
    public void holds(BytesInFlight.Share share) {
        freesAnswer();
        this.answer = share;
    }

    /** Gives back what an answer held, if any did. */
    public void freesAnswer() {
        BytesInFlight.Share held = answer;
        answer = null;
        if (held != null) {
            held.close();
        }
    }

    /** Milliseconds since the running attempt began. */
    public long askedMillis() {
        return (System.nanoTime() - askedNanos) / 1_000_000;
    }

    /** The running attempt's stream has begun to say something. */
    public void firstContent() {
        firstContentNanos = System.nanoTime();
    }

    public long sinceFirstContentMillis() {
        return (System.nanoTime() - firstContentNanos) / 1_000_000;
    }
}
