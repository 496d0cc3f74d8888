package io.serai.steps.call;

import io.serai.call.Attempt;
import io.serai.call.Candidate;
import io.serai.metering.Meter;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** An attempt under way: whom it asks, what it consumes and how long it takes; used by the call's own thread. */
public final class RunningAttempt {

    /**
     * How long one attempt may take, and after how long its silence says something of its deployment.
     *
     * @param answer     until something of the answer is there: the headers of a stream, all of a whole answer
     * @param firstToken from there until the first content of a stream
     * @param idle       between two events of a stream, and between two pieces of a whole answer
     * @param slow       a caller who leaves later without any answer was kept waiting for longer than the deployment usually needs
     * @param hopeless   whether no answer is to be expected any more before that; for a wait that has not seen any content
     */
    public record Limits(Duration answer, Duration firstToken, Duration idle, Duration slow, BooleanSupplier hopeless) {

        /** Of an attempt that nobody limits. */
        public static final Limits NONE =
                new Limits(Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1), () -> false);
    }

    private final Attempt attempt;
    private final Meter meter;
    private final boolean streamed;
    private final long askedNanos = System.nanoTime();
    private long firstContentNanos;
    private Limits limits = Limits.NONE;
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

    /** How long it may take; the same from its beginning on. */
    public Limits limits() {
        return limits;
    }

    public void limited(Limits given) {
        limits = given;
    }

    /** Whether anything of its answer is there. */
    public boolean begun() {
        return firstContentNanos != 0;
    }

    void hasContent() {
        firstContentNanos = System.nanoTime();
    }
}
