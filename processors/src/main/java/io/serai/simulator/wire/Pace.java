package io.serai.simulator.wire;

import io.serai.simulator.question.SimulatedModel;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets an answer pass at the speed of its model; waits give way to interrupts and to {@link #stop}. */
public final class Pace {

    /** How long silence lasts; whoever still waits then is told of a time-out. */
    private static final Duration FOR_EVER = Duration.ofMinutes(10);

    private final long begin = System.nanoTime();
    private final long firstToken;
    private final long token;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /**
     * @param scale 1 for real-looking latency, 0 for none
     * @param late  how much later the first token comes, whatever the scale
     */
    public Pace(SimulatedModel model, double scale, Duration late) {
        this.firstToken = (long) (model.firstToken().toNanos() * scale) + late.toNanos();
        this.token = (long) (model.token().toNanos() * scale);
    }

    /** Waits until so many tokens would have been said. */
    public void untilToken(int tokens) throws IOException {
        long due = begin + firstToken + tokens * token;
        await(due - System.nanoTime());
    }

    /** Waits as one waits for a provider that never answers. */
    public IOException silence() throws IOException {
        await(FOR_EVER.toNanos());
        return new SocketTimeoutException("Read timed out");
    }

    void stop() {
        stopped.countDown();
    }

    private void await(long nanos) throws IOException {
        try {
            boolean stop = nanos > 0 ? stopped.await(nanos, TimeUnit.NANOSECONDS) : stopped.getCount() == 0;
            if (stop) {
                throw new IOException("Stream closed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for the simulator");
        }
    }
}
