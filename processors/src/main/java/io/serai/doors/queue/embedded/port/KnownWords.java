package io.serai.doors.queue.embedded.port;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The symbols and descriptors that AMQP clients have used, of which each key may bring in so many.
 *
 * <p>The AMQP engine keeps every one that it ever reads until the process ends, once for all and once for each of its threads.
 */
public final class KnownWords {

    /** What one takes: itself, its bytes, and places in tables. */
    private static final int EACH = 2 * 1024;

    private static final int HEAP_PART = 32;

    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final Shares shares = new Shares(Runtime.getRuntime().maxMemory() / HEAP_PART);

    /** False where it is new, and the key has brought in too many. */
    public boolean takes(String keyId, String word) {
        if (known.contains(word)) {
            return true;
        }
        if (!shares.take(keyId, EACH)) {
            return false;
        }
        known.add(word);
        return true;
    }
}
