package io.serai.doors.queue.embedded.port;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory of one kind that keys take and give back: each key at most its share, all keys together at most the whole.
 *
 * <p>Who has nothing yet is always given something, however much it is, while the whole is not taken.
 */
public final class Shares {

    private static final int PART = 4;

    private final long whole;
    private final long share;
    private final AtomicLong all = new AtomicLong();
    private final Map<String, Long> byKey = new ConcurrentHashMap<>();

    /** @param whole bytes of all keys; the share of one is a quarter */
    public Shares(long whole) {
        this(whole, 0);
    }

    /** @param least bytes that a key may take in any case, where a quarter of the whole is less */
    Shares(long whole, long least) {
        this.whole = whole;
        this.share = Math.max(least, whole / PART);
    }

    /** What a key may take. */
    public long share() {
        return share;
    }

    /** Whether so many bytes more would be too many. */
    public boolean isRefused(String keyId, long bytes) {
        long before = byKey.getOrDefault(keyId, 0L);
        return all.get() >= whole || before > 0 && before + bytes > share;
    }

    /** False, and nothing is taken, where it would be too much. */
    boolean take(String keyId, long bytes) {
        if (isRefused(keyId, bytes)) {
            return false;
        }
        add(keyId, bytes);
        return true;
    }

    /** Takes or, with less than nothing, gives back. */
    public void add(String keyId, long bytes) {
        all.addAndGet(bytes);
        byKey.compute(keyId, (key, before) -> {
            long now = (before == null ? 0 : before) + bytes;
            return now <= 0 ? null : now;
        });
    }
}
