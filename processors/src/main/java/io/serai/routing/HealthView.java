package io.serai.routing;

import io.serai.call.ProviderFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How all deployments do on this node, as their calls tell. An observer: it never fails a call.
 *
 * <p>Safe for all threads; reading takes no lock. Deployments are as many as are asked, at most a bounded number: beyond it
 * the one that was idle longest is forgotten, of those first that the catalogue does not list.
 */
public final class HealthView implements Health {

    /** Names the catalogue does not know come from callers, so they must not fill the memory. */
    static final int MOST = 2_000;

    /** Answers of fewer tokens say nothing about speed. */
    private static final int LEAST_TOKENS = 8;

    /** However long a provider asks to be left alone, it is tried again after so long. */
    private static final Duration LONGEST_OUT = Duration.ofHours(1);

    private final Map<String, AtomicReference<DeploymentHealth>> deployments = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final RoutingSettings settings;
    private final Predicate<String> listed;

    /** @param listed whether the catalogue knows a deployment now, rather than a caller having named it */
    public HealthView(InstantSource clock, RoutingSettings settings, Predicate<String> listed) {
        this.clock = clock;
        this.settings = settings;
        this.listed = listed;
    }

    @Override
    public @Nullable DeploymentHealth of(String deployment) {
        AtomicReference<DeploymentHealth> health = deployments.get(deployment);
        return health == null ? null : health.get();
    }

    /** All that is known now, by name. */
    public List<DeploymentHealth> all() {
        return deployments.values().stream()
                .map(AtomicReference::get)
                .sorted(Comparator.comparing(DeploymentHealth::deployment))
                .toList();
    }

    /** What is known now, for ever the same. */
    public Health snapshot() {
        Map<String, DeploymentHealth> frozen = new ConcurrentHashMap<>();
        deployments.forEach((name, health) -> frozen.put(name, health.get()));
        return frozen::get;
    }

    /** The first content of an answer came, so many milliseconds after the asking. */
    public void firstToken(String deployment, long millis) {
        Instant now = clock.instant();
        update(deployment, now, health -> health.withFirstToken(Math.max(millis, 0), now));
    }

    /**
     * A streamed answer was complete.
     *
     * @param outputTokens tokens of the answer
     * @param millis       from its first content to its end
     */
    public void completed(String deployment, long outputTokens, long millis) {
        succeeded(deployment, outputTokens, millis, false);
    }

    /**
     * A whole answer came.
     *
     * @param outputTokens tokens of the answer
     * @param millis       from asking to its end, the wait for the first token included
     */
    public void answered(String deployment, long outputTokens, long millis) {
        succeeded(deployment, outputTokens, millis, true);
    }

    private void succeeded(String deployment, long outputTokens, long millis, boolean waitIncluded) {
        Instant now = clock.instant();
        update(deployment, now, health -> {
            DeploymentHealth well = health.succeeded(now);
            if (outputTokens < LEAST_TOKENS) {
                return well;
            }
            double writing = waitIncluded ? Math.max(millis - health.firstTokenMs(), millis / 2.0) : millis;
            return well.withRate(outputTokens * 1_000.0 / Math.max(writing, 1), now);
        });
    }

    /**
     * A call failed at the provider. One that was refused for what is in it says nothing about the deployment.
     *
     * @param at when it failed
     */
    public void failed(String deployment, ProviderFailure failure, Instant at) {
        switch (failure.kind()) {
            case REQUEST_REFUSED, UNSUPPORTED, TOO_LONG -> {}
            case BREAKER_OPEN -> breaker(deployment, failure.retryAfter());
            case CONNECTION, TIMEOUT, LIMITED, SERVER, CREDENTIALS, NO_SUCH_MODEL, MALFORMED, CUT, STALLED ->
                update(deployment, at, health -> health.failed(failure.kind(), outUntil(failure, at), at));
        }
    }

    private @Nullable Instant outUntil(ProviderFailure failure, Instant at) {
        Duration asked = failure.retryAfter();
        Duration out = switch (failure.kind()) {
            case CREDENTIALS, NO_SUCH_MODEL -> settings.credentialsCoolOff();
            case LIMITED -> asked == null ? settings.limitedCoolOff() : asked;
            case CONNECTION,
                    TIMEOUT,
                    SERVER,
                    MALFORMED,
                    CUT,
                    STALLED,
                    BREAKER_OPEN,
                    UNSUPPORTED,
                    TOO_LONG,
                    REQUEST_REFUSED -> asked;
        };
        return out == null ? null : at.plus(out.compareTo(LONGEST_OUT) > 0 ? LONGEST_OUT : out);
    }

    /**
     * The deployment's circuit breaker opened, or closed, or lets a call on trial.
     *
     * <p>That it is open is believed for a set time only: a breaker that nobody asks would never find out that its provider
     * is well again.
     */
    public void breaker(String deployment, boolean open) {
        if (open) {
            breaker(deployment, null);
        } else {
            Instant now = clock.instant();
            update(deployment, now, health -> health.withBreaker(null, now));
        }
    }

    /** @param openFor how long the breaker itself stays open, or null where it does not say */
    private void breaker(String deployment, @Nullable Duration openFor) {
        Instant now = clock.instant();
        Instant until = now.plus(openFor == null ? settings.breakerTrust() : openFor);
        update(deployment, now, health -> health.withBreaker(until, now));
    }

    private void update(String deployment, Instant now, UnaryOperator<DeploymentHealth> change) {
        AtomicReference<DeploymentHealth> health = deployments.get(deployment);
        if (health == null) {
            makeRoom();
            health = deployments.computeIfAbsent(
                    deployment, name -> new AtomicReference<>(DeploymentHealth.unknown(name, now)));
        }
        health.updateAndGet(change);
    }

    private void makeRoom() {
        while (deployments.size() >= MOST) {
            deployments.values().stream()
                    .map(AtomicReference::get)
                    .min(Comparator.<DeploymentHealth, Boolean>comparing(known -> listed.test(known.deployment()))
                            .thenComparing(DeploymentHealth::updated))
                    .ifPresent(idle -> deployments.remove(idle.deployment()));
        }
    }
}
