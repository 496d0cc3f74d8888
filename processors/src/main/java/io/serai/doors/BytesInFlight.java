package io.serai.doors;

import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The bytes of bodies, such as requests by whatever door, that this process may hold at a time.
 *
 * <p>A body takes its bytes before it is read and gives them back when its call has ended. Where too many are taken, who
 * comes next waits its turn for a moment and is then refused, because a heap that is full fails every call. A quarter is kept
 * for small bodies, so that large ones never keep ordinary calls waiting. Costs one atomic operation while there is room.
 */
public final class BytesInFlight {

    /** Largest body that takes from the share of the small ones. */
    static final int SMALL = 256 << 10;

    private static final int UNIT = 1 << 10;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final Semaphore small;
    private final Semaphore large;
    private final long largest;
    private final Duration patience;
    private final String bodies;

    /**
     * Makes a budget of which nothing is taken.
     *
     * @param bytes    of all bodies together
     * @param patience how long a body waits for its turn
     */
    public BytesInFlight(long bytes, Duration patience) {
        this(bytes, patience, "requests");
    }

    /** As {@link #BytesInFlight(long, Duration)}, for bodies that are named otherwise to those who are refused. */
    public BytesInFlight(long bytes, Duration patience, String bodies) {
        this.bodies = bodies;
        int units = Math.toIntExact(Math.min(Math.max(bytes / UNIT, 4L * SMALL / UNIT), Integer.MAX_VALUE));
        this.small = new Semaphore(units / 4, true);
        this.large = new Semaphore(units - units / 4, true);
        this.largest = (long) (units - units / 4) * UNIT;
        this.patience = patience;
    }

    /** The largest body that can ever have its turn. */
    public long largest() {
        return largest;
    }

    /** A body's share, empty at first; to be closed when the call has ended. */
    public Share share() {
        return new Share(patience);
    }

    /** As {@link #share()}, for a body that waits otherwise for its turn. */
    public Share share(Duration within) {
        return new Share(within);
    }

    /** What one body has taken; used by the call's own thread. */
    public final class Share implements AutoCloseable {

        private final Duration within;
        private Semaphore source = small;
        private int units;

        private Share(Duration within) {
            this.within = within;
        }

        /** Says how many bytes will come, before any is taken: a large body takes none from the share of the small ones. */
        public void announce(long bytes) {
            if (units == 0 && bytes > SMALL) {
                source = large;
            }
        }

        /**
         * Makes room for a body of so many bytes in all.
         *
         * @throws Refusal with {@code Overloaded} where there is none in time
         */
        public void reach(long bytes) {
            int wanted = units(bytes);
            if (wanted <= units) {
                return;
            }
            if (source == small && bytes > SMALL) {
                take(large, wanted);
                small.release(units);
                source = large;
            } else {
                take(source, wanted - units);
            }
            units = wanted;
        }

        /** Gives back what is more than so many bytes need. */
        public void shrink(long bytes) {
            int wanted = units(bytes);
            if (wanted < units) {
                source.release(units - wanted);
                units = wanted;
            }
        }

        @Override
        public void close() {
            source.release(units);
            units = 0;
        }

        private static int units(long bytes) {
            return Math.toIntExact(Math.max(1, Math.ceilDiv(bytes, UNIT)));
        }

        private void take(Semaphore from, int more) {
            try {
                if (from.tryAcquire(more, within.toNanos(), TimeUnit.NANOSECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new Refusal(new GatewayError.Overloaded(
                    "The gateway has as many " + bodies + " in hand as its memory allows; try again in a moment.",
                    RETRY_AFTER));
        }
    }
}
