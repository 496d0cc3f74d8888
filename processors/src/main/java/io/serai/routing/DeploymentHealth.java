package io.serai.routing;

import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.routing.health.LastFailure;
import io.serai.routing.health.Latencies;
import io.serai.routing.health.RecentOutcomes;
import io.serai.routing.health.TakenOut;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one deployment does; moving figures, of which the latest calls weigh most.
 *
 * @param deployment        {@code provider/upstream}
 * @param firstTokenMs      milliseconds to the first content, 0 without samples
 * @param firstTokenSamples calls behind it
 * @param tokensPerSecond   from the first content on, 0 without samples
 * @param rateSamples       calls behind it
 * @param firstTokens       how long streamed answers took to their first content
 * @param wholes            how long whole answers took
 * @param recent            how the latest attempts ended; a limit of our account is no failure
 * @param failures          calls that failed since the last that did not
 * @param lastFailure       why the latest of them did, or null
 * @param last              the last failure, also where an answer came since; null where there was none
 * @param silences          how many of the latest failures in a row were silence
 * @param limits            pauses since the last answer, each because of a limit after the one before was over
 * @param outUntil          when it may be asked again, where it asked to be left alone or refused our account
 * @param outFor            why it is left alone until then, or null
 * @param breakerUntil      until when its breaker is taken to be open, or null where it is closed or on trial
 * @param takenOut          by an operator, or null
 * @param aliveAt           when it last answered, or began to; null where it never did
 * @param updated           when any of this changed last
 */
public record DeploymentHealth(
        String deployment,
        double firstTokenMs,
        int firstTokenSamples,
        double tokensPerSecond,
        int rateSamples,
        Latencies firstTokens,
        Latencies wholes,
        RecentOutcomes recent,
        int failures,
        @Nullable Kind lastFailure,
        @Nullable LastFailure last,
        int silences,
        int limits,
        @Nullable Instant outUntil,
        @Nullable Kind outFor,
        @Nullable Instant breakerUntil,
        @Nullable TakenOut takenOut,
        @Nullable Instant aliveAt,
        Instant updated) {

    /** Weight of the newest sample. */
    private static final double NEWEST = 0.2;

    static DeploymentHealth unknown(String deployment, Instant now) {
        return new DeploymentHealth(
                deployment,
                0,
                0,
                0,
                0,
                Latencies.NONE,
                Latencies.NONE,
                RecentOutcomes.NONE,
                0,
                null,
                null,
                0,
                0,
                null,
                null,
                null,
                null,
                null,
                now);
    }

    /** Whether its breaker is taken to be open. */
    public boolean breakerOpen(Instant now) {
        return breakerUntil != null && now.isBefore(breakerUntil);
    }

    /** Whether it is to be left alone for another reason than its breaker. */
    public boolean coolingOff(Instant now) {
        return outUntil != null && now.isBefore(outUntil);
    }

    /** Who took it out and why, where that still holds. */
    public @Nullable TakenOut takenOut(Instant now) {
        return takenOut != null && takenOut.holds(now) ? takenOut : null;
    }

    /** Whether the last that was heard of it was silence, so that what asks it next should not wait for long. */
    public boolean onProbation() {
        return silences > 0;
    }

    DeploymentHealth withFirstToken(double millis, @Nullable Latencies latest, Instant now) {
        Draft draft = new Draft(this, now);
        draft.firstTokenMs = moved(firstTokenMs, firstTokenSamples, millis);
        draft.firstTokenSamples = more(firstTokenSamples);
        draft.firstTokens = newer(firstTokens, latest);
        draft.aliveAt = now;
        return draft.done();
    }

    DeploymentHealth succeeded(@Nullable Double perSecond, @Nullable Latencies latestWhole, Instant now) {
        Draft draft = new Draft(this, now);
        if (perSecond != null) {
            draft.tokensPerSecond = moved(tokensPerSecond, rateSamples, perSecond);
            draft.rateSamples = more(rateSamples);
        }
        draft.wholes = newer(wholes, latestWhole);
        draft.recent = recent.with(false);
        draft.failures = 0;
        draft.lastFailure = null;
        draft.silences = 0;
        draft.limits = 0;
        draft.aliveAt = now;
        return draft.done();
    }

    DeploymentHealth failed(ProviderFailure failure, @Nullable Instant out, Instant now) {
        Kind kind = failure.kind();
        Draft draft = new Draft(this, now);
        draft.recent = recent.with(true);
        draft.failures = more(failures);
        draft.lastFailure = kind;
        draft.last = new LastFailure(kind, failure.status(), failure.words(), now);
        draft.silences = kind == Kind.TIMEOUT || kind == Kind.STALLED ? more(silences) : 0;
        draft.leftAlone(out, kind);
        return draft.done();
    }

    /** @param grows whether it limits us again after a pause, rather than calls that were under way when the pause began */
    DeploymentHealth limited(ProviderFailure failure, Instant out, boolean grows, Instant now) {
        Draft draft = new Draft(this, now);
        draft.last = new LastFailure(failure.kind(), failure.status(), failure.words(), now);
        draft.limits = grows ? more(limits) : limits;
        draft.leftAlone(out, failure.kind());
        return draft.done();
    }

    DeploymentHealth withBreaker(@Nullable Instant until, Instant now) {
        Draft draft = new Draft(this, now);
        draft.breakerUntil = until;
        return draft.done();
    }

    DeploymentHealth withTakenOut(@Nullable TakenOut out, Instant now) {
        Draft draft = new Draft(this, now);
        draft.takenOut = out;
        return draft.done();
    }

    DeploymentHealth putBack(Instant now) {
        Draft draft = new Draft(this, now);
        draft.takenOut = null;
        draft.outUntil = null;
        draft.outFor = null;
        draft.breakerUntil = null;
        draft.limits = 0;
        return draft.done();
    }

    private static Latencies newer(Latencies known, @Nullable Latencies latest) {
        return latest == null ? known : latest;
    }

    private static double moved(double figure, int samples, double sample) {
        return samples == 0 ? sample : figure + NEWEST * (sample - figure);
    }

    private static int more(int count) {
        return count == Integer.MAX_VALUE ? count : count + 1;
    }

    /** The next state, while it is worked out. */
    private static final class Draft {

        private final DeploymentHealth before;
        private final Instant now;
        private double firstTokenMs;
        private int firstTokenSamples;
        private double tokensPerSecond;
        private int rateSamples;
        private Latencies firstTokens;
        private Latencies wholes;
        private RecentOutcomes recent;
        private int failures;
        private @Nullable Kind lastFailure;
        private @Nullable LastFailure last;
        private int silences;
        private int limits;
        private @Nullable Instant outUntil;
        private @Nullable Kind outFor;
        private @Nullable Instant breakerUntil;
        private @Nullable TakenOut takenOut;
        private @Nullable Instant aliveAt;

        Draft(DeploymentHealth before, Instant now) {
            this.before = before;
            this.now = now;
            firstTokenMs = before.firstTokenMs;
            firstTokenSamples = before.firstTokenSamples;
            tokensPerSecond = before.tokensPerSecond;
            rateSamples = before.rateSamples;
            firstTokens = before.firstTokens;
            wholes = before.wholes;
            recent = before.recent;
            failures = before.failures;
            lastFailure = before.lastFailure;
            last = before.last;
            silences = before.silences;
            limits = before.limits;
            outUntil = before.outUntil;
            outFor = before.outFor;
            breakerUntil = before.breakerUntil;
            takenOut = before.takenOut;
            aliveAt = before.aliveAt;
        }

        /** A pause that ends sooner does not end the one that is on. */
        void leftAlone(@Nullable Instant until, Kind why) {
            if (until != null && (outUntil == null || until.isAfter(outUntil))) {
                outUntil = until;
                outFor = why;
            }
        }

        DeploymentHealth done() {
            return new DeploymentHealth(
                    before.deployment,
                    firstTokenMs,
                    firstTokenSamples,
                    tokensPerSecond,
                    rateSamples,
                    firstTokens,
                    wholes,
                    recent,
                    failures,
                    lastFailure,
                    last,
                    silences,
                    limits,
                    outUntil,
                    outFor,
                    breakerUntil,
                    takenOut,
                    aliveAt,
                    now);
        }
    }
}
