package io.serai.steps.call;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends a wait for a provider that has lasted too long or that nobody waits for any more.
 *
 * <p>The thread of a call arms its deadline before it blocks on a provider and disarms it afterwards; {@link Deadlines} looks
 * at all armed ones and interrupts the thread of one that is due. Interrupting a virtual thread that is blocked on a socket
 * closes the socket, so one mechanism ends connecting, waiting for an answer and reading a stream alike. No interrupt is ever
 * delivered outside the armed span, and {@link #disarm} clears one that came: interrupts would break files and databases.
 */
public final class Deadline {

    /** Why a wait was ended. */
    public enum Cut {
        /** The limit given to {@link #arm} passed. */
        LATE,
        /** The caller hung up. */
        HUNG_UP
    }

    private static final int IDLE = 0;
    private static final int ARMED = 1;
    /** The sweep, a thread of the platform, looks at it; whoever wants to disarm waits the few microseconds this takes. */
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
    private final BooleanSupplier callerGone;
    private final @Nullable Runnable keepAlive;

    @SuppressWarnings("UnusedVariable") // through STATE
    private volatile int state = IDLE;

    private @Nullable Thread thread;
    private @Nullable Runnable atCut;
    private long armedAt;
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

    /** From now on the calling thread may be interrupted, at the latest after {@code limit}. */
    public void arm(Duration limit) {
        arm(limit, null);
    }

    /** @param atCut runs on the sweep before the interrupt, to end what no interrupt reaches, such as a busy loop; or null */
    public void arm(Duration limit, @Nullable Runnable atCut) {
        thread = Thread.currentThread();
        this.atCut = atCut;
        armedAt = System.nanoTime();
        dueAt = armedAt + limit.toNanos();
        cut = null;
        STATE.setRelease(this, ARMED);
    }

    /** Ends the armed span; says whether and why the wait was cut. */
    @Nullable
    public Cut disarm() {
        while (true) {
            int now = (int) STATE.getAcquire(this);
            switch (now) {
                case IDLE -> {
                    return cut;
                }
                case ARMED -> {
                    if (STATE.compareAndSet(this, ARMED, IDLE)) {
                        return null;
                    }
                }
                case FIRED -> {
                    Thread.interrupted();
                    STATE.setRelease(this, IDLE);
                    return cut;
                }
                default -> Thread.yield();
            }
        }
    }

    /** Whether the caller was found to be gone. */
    public boolean hungUp() {
        return cut == Cut.HUNG_UP;
    }

    void close() {
        disarm();
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
            } else if (keepAlive != null && now - Math.max(armedAt, lastKeepAlive) >= keepAliveEvery) {
                lastKeepAlive = now;
                // Armed again before it runs: nobody may ever wait here for a virtual thread, or for a caller that does
                // not
                // read.
                STATE.setRelease(this, ARMED);
                Thread.ofVirtual().name("keep-alive").start(keepAlive);
            } else {
                STATE.setRelease(this, ARMED);
            }
        } catch (Throwable e) {
            // As before, to be looked at again: the thread that disarms would wait for ever.
            cut = null;
            STATE.compareAndSet(this, WATCHED, ARMED);
            throw e;
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
