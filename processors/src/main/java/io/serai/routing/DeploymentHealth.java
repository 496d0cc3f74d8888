package io.serai.routing;

import io.serai.call.ProviderFailure;
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
 * @param failures          calls that failed since the last that did not
 * @param lastFailure       why the latest of them did, or null
 * @param outUntil          when it may be asked again, where it asked to be left alone or refused our account
 * @param breakerUntil      until when its breaker is taken to be open, or null where it is closed or on trial
 * @param updated           when any of this changed last
 */
public record DeploymentHealth(
        String deployment,
        double firstTokenMs,
        int firstTokenSamples,
        double tokensPerSecond,
        int rateSamples,
        int failures,
        ProviderFailure.@Nullable Kind lastFailure,
        @Nullable Instant outUntil,
        @Nullable Instant breakerUntil,
        Instant updated) {

    /** Weight of the newest sample. */
    private static final double NEWEST = 0.2;

    static DeploymentHealth unknown(String deployment, Instant now) {
        return new DeploymentHealth(deployment, 0, 0, 0, 0, 0, null, null, null, now);
    }

    /** Whether its breaker is taken to be open. */
    public boolean breakerOpen(Instant now) {
        return breakerUntil != null && now.isBefore(breakerUntil);
    }

    /** Whether it is to be left alone for another reason than its breaker. */
    public boolean coolingOff(Instant now) {
        return outUntil != null && now.isBefore(outUntil);
    }

    DeploymentHealth withFirstToken(double millis, Instant now) {
        return new DeploymentHealth(
                deployment,
                moved(firstTokenMs, firstTokenSamples, millis),
                more(firstTokenSamples),
                tokensPerSecond,
                rateSamples,
                failures,
                lastFailure,
                outUntil,
                breakerUntil,
                now);
    }

    DeploymentHealth withRate(double perSecond, Instant now) {
        return new DeploymentHealth(
                deployment,
                firstTokenMs,
                firstTokenSamples,
                moved(tokensPerSecond, rateSamples, perSecond),
                more(rateSamples),
                failures,
                lastFailure,
                outUntil,
                breakerUntil,
                now);
    }

    DeploymentHealth succeeded(Instant now) {
        return new DeploymentHealth(
                deployment,
                firstTokenMs,
                firstTokenSamples,
                tokensPerSecond,
                rateSamples,
                0,
                null,
                outUntil,
                breakerUntil,
                now);
    }

    DeploymentHealth failed(ProviderFailure.Kind kind, @Nullable Instant out, Instant now) {
        return new DeploymentHealth(
                deployment,
                firstTokenMs,
                firstTokenSamples,
                tokensPerSecond,
                rateSamples,
                more(failures),
                kind,
                later(outUntil, out),
                breakerUntil,
                now);
    }

    DeploymentHealth withBreaker(@Nullable Instant until, Instant now) {
        return new DeploymentHealth(
                deployment,
                firstTokenMs,
                firstTokenSamples,
                tokensPerSecond,
                rateSamples,
                failures,
                lastFailure,
                outUntil,
                until,
                now);
    }

    private static @Nullable Instant later(@Nullable Instant a, @Nullable Instant b) {
        return a == null || b != null && b.isAfter(a) ? b : a;
    }

    private static double moved(double figure, int samples, double sample) {
        return samples == 0 ? sample : figure + NEWEST * (sample - figure);
    }

    private static int more(int count) {
        return count == Integer.MAX_VALUE ? count : count + 1;
    }
}
