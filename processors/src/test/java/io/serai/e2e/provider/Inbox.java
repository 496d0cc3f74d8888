package io.serai.e2e.provider;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends, read ahead by a thread of its own so that a hang-up is seen during an answer.
 *
 * <p>Read-ahead is not bounded: the caller of a test decides how much is sent.
 */
final class Inbox implements AutoCloseable {
    private static final int READ_SIZE = 16 * 1024;

    private final Socket socket;
    private final InputStream in;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<byte[]> unread = new ArrayDeque<>();
    private int position;
    private boolean ended;
    private long endedAtNanos;

    private @Nullable Thread pump;

    Inbox(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    void start(String name) {
        pump = Thread.ofVirtual().name(name).start(this::pump);
    }

    /** The next byte, or -1 when the client has ended and everything was read. */
    int read() throws InterruptedException {
        byte[] one = new byte[1];
        return read(one, 0) < 0 ? -1 : one[0] & 0xff;
    }

    /** Fills the target, or answers false when the client ended before it was full. */
    boolean readFully(byte[] target) throws InterruptedException {
        int filled = 0;
        while (filled < target.length) {
            int length = read(target, filled);
            if (length < 0) {
                return false;
            }
            filled += length;
        }
        return true;
    }

    private int read(byte[] target, int from) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (unread.isEmpty() && !ended) {
                changed.await();
            }
            byte[] head = unread.peek();
            if (head == null) {
                return -1;
            }
            int length = Math.min(head.length - position, target.length - from);
            System.arraycopy(head, position, target, from, length);
            position += length;
            if (position == head.length) {
                unread.remove();
                position = 0;
            }
            return length;
        } finally {
            lock.unlock();
        }
    }

    boolean ended() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /** The {@link System#nanoTime()} at which the end was seen; only of use once {@link #ended()}. */
    long endedAtNanos() {
        lock.lock();
        try {
            return endedAtNanos;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the client ends, at most so long; answers whether it did. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lockInterruptibly();
        try {
            while (!ended && left > 0) {
                left = changed.awaitNanos(left);
            }
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the client ends, however long that takes. */
    void awaitEnd() throws InterruptedException {
        while (!awaitEnd(Duration.ofNanos(TimeUnit.DAYS.toNanos(1)))) {
            // A day of silence is no reason to stop being silent.
        }
    }

    /** Closes the connection, and returns when it is closed. */
    @Override
    public void close() throws IOException, InterruptedException {
        socket.close();
        if (pump != null) {
            pump.join();
        }
    }

    private void pump() {
        byte[] buffer = new byte[READ_SIZE];
        try {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                add(Arrays.copyOf(buffer, length));
            }
        } catch (IOException e) {
            // A reset, or our own close: an end like any other.
        }
        end();
    }

    private void add(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        lock.lock();
        try {
            unread.add(bytes);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            ended = true;
            endedAtNanos = System.nanoTime();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
