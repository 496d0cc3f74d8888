package io.serai.steps.live;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.camel.Endpoint;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.direct.DirectConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The {@code direct:} component, in which a new version of a route takes over from the old one at one instant.
 *
 * <p>Camel's own allows one consumer an endpoint, so an edit leaves a gap between stopping the old route and starting
 * the new one. Here the new consumers of an edit wait in the wings until {@link #commit}; then every call that begins
 * sees the new version, and the calls inside the old one go on until they end. Its producers read one volatile field
 * a call; Camel's keep a copy that two threads can leave stale.
 */
final class SwitchingDirect extends DirectComponent {

    /** One version of the route behind an endpoint. */
    record Version(DirectConsumer consumer, Drain drain) {}

    /** One endpoint name and the version that takes its calls now. */
    static final class Line {
        private volatile @Nullable Version current;

        @Nullable
        Version current() {
            return current;
        }

        private synchronized void set(@Nullable Version next) {
            current = next;
            notifyAll();
        }

        synchronized @Nullable Version await(long millis) throws InterruptedException {
            long end = System.nanoTime() + millis * 1_000_000;
            for (long rest = millis; current == null && rest > 0; rest = (end - System.nanoTime()) / 1_000_000) {
                wait(rest);
            }
            return current;
        }
    }

    private final ConcurrentMap<String, Line> lines = new ConcurrentHashMap<>();
    private @Nullable Map<String, Version> staged;

    SwitchingDirect() {
        // Only the moments of the start may find an endpoint without its route; later it is a mistake to be told soon.
        setTimeout(2_000);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        SwitchingDirectEndpoint endpoint = new SwitchingDirectEndpoint(uri, this);
        endpoint.setBlock(isBlock());
        endpoint.setTimeout(getTimeout());
        setProperties(endpoint, parameters);
        return endpoint;
    }

    Line line(String key) {
        return lines.computeIfAbsent(key, name -> new Line());
    }

    @Override
    public synchronized void addConsumer(String key, DirectConsumer consumer) {
        Version version = new Version(consumer, new Drain());
        if (staged != null) {
            if (staged.putIfAbsent(key, version) != null) {
                throw new IllegalArgumentException("two routes read " + key + "; only one may");
            }
            return;
        }
        Line line = line(key);
        if (line.current() != null) {
            throw new IllegalArgumentException("two routes read " + key + "; only one may");
        }
        line.set(version);
    }

    @Override
    public synchronized void removeConsumer(String key, DirectConsumer consumer) {
        if (staged != null && staged.get(key) != null && staged.get(key).consumer() == consumer) {
            staged.remove(key);
            return;
        }
        Version current = line(key).current();
        if (current != null && current.consumer() == consumer) {
            line(key).set(null);
            current.drain().close();
        }
    }

    @Override
    protected @Nullable DirectConsumer getConsumer(String key, boolean block, long timeout)
            throws InterruptedException {
        Line line = line(key);
        Version current = block ? line.await(timeout) : line.current();
        return current == null ? null : current.consumer();
    }

    /** From now on until {@link #commit} or {@link #rollback} consumers that start wait in the wings. */
    synchronized void stage() {
        if (staged != null) {
            throw new IllegalStateException("an edit is being put in force already");
        }
        staged = new HashMap<>();
    }

    /**
     * Lets what was staged take over, and ends the versions of the endpoints that are given up.
     *
     * @return the drains of the versions that take no more calls, by the consumer they belong to
     */
    synchronized Map<DirectConsumer, Drain> commit(Set<String> givenUp) {
        Map<String, Version> next = staged == null ? Map.of() : staged;
        staged = null;
        Map<DirectConsumer, Drain> ended = new HashMap<>();
        next.forEach((key, version) -> swap(key, version, ended));
        givenUp.stream().filter(key -> !next.containsKey(key)).forEach(key -> swap(key, null, ended));
        return ended;
    }

    private void swap(String key, @Nullable Version next, Map<DirectConsumer, Drain> ended) {
        Line line = line(key);
        Version before = line.current();
        line.set(next);
        if (before != null) {
            // Closed after the switch: whoever is turned away finds the new version at once.
            before.drain().close();
            ended.put(before.consumer(), before.drain());
        }
    }

    /** Forgets what was staged. */
    synchronized void rollback() {
        staged = null;
    }

    boolean reads(String name) {
        Line line = lines.get("direct://" + name);
        return line != null && line.current() != null;
    }
}
