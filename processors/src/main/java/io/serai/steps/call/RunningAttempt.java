package io.serai.steps.call;

import io.serai.call.Attempt;
import io.serai.call.Candidate;
import io.serai.metering.Meter;
import org.jspecify.annotations.Nullable;

/** An attempt under way: whom it asks, what it consumes and how long it takes; used by the call's own thread. */
public final class RunningAttempt {

    private final Attempt attempt;
    private final Meter meter;
    private final boolean streamed;
    private final long askedNanos = System.nanoTime();
    private long firstContentNanos;
    private @Nullable String traceparent;

    RunningAttempt(Attempt attempt, Meter meter, boolean streamed) {
        this.attempt = attempt;
        this.meter = meter;
        this.streamed = streamed;
    }

    public Attempt attempt() {
        return attempt;
    }

    public Candidate candidate() {
        return attempt.candidate();
    }

    /** What it has consumed so far. */
    public Meter meter() {
        return meter;
    }

    /** Whether its answer is wanted as it grows. */
    public boolean streamed() {
        return streamed;
    }

    /** Nanoseconds since it began. */
    public long nanos() {
        return System.nanoTime() - askedNanos;
    }

    /** Milliseconds since it began. */
    public long millis() {
        return nanos() / 1_000_000;
    }

    /** Milliseconds since its first content. */
    public long millisSinceFirstContent() {
        return (System.nanoTime() - firstContentNanos) / 1_000_000;
    }

    /** The {@code traceparent} by which its provider may go on with the call's trace, or null where there is no trace. */
    public @Nullable String traceparent() {
        return traceparent;
    }

    public void traced(String parent) {
        traceparent = parent;
    }

    void hasContent() {
        firstContentNanos = System.nanoTime();
    }
}
