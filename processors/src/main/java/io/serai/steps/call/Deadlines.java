package io.serai.steps.call;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at every call that waits for a provider, ten times a second, on one thread. */
public final class Deadlines implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Deadlines.class);

    private static final Duration TICK = Duration.ofMillis(100);
    /** Shorter waits are never probed, so that fast calls cost no system call. */
    private static final Duration PROBE_AFTER = Duration.ofMillis(250);

    private final Set<Deadline> open = ConcurrentHashMap.newKeySet();
    private final long keepAliveEvery;
    private final Thread sweep;
    private volatile boolean closed;

    /** @param keepAliveEvery how often a silent stream gets an SSE comment */
    public Deadlines(Duration keepAliveEvery) {
        this.keepAliveEvery = keepAliveEvery.toNanos();
        this.sweep = Thread.ofPlatform().name("deadlines").daemon().start(this::run);
    }

    void add(Deadline deadline) {
        open.add(deadline);
    }

    void remove(Deadline deadline) {
        open.remove(deadline);
    }

    /** Calls under way. */
    public int size() {
        return open.size();
    }

    private void run() {
        while (!closed) {
            LockSupport.parkNanos(TICK.toNanos());
            long now = System.nanoTime();
            for (Deadline deadline : open) {
                look(deadline, now);
            }
        }
    }

    private void look(Deadline deadline, long now) {
        try {
            deadline.look(now, PROBE_AFTER.toNanos(), keepAliveEvery);
        } catch (Throwable e) {
            // Memory that was out for a moment, above all: without this thread no call would ever end in time.
            tell(e);
        }
    }

    private static void tell(Throwable why) {
        try {
            log.error("A call that waits could not be looked at", why);
        } catch (Throwable e) {
            // There is no memory to say it.
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(sweep);
    }
}
