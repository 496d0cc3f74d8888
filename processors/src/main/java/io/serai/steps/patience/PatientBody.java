package io.serai.steps.patience;

import io.serai.steps.call.Deadline;
import io.serai.steps.call.RunningAttempt;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** The body of a whole answer, whose wait is over when nothing more of it comes for too long. */
public final class PatientBody extends FilterInputStream {

    private volatile long lastNanos = System.nanoTime();

    private PatientBody(InputStream body) {
        super(body);
    }

    /** The body; from now on the attempt waits for it, as long as its limits say. */
    public static InputStream of(InputStream body, RunningAttempt attempt, Deadline deadline) {
        RunningAttempt.Limits limits = attempt.limits();
        PatientBody patient = new PatientBody(body);
        long idle = limits.idle().toNanos();
        deadline.ends(); // the wait for the headers, which is counted
        Duration left = limits.answer().minusNanos(attempt.nanos());
        deadline.within(
                left.isPositive() ? left : Duration.ofNanos(1), () -> System.nanoTime() - patient.lastNanos > idle);
        return patient;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        lastNanos = System.nanoTime();
        return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        lastNanos = System.nanoTime();
        return read;
    }
}
