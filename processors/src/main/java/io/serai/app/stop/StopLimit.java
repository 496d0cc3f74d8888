package io.serai.app.stop;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process a while after it was told to stop, whatever still holds it.
 *
 * <p>A broker, a database or a disk that hangs may hold a thread that the stop waits for. What a sudden end costs is what a kill does:
 * the outbox, the queues and the store are made for that.
 */
public final class StopLimit implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StopLimit.class);

    /** For what comes after the calls: the rest of the usage, the broker, the store. */
    private static final Duration REST = Duration.ofSeconds(8);

    /** As of a process that ended by SIGTERM: 128 and the signal. */
    private static final int TERMINATED = 143;

    private final Thread hook;

    /** @param calls how long calls in flight are given */
    public StopLimit(Duration calls) {
        Duration limit = calls.plus(REST);
        hook = Thread.ofPlatform()
                .unstarted(() -> Thread.ofPlatform().daemon().name("stop-limit").start(() -> end(limit)));
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            hook.start(); // told to stop before it had started
        }
    }

    private static void end(Duration limit) {
        try {
            Thread.sleep(limit);
        } catch (InterruptedException e) {
            return;
        }
        log.error("The gateway has not stopped within {} seconds and is ended now", limit.toSeconds());
        Runtime.getRuntime().halt(TERMINATED);
    }

    /** Without effect while the process stops. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process stops, and the limit holds
        }
    }
}
