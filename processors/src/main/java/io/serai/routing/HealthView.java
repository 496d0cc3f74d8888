package io.serai.routing;

import io.serai.call.ProviderFailure;
import io.serai.routing.health.Latencies;
import io.serai.routing.health.LatencyRing;
import io.serai.routing.health.Pauses;
import io.serai.routing.health.TakenOut;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleSupplier;
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

    /** One deployment: what is known of it, and the calls that its quantiles are made of. */
    private static final class Entry {

        private final AtomicReference<DeploymentHealth> health;
        private final LatencyRing firstTokens = new LatencyRing();
        private final LatencyRing wholes = new LatencyRing();

        Entry(DeploymentHealth unknown) {
            health = new AtomicReference<>(unknown);
        }
    }

    private final Map<String, Entry> deployments = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final RoutingSettings settings;
    private final Predicate<String> listed;
    private final Pauses pauses;

    /** @param listed whether the catalogue knows a deployment now, rather than a caller having named it */
    public HealthView(InstantSource clock, RoutingSettings settings, Predicate<String> listed) {
        this(clock, settings, listed, () -> ThreadLocalRandom.current().nextDouble());
    }

    HealthView(InstantSource clock, RoutingSettings settings, Predicate<String> listed, DoubleSupplier chance) {
        this.clock = clock;
        this.settings = settings;
        this.listed = listed;
        this.pauses = new Pauses(settings.limitedCoolOff(), chance);
    }

    @Override
    public @Nullable DeploymentHealth of(String deployment) {
        Entry entry = deployments.get(deployment);
        return entry == null ? null : entry.health.get();
    }

    /** All that is known now, by name. */
    public List<DeploymentHealth> all() {
        return deployments.values().stream()
                .map(entry -> entry.health.get())
                .sorted(Comparator.comparing(DeploymentHealth::deployment))
                .toList();
    }

    /** What is known now, for ever the same. */
    public Health snapshot() {
        Map<String, DeploymentHealth> frozen = new ConcurrentHashMap<>();
        deployments.forEach((name, entry) -> frozen.put(name, entry.health.get()));
        return frozen::get;
    }

    /** The first content of an answer came, so many milliseconds after the asking. */
    public void firstToken(String deployment, long millis) {
        Instant now = clock.instant();
        Entry entry = entry(deployment, now);
        Latencies latest = entry.firstTokens.add(millis);
        entry.health.updateAndGet(health -> health.withFirstToken(Math.max(millis, 0), latest, now));
    }

    /**
     * A streamed answer was complete.
     *
     * @param outputTokens tokens of the answer
     * @param millis       from its first content to its end
     */
    public void completed(String deployment, long outputTokens, long millis) {
        Instant now = clock.instant();
        Double rate = outputTokens < LEAST_TOKENS ? null : rate(outputTokens, millis);
        entry(deployment, now).health.updateAndGet(health -> health.succeeded(rate, null, now));
    }

    /**
     * A whole answer came.
     *
     * @param outputTokens tokens of the answer
     * @param millis       from asking to its end, the wait for the first token included
     */
    public void answered(String deployment, long outputTokens, long millis) {
        Instant now = clock.instant();
        Entry entry = entry(deployment, now);
        Latencies latest = entry.wholes.add(millis);
        entry.health.updateAndGet(health -> {
            double writing = Math.max(millis - health.firstTokenMs(), millis / 2.0);
            return health.succeeded(outputTokens < LEAST_TOKENS ? null : rate(outputTokens, writing), latest, now);
        });
    }

    private static Double rate(long tokens, double millis) {
        return tokens * 1_000.0 / Math.max(millis, 1);
    }

    /**
     * A call failed at the provider. One that was refused for what is in it says nothing about the deployment, and a limit of
     * our account only that it is to be left alone for a while.
     *
     * @param at when it failed
     */
    public void failed(String deployment, ProviderFailure failure, Instant at) {
        switch (failure.kind()) {
            case REQUEST_REFUSED, UNSUPPORTED, TOO_LONG -> {}
            case BREAKER_OPEN -> breaker(deployment, failure.retryAfter());
            case LIMITED -> limited(deployment, failure, at);
            case CREDENTIALS, NO_SUCH_MODEL -> failed(deployment, failure, settings.credentialsCoolOff(), at);
            case CONNECTION, TIMEOUT, SERVER, MALFORMED, CUT, STALLED ->
                failed(deployment, failure, failure.retryAfter(), at);
        }
    }

    private void failed(String deployment, ProviderFailure failure, @Nullable Duration out, Instant at) {
        Instant until = out == null ? null : at.plus(bounded(out));
        entry(deployment, at).health.updateAndGet(health -> health.failed(failure, until, at));
    }

    private void limited(String deployment, ProviderFailure failure, Instant at) {
        AtomicReference<DeploymentHealth> known = entry(deployment, at).health;
        boolean grows = !known.get().coolingOff(at);
        // Calls that were under way when the pause began are one limit, and not as many as they are.
        int before = Math.max(0, known.get().limits() - (grows ? 0 : 1));
        Instant until = at.plus(bounded(pauses.next(before, failure.retryAfter())));
        known.updateAndGet(health -> health.limited(failure, until, grows, at));
    }

    private static Duration bounded(Duration out) {
        return out.compareTo(LONGEST_OUT) > 0 ? LONGEST_OUT : out;
    }

    /** The deployment's circuit breaker opened, or lets calls through again. */
    public void breaker(String deployment, boolean open) {
        if (open) {
            breaker(deployment, null);
        } else {
            DeploymentHealth known = of(deployment);
            if (known != null && known.breakerUntil() != null) { // every good call comes here
                update(deployment, health -> health.withBreaker(null, clock.instant()));
            }
        }
    }

    /**
     * The deployment's circuit breaker is open.
     *
     * <p>Only the breaker itself knows for how long; meeting an open one makes that no longer, or a deployment that is asked
     * often would never be tried again.
     *
     * @param openFor how long it stays open still, zero where it is on trial, or null where it does not say
     */
    public void breaker(String deployment, @Nullable Duration openFor) {
        Instant now = clock.instant();
        if (openFor == null) {
            Instant until = now.plus(settings.breakerTrust());
            update(deployment, health -> health.breakerOpen(now) ? health : health.withBreaker(until, now));
        } else if (openFor.isPositive()) {
            Instant until = now.plus(openFor);
            update(deployment, health -> health.withBreaker(until, now));
        }
    }

    /** A person takes it out, in place of whatever was said before. */
    public void takeOut(String deployment, TakenOut out) {
        update(deployment, health -> health.withTakenOut(out, clock.instant()));
    }

    /** A person puts it back; what made it rest is forgotten too, so that it is asked next. */
    public void putBack(String deployment) {
        update(deployment, health -> health.putBack(clock.instant()));
    }

    private void update(String deployment, UnaryOperator<DeploymentHealth> change) {
        entry(deployment, clock.instant()).health.updateAndGet(change);
    }

    private Entry entry(String deployment, Instant now) {
        Entry entry = deployments.get(deployment);
        if (entry == null) {
            makeRoom();
            entry = deployments.computeIfAbsent(deployment, name -> new Entry(DeploymentHealth.unknown(name, now)));
        }
        return entry;
    }

    private void makeRoom() {
        while (deployments.size() >= MOST) {
            deployments.values().stream()
                    .map(entry -> entry.health.get())
                    .min(Comparator.<DeploymentHealth, Boolean>comparing(known -> known.takenOut() != null)
                            .thenComparing(known -> listed.test(known.deployment()))
                            .thenComparing(DeploymentHealth::updated))
                    .ifPresent(idle -> deployments.remove(idle.deployment()));
        }
    }
}
