package io.serai.steps.call;

import io.serai.call.Attempt;
import io.serai.call.Candidate;
import io.serai.call.FailedAttempt;
import io.serai.call.Outcome;
import io.serai.call.ProviderFailure;
import io.serai.call.Trail;
import io.serai.call.UsageRecord;
import io.serai.doors.BytesInFlight;
import io.serai.metering.Meter;
import io.serai.routing.retry.NextMove;
import io.serai.usage.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attempts of one call, told here and nowhere else: what begins, answers, fails, breaks or is left.
 *
 * <p>Made when the call is admitted and hung on its exchange from Java, so that no edited route can lose the bill. Tells the
 * {@link Settlement} first, which must not fail, then every {@link AttemptListener}, which may.
 */
public final class Attempts extends SynchronizationAdapter {

    private static final Logger log = LoggerFactory.getLogger(Attempts.class);
    private static final OncePerMinute TROUBLE = new OncePerMinute(InstantSource.system());

    private final Call call;
    private final Settlement settlement;
    private final List<AttemptListener> listeners;
    private Trail trail;
    private @Nullable RunningAttempt running;
    private int count;
    private boolean askedAgain;
    private @Nullable ProviderFailure lastFailure;
    private Duration pause = Duration.ZERO;
    private BytesInFlight.@Nullable Share answer;

    /** @param candidates in the order of asking */
    public Attempts(Call call, Settlement settlement, List<Candidate> candidates, List<AttemptListener> listeners) {
        this.call = call;
        this.settlement = settlement;
        this.listeners = listeners;
        this.trail = new Trail(candidates, List.of());
        call.admitted(this);
    }

    public Trail trail() {
        return trail;
    }

    /** The attempt under way. */
    public RunningAttempt running() {
        if (running == null) {
            throw new IllegalStateException("no attempt is under way: the step nextAttempt must come first");
        }
        return running;
    }

    /** The next candidate is asked; from now on it may consume something. */
    public RunningAttempt begins(Meter meter, boolean streamed, Instant at) {
        Candidate candidate = trail.next();
        if (candidate == null) {
            throw new IllegalStateException("no candidate is left: the step attemptFailed must end the loop");
        }
        RunningAttempt attempt = new RunningAttempt(new Attempt(trail.nextNumber(), candidate, at), meter, streamed);
        trail = trail.asking();
        running = attempt;
        count++;
        tell(attempt, (listener, it) -> listener.begun(call, it));
        return attempt;
    }

    /**
     * From now on the attempt is waited for, as long as its limits allow; where the caller's patience is known
     * and others can be asked, half of what is left of it is theirs.
     */
    public void waits(RunningAttempt.Limits limits) {
        Duration limit = limits.answer();
        Duration patience = call.deadline().patience();
        Duration share = trail.next() == null ? patience : Duration.ofNanos(patience.toNanos() / 2);
        call.deadline().within(limit.compareTo(share) < 0 ? limit : share, limits.hopeless());
    }

    /** All that was waited for is here. */
    public void received() {
        call.deadline().ends();
    }

    /** The running attempt's answer holds memory; what an earlier one held is given back. */
    public void holds(BytesInFlight.Share share) {
        freesAnswer();
        answer = share;
    }

    /** Gives back what an answer held, if any did. */
    public void freesAnswer() {
        BytesInFlight.Share held = answer;
        answer = null;
        if (held != null) {
            held.close();
        }
    }

    /** A whole answer is here, or the first content of a stream. */
    public void firstContent() {
        RunningAttempt attempt = running();
        attempt.hasContent();
        call.deadline().answers();
        tell(attempt, (listener, it) -> listener.firstContent(call, it));
    }

    /** The answer is complete and is billed, once however often this is said; its caller has not seen the end. */
    public void billed() {
        settle(running(), Outcome.OK);
    }

    /** The answer is complete; the call is settled when this returns, before its caller can see the end. */
    public void answered() {
        RunningAttempt attempt = running();
        billed();
        running = null;
        tell(attempt, (listener, it) -> listener.answered(call, it));
    }

    /** One more candidate, to be asked after those that are left. */
    public void adds(Candidate candidate) {
        trail = trail.last(candidate);
    }

    /** Another one is to be asked first of those that are left, or once more. */
    public void prefers(Candidate candidate) {
        trail = trail.first(candidate);
    }

    /** How long the next attempt waits before it asks; asked for once. */
    public Duration pause() {
        Duration due = pause;
        pause = Duration.ZERO;
        return due;
    }

    /**
     * The running attempt failed before any content.
     *
     * @param policy says from the trail, with this failure, what comes next
     */
    public NextMove failed(ProviderFailure failure, Function<Trail, NextMove> policy) {
        RunningAttempt attempt = running();
        running = null;
        lastFailure = failure;
        billed(attempt, settlement.consumed(attempt));
        trail = trail.plus(new FailedAttempt(attempt.attempt(), failure, Duration.ofMillis(attempt.millis())));
        NextMove move = policy.apply(trail);
        Candidate next = move.asks();
        if (next != null) {
            trail = trail.first(next);
        }
        if (move instanceof NextMove.Again again) {
            pause = again.pause();
        }
        tell(attempt, (listener, it) -> listener.failed(call, it, failure, next));
        return move;
    }

    /** The running attempt ended by no fault of its provider, and not because its caller left. */
    public void dropped() {
        RunningAttempt attempt = running;
        running = null;
        if (attempt != null) {
            billed(attempt, settlement.consumed(attempt));
            tell(attempt, (listener, it) -> listener.left(call, it));
        }
    }

    /** The stream broke after its first content. */
    public void broken(ProviderFailure failure) {
        RunningAttempt attempt = running();
        lastFailure = failure;
        settle(attempt, Outcome.FAILED);
        running = null;
        tell(attempt, (listener, it) -> listener.broken(call, it, failure));
    }

    /**
     * The stream broke after its first content, and another candidate may be asked for the rest; the deployment itself may,
     * once, when nobody else is left. It is billed for what it consumed, and the call is not settled.
     *
     * @return whether somebody is left; where not, nothing is told yet
     */
    public boolean continues(ProviderFailure failure) {
        RunningAttempt attempt = running();
        Trail after = trail.plus(new FailedAttempt(attempt.attempt(), failure, Duration.ofMillis(attempt.millis())));
        if (after.next() == null && !askedAgain) {
            askedAgain = true;
            after = after.first(attempt.candidate());
        }
        Candidate next = after.next();
        if (next == null) {
            return false;
        }
        lastFailure = failure;
        running = null;
        trail = after;
        billed(attempt, settlement.consumed(attempt));
        tell(attempt, (listener, it) -> listener.continued(call, it, failure, next));
        return true;
    }

    /** The caller hung up; what was consumed is billed. */
    public void left() {
        RunningAttempt attempt = running;
        settle(attempt, Outcome.HUNG_UP);
        running = null;
        if (attempt != null) {
            tell(attempt, (listener, it) -> listener.left(call, it));
        }
    }

    private void settle(@Nullable RunningAttempt attempt, Outcome outcome) {
        UsageRecord bill = settlement.settle(attempt, outcome);
        if (attempt != null) {
            billed(attempt, bill);
        }
    }

    private void billed(RunningAttempt attempt, @Nullable UsageRecord bill) {
        if (bill != null) {
            tell(attempt, (listener, it) -> listener.billed(call, bill));
        }
    }

    /** How many candidates were asked. */
    int count() {
        return count;
    }

    /** Why the last attempt failed that did. */
    @Nullable
    ProviderFailure lastFailure() {
        return lastFailure;
    }

    /** The bill of the attempt by which the call ended. */
    @Nullable
    UsageRecord bill() {
        return settlement.last();
    }

    boolean isAnswered() {
        return settlement.ending() == Outcome.OK;
    }

    boolean isLeft() {
        return settlement.ending() == Outcome.HUNG_UP;
    }

    /** What the answer cost, once it is complete. */
    public @Nullable Money cost() {
        return settlement.cost();
    }

    /** The exchange is done: whatever was not settled by then broke off. */
    @Override
    public void onDone(Exchange exchange) {
        if (call.deadline().hungUp() || call.side().gone()) {
            left();
        } else {
            RunningAttempt attempt = running;
            settle(attempt, Outcome.FAILED);
            running = null;
            if (attempt != null) {
                tell(attempt, (listener, it) -> listener.left(call, it));
            }
        }
        freesAnswer();
    }

    private void tell(RunningAttempt attempt, BiConsumer<AttemptListener, RunningAttempt> what) {
        for (AttemptListener listener : listeners) {
            try {
                what.accept(listener, attempt);
            } catch (RuntimeException e) {
                if (TROUBLE.passes(listener.getClass().getName())) {
                    log.warn("Of call {} a listener could not be told; the call goes on", call.id(), e);
                }
            }
        }
    }
}
