package io.serai.doors.http.connection;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Cuts connections whose other end sends or reads too slowly, whatever it drips.
 *
 * <p>The server's own timeouts begin anew with every byte, so that one byte in ten seconds holds a connection and what is in
 * memory for it as long as its sender likes. Here a body, or one piece of an answer, has a grace period and beyond it a least
 * rate. One thread looks at all of them; being watched costs a call two volatile writes.
 */
public final class SlowConnections implements AutoCloseable {

    private static final Duration TICK = Duration.ofMillis(250);

    private final long graceNanos;
    private final long bytesPerSecond;
    private final Set<Watch> open = ConcurrentHashMap.newKeySet();
    private final Thread sweep;
    private volatile boolean closed;

    /**
     * Begins to look.
     *
     * @param grace          how long any transfer may take
     * @param bytesPerSecond what it must carry beyond that
     */
    public SlowConnections(Duration grace, long bytesPerSecond) {
        this.graceNanos = grace.toNanos();
        this.bytesPerSecond = bytesPerSecond;
        this.sweep = Thread.ofPlatform().name("slow-connections").daemon().start(this::run);
    }

    /**
     * Watches a request's connection until the watch is closed.
     *
     * @param probe null where the server is not ours: then nothing is ever cut
     */
    public Watch watch(@Nullable ConnectionProbe probe) {
        Watch watch = new Watch(probe == null ? null : probe.channel());
        open.add(watch);
        return watch;
    }

    private void run() {
        while (!closed) {
            LockSupport.parkNanos(TICK.toNanos());
            long now = System.nanoTime();
            for (Watch watch : open) {
                watch.look(now);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(sweep);
    }

    /** One request's connection. */
    public final class Watch implements AutoCloseable {

        private final @Nullable SocketChannel channel;
        private boolean writing;
        /** In nanoseconds, never 0 while something is transferred. */
        private volatile long due;

        private volatile boolean cut;
        private long readingSince;

        private Watch(@Nullable SocketChannel channel) {
            this.channel = channel;
        }

        /** Waits for more of the body, of which so many bytes have come. */
        public void reads(long bytes) {
            long now = System.nanoTime();
            if (readingSince == 0) {
                readingSince = now;
            }
            expect(false, readingSince + allowed(bytes));
        }

        /** Waits for more of a body that nobody wants, for a limited time. */
        public void reads(Duration limit) {
            expect(false, System.nanoTime() + limit.toNanos());
        }

        /** Writes so many bytes. */
        public void writes(long bytes) {
            expect(true, System.nanoTime() + allowed(bytes));
        }

        /** Nothing is transferred from now on. */
        public void rests() {
            due = 0;
        }

        /** Whether the other end was too slow. */
        public boolean cut() {
            return cut;
        }

        private long allowed(long bytes) {
            return graceNanos + bytes * 1_000_000_000L / bytesPerSecond;
        }

        private void expect(boolean isWriting, long at) {
            writing = isWriting;
            due = at == 0 ? 1 : at;
        }

        private void look(long now) {
            long at = due;
            if (at == 0 || now - at < 0 || cut || channel == null) {
                return;
            }
            cut = true;
            try {
                // Closing it would hand its number to another connection under the feet of who reads it now.
                if (writing) {
                    channel.shutdownOutput();
                } else {
                    channel.shutdownInput();
                }
            } catch (IOException e) {
                // it is closed already
            }
        }

        @Override
        public void close() {
            due = 0;
            open.remove(this);
        }
    }
}
