package io.serai.steps.alerts;

import io.serai.call.Candidate;
import io.serai.call.ProviderFailure;
import io.serai.usage.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Trouble with one deployment: counted by the threads of calls, told by one thread alone.
 *
 * <p>It brews until there are failures enough, is told then, and is over when the deployment answers and has not failed for a
 * while.
 */
final class Incident {

    /** Deployments that calls moved to; what comes on top is counted as others. */
    private static final int MOST_TARGETS = 10;

    private static final String OTHERS = "others";

    final String deployment;
    final String model;
    final String provider;
    final boolean listed;
    final Instant since;

    final LongAdder failures = new LongAdder();
    final LongAdder moved = new LongAdder();
    final LongAdder lost = new LongAdder();
    final Map<String, LongAdder> movedTo = new ConcurrentHashMap<>();
    final AtomicReference<Money> movedCost = new AtomicReference<>(Money.ZERO);
    volatile Instant lastFailure;
    volatile @Nullable Instant lastAnswer;
    volatile @Nullable Cause cause;

    /** For the thread that tells: when it was found to be one, or null while it brews. */
    @Nullable
    Instant opened;
    /** When it was told last, or null. */
    @Nullable
    Instant told;

    long toldFailures;
    /** When it was found to be over, or null. */
    @Nullable
    Instant over;

    /** What was wrong last. */
    record Cause(String reason, int status, String detail, String call) {}

    Incident(String deployment, String model, String provider, boolean listed, Instant since) {
        this.deployment = deployment;
        this.model = model;
        this.provider = provider;
        this.listed = listed;
        this.since = since;
        this.lastFailure = since;
    }

    static Incident of(Candidate candidate, Instant since) {
        return new Incident(candidate.deployment(), candidate.model(), candidate.provider(), candidate.listed(), since);
    }

    /** @param next who is asked instead, or null where nobody is left */
    void failed(ProviderFailure failure, String call, @Nullable Candidate next, Instant now) {
        failures.increment();
        cause = new Cause(failure.kind().words(), failure.status(), failure.words(), call);
        lastFailure = now;
        if (next == null) {
            lost.increment();
        } else if (!next.deployment().equals(deployment)) {
            moved.increment();
            LongAdder known = movedTo.get(next.deployment());
            if (known == null) {
                known = movedTo.computeIfAbsent(
                        movedTo.size() < MOST_TARGETS ? next.deployment() : OTHERS, name -> new LongAdder());
            }
            known.increment();
        }
    }

    /** A call that moved away was answered elsewhere. */
    void cost(Money more) {
        movedCost.accumulateAndGet(more, Money::plus);
    }

    boolean isRipe(int enough) {
        return lost.sum() > 0 || failures.sum() >= enough;
    }

    boolean isOver(Duration quiet, Instant now) {
        Instant answered = lastAnswer;
        return answered != null && answered.isAfter(lastFailure) && !now.isBefore(lastFailure.plus(quiet));
    }
}
