package io.serai.steps.call;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends a wait for a provider that has lasted too long or whose caller has hung up.
 *
 * <p>The thread of a call says {@link #within} before it blocks and ends that {@link Wait} afterwards; {@link Deadlines} looks
 * at all that wait and interrupts the thread of one that is due. Interrupting a virtual thread that is blocked on a socket
 * closes the socket, so one mechanism ends connecting, waiting for an answer and reading a stream alike. No interrupt is ever
 * delivered outside a wait, and its end clears one that came: interrupts would break files and databases.
 */
public final class Deadline {

    /** A span in which the calling thread may be interrupted; ends on the same thread. */
    public final class Wait implements AutoCloseable {

        private Wait() {}

        /** Ends it; says whether and why it was cut. */
        public @Nullable Cut ends() {
            return Deadline.this.ends();
        }

        @Override
        public void close() {
            Deadline.this.ends();
        }
    }

    /** Why a wait was ended. */
    public enum Cut {
        /** The limit given to {@link #within} passed. */
        LATE,
        /** The caller hung up. */
        HUNG_UP
    }

    /** By which a pause ends before its limit does. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    private static final Duration ENDLESS = Duration.ofDays(1);

    private static final int IDLE = 0;
    private static final int ARMED = 1;
    /** The sweep, a thread of the platform, looks at it; the end of the wait waits the few microseconds this takes. */
    private static final int WATCHED = 2;

    private static final int FIRED = 3;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Deadline.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Deadlines deadlines;
    private final Wait wait = new Wait();
    private final BooleanSupplier callerGone;
    private final @Nullable Runnable keepAlive;

    @SuppressWarnings("UnusedVariable") // through STATE
    private volatile int state = IDLE;

    private @Nullable Thread thread;
    private @Nullable Runnable atCut;
    private boolean impatient;
    private long patienceEnds;
    private @Nullable BooleanSupplier hopeless;
    private long armedAt;
    private long lastWait;
    private long waited;
    private long dueAt;
    private long lastKeepAlive;
    private volatile @Nullable Cut cut;

    /**
     * @param callerGone whether the caller has hung up; asked by the sweep while armed only
     * @param keepAlive  tells the caller that the call lives on, on a thread of its own and at any time until the call ends;
     *     null where that cannot be said
     */
    Deadline(Deadlines deadlines, BooleanSupplier callerGone, @Nullable Runnable keepAlive) {
        this.deadlines = deadlines;
        this.callerGone = callerGone;
        this.keepAlive = keepAlive;
        this.lastKeepAlive = System.nanoTime();
        deadlines.add(this);
    }

    /** The caller waits no longer than this, from now, for an answer to begin. */
    void patience(Duration patience) {
        patienceEnds = System.nanoTime() + patience.toNanos();
        impatient = true;
    }

    /** How long the caller still waits for an answer to begin; nothing or less once that has passed. */
    public Duration patience() {
        return impatient ? Duration.ofNanos(patienceEnds - System.nanoTime()) : ENDLESS;
    }

    /** The answer has begun: from now on the caller reads, and waits for what comes next only. */
    void answers() {
        impatient = false;
    }

    /** From now on the calling thread may be interrupted, at the latest after {@code limit} or the end of the caller's patience. */
    public Wait within(Duration limit) {
        return within(limit, null, null);
    }

    /** @param hopeless whether it is given up before; asked by the sweep again and again, so it must not wait */
    public Wait within(Duration limit, BooleanSupplier hopeless) {
        return within(limit, null, hopeless);
    }

    /** @param atCut runs on the sweep before the interrupt, to end what no interrupt reaches, such as a busy loop */
    public Wait within(Duration limit, Runnable atCut) {
        return within(limit, atCut, null);
    }

    private Wait within(Duration limit, @Nullable Runnable atCut, @Nullable BooleanSupplier hopeless) {
        thread = Thread.currentThread();
        this.atCut = atCut;
        this.hopeless = hopeless;
        armedAt = System.nanoTime();
        dueAt = armedAt + limit.toNanos();
        if (impatient && dueAt - patienceEnds > 0) {
            dueAt = patienceEnds;
        }
        cut = null;
        STATE.setRelease(this, ARMED);
        return wait;
    }

    /**
     * Waits without asking anybody; the end of the caller's patience ends it too.
     *
     * @throws CallerGone where the caller hangs up meanwhile
     */
    public void pause(Duration pause) {
        if (!pause.isPositive()) {
            return;
        }
        try (Wait wait = within(pause.plus(SLACK))) {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            // why is asked next
        }
        if (hungUp()) {
            throw new CallerGone();
        }
    }

    /** Ends the wait, if there is one; says whether and why the last one was cut. */
    public @Nullable Cut ends() {
        while (true) {
            int now = (int) STATE.getAcquire(this);
            switch (now) {
                case IDLE -> {
                    return cut;
                }
                case ARMED -> {
                    if (STATE.compareAndSet(this, ARMED, IDLE)) {
                        lastWait = System.nanoTime() - armedAt;
                        waited += lastWait;
                        return null;
                    }
                }
                case FIRED -> {
                    lastWait = System.nanoTime() - armedAt;
                    waited += lastWait;
                    Thread.interrupted();
                    STATE.setRelease(this, IDLE);
                    return cut;
                }
                default -> Thread.yield();
            }
        }
    }

    /** How long all waits took that have ended. */
    long waitedNanos() {
        return waited;
    }

    /** How long the last wait took that has ended. */
    public long lastWaitNanos() {
        return lastWait;
    }

    /** Whether the caller was found to be gone. */
    public boolean hungUp() {
        return cut == Cut.HUNG_UP;
    }

    /** Why the last wait was cut, or null. */
    public @Nullable Cut cut() {
        return cut;
    }

    /** The call has ended: it is looked at no more. */
    void over() {
        ends();
        deadlines.remove(this);
    }

    /** Called by the sweep. */
    void look(long now, long probeAfter, long keepAliveEvery) {
        if ((int) STATE.getOpaque(this) != ARMED || !STATE.compareAndSet(this, ARMED, WATCHED)) {
            return;
        }
        try {
            if (now - dueAt >= 0) {
                fire(Cut.LATE);
            } else if (now - armedAt >= probeAfter && isCallerGone()) {
                fire(Cut.HUNG_UP);
            } else if (isHopeless()) {
                fire(Cut.LATE);
            } else if (keepAlive != null && now - Math.max(armedAt, lastKeepAlive) >= keepAliveEvery) {
                lastKeepAlive = now;
                // Armed again before it runs: this thread must not wait for a caller that does not read.
                STATE.setRelease(this, ARMED);
                Thread.ofVirtual().name("keep-alive").start(keepAlive);
            } else {
                STATE.setRelease(this, ARMED);
            }
        } catch (Throwable e) {
            // As before, to be looked at again: the thread that ends the wait would wait for ever.
            cut = null;
            STATE.compareAndSet(this, WATCHED, ARMED);
            throw e;
        }
    }

    private boolean isHopeless() {
        BooleanSupplier asked = hopeless;
        try {
            return asked != null && asked.getAsBoolean();
        } catch (RuntimeException e) {
            return false; // an observer fails open: the limit will end it
        }
    }

    private boolean isCallerGone() {
        try {
            return callerGone.getAsBoolean();
        } catch (RuntimeException e) {
            return false; // an observer fails open: the next failing write will tell
        }
    }

    private void fire(Cut why) {
        cut = why;
        Runnable before = atCut;
        if (before != null) {
            before.run();
        }
        Thread waiting = thread;
        if (waiting != null) {
            waiting.interrupt();
        }
        STATE.setRelease(this, FIRED);
    }
}
