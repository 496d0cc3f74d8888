package io.serai.live.swap;

import java.util.HashMap;
import java.util.HashSet;
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
public final class SwitchingDirect extends DirectComponent {

    /** One version of the route behind an endpoint. */
    record Version(DirectConsumer consumer, Drain drain) {}

    /** One endpoint name, through which the version that takes its calls now is found. */
    final class Line {
        private final String key;

        private Line(String key) {
            this.key = key;
        }

        @Nullable
        Version current() {
            return inForce.get(key);
        }

        @Nullable
        Version await(long millis) throws InterruptedException {
            synchronized (SwitchingDirect.this) {
                long end = System.nanoTime() + millis * 1_000_000;
                for (long rest = millis; current() == null && rest > 0; rest = (end - System.nanoTime()) / 1_000_000) {
                    SwitchingDirect.this.wait(rest);
                }
                return current();
            }
        }
    }

    /** Never changed, only replaced as a whole: all routes of a file switch at one instant, no call sees a mixture. */
    private volatile Map<String, Version> inForce = Map.of();

    private final ConcurrentMap<String, Line> lines = new ConcurrentHashMap<>();
    private @Nullable Map<String, Version> staged;

    public SwitchingDirect() {
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
        return lines.computeIfAbsent(key, Line::new);
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
        publish(Map.of(key, version), Set.of());
    }

    @Override
    public synchronized void removeConsumer(String key, DirectConsumer consumer) {
        if (staged != null && staged.get(key) != null && staged.get(key).consumer() == consumer) {
            staged.remove(key);
            return;
        }
        Version current = line(key).current();
        if (current != null && current.consumer() == consumer) {
            publish(Map.of(), Set.of(key));
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
        Map<String, Version> before = inForce;
        Set<String> ending = new HashSet<>(givenUp);
        ending.removeAll(next.keySet());
        publish(next, ending);
        Map<DirectConsumer, Drain> ended = new HashMap<>();
        ending.addAll(next.keySet());
        for (String key : ending) {
            Version old = before.get(key);
            if (old != null) {
                // Closed after the switch: whoever is turned away finds the new version at once.
                old.drain().close();
                ended.put(old.consumer(), old.drain());
            }
        }
        return ended;
    }

    private synchronized void publish(Map<String, Version> next, Set<String> gone) {
        Map<String, Version> all = new HashMap<>(inForce);
        all.keySet().removeAll(gone);
        all.putAll(next);
        inForce = Map.copyOf(all);
        notifyAll();
    }

    /** Forgets what was staged. */
    synchronized void rollback() {
        staged = null;
    }

    public boolean reads(String name) {
        Line line = lines.get("direct://" + name);
        return line != null && line.current() != null;
    }
}
