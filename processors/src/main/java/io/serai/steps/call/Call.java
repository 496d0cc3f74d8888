package io.serai.steps.call;

import io.serai.call.CallId;
import io.serai.call.GatewayError;
import io.serai.call.ProviderFailure;
import io.serai.call.UsageRecord;
import io.serai.steps.call.CallListener.End;
import io.serai.steps.call.CallListener.Result;
import io.serai.steps.continuation.Continuation;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** One call under way: who waits for it, and for how long; used by the call's own thread. */
public final class Call {

    private final CallId id;
    private final Instant at;
    private final long startedNanos = System.nanoTime();
    private final CallerConnection side;
    private final Deadline deadline;
    private final Exchange exchange;
    private @Nullable Attempts attempts;
    private @Nullable GatewayError error;
    private boolean left;
    private @Nullable Continuation continuation;

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

    /** Its attempts, once it is admitted. */
    public @Nullable Attempts attempts() {
        return attempts;
    }

    void admitted(Attempts admitted) {
        attempts = admitted;
    }

    /** What of its streamed answer is delivered, from where it may be continued; null where it is not streamed or may not be. */
    public @Nullable Continuation continuation() {
        return continuation;
    }

    /** From now on its caller gets an answer that may be continued should it break off. */
    public void mayContinue(Continuation remembered) {
        continuation = remembered;
    }

    /** Whether its answer has broken off and an attempt is made to continue it. */
    public boolean continues() {
        return continuation != null && continuation.underWay();
    }

    /** Its caller is about to hear this instead of an answer. */
    public void refused(GatewayError told) {
        error = told;
    }

    /** Its caller hung up before it heard all. */
    public void left() {
        left = true;
    }

    /** Its caller waits no longer than this in all for an answer to begin. */
    public void patience(Duration patience) {
        deadline.patience(patience.minusNanos(elapsedNanos()));
    }

    /** Nanoseconds since it came in. */
    public long elapsedNanos() {
        return System.nanoTime() - startedNanos;
    }

    /** Nanoseconds of them that were not spent waiting for a provider; what its caller takes to send and to read is among them. */
    public long ownNanos() {
        return Math.max(0, elapsedNanos() - deadline.waitedNanos());
    }

    /** How it ended; to be asked once it has. */
    End end() {
        Attempts made = attempts;
        UsageRecord answer = made == null ? null : made.bill();
        ProviderFailure failure = made == null ? null : made.lastFailure();
        Result result = result(made);
        return new End(
                result,
                status(result),
                made == null ? 0 : made.count(),
                failure != null ? reason(failure) : error != null ? CallListener.reasonOf(error) : null,
                answer);
    }

    private Result result(@Nullable Attempts made) {
        if (made != null && made.isAnswered()) {
            // Settled and never sent, where an edited route ends behind the tap.
            return side.status() >= 400 ? Result.FAILED : Result.OK;
        }
        if (left || (made != null && error == null && made.isLeft())) {
            return Result.HUNG_UP;
        }
        if (error != null) {
            return CallListener.resultOf(error);
        }
        int sent = side.status();
        if (made != null || sent >= 500) {
            return Result.FAILED;
        }
        return sent >= 400 ? Result.REFUSED : Result.OK;
    }

    /** What was sent goes before what was meant: an error in a stream that had begun, or in a text of a route's own, is a 200. */
    private int status(Result result) {
        if (result == Result.HUNG_UP) {
            return End.HUNG_UP;
        }
        int sent = side.status();
        return sent != 0 ? sent : error == null ? 200 : error.status();
    }

    /** Without the provider's words, which may repeat what it was sent. */
    private static String reason(ProviderFailure failure) {
        return failure.status() == 0 ? failure.kind().words() : failure.kind().words() + " (" + failure.status() + ")";
    }
}
