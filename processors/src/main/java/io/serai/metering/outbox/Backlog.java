package io.serai.metering.outbox;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What the usage queue does not have yet: the files of the outbox, how many records, and since when they wait. */
final class Backlog {

    private final InstantSource clock;
    private final ConcurrentLinkedDeque<Segment> segments = new ConcurrentLinkedDeque<>();
    private final AtomicLong records = new AtomicLong();
    private volatile long oldest;
    private volatile long moved;

    /** @param found what an earlier run left */
    Backlog(OutboxRecovery.Found found, InstantSource clock) {
        this.clock = clock;
        segments.addAll(found.segments());
        records.set(found.records());
        moved = clock.millis();
        oldest = found.records() == 0 ? 0 : moved;
    }

    /** The segments with undelivered records, oldest first; the drain removes those it is done with. */
    ConcurrentLinkedDeque<Segment> segments() {
        return segments;
    }

    /** A record has come. */
    void appended(long millis) {
        if (records.getAndIncrement() == 0) {
            oldest = millis;
        }
    }

    /** A record that had come is kept nowhere. */
    void lost() {
        records.decrementAndGet();
    }

    /** Records are being delivered, the first of which came then. */
    void delivering(long millis) {
        oldest = millis;
    }

    /** So many records need no more delivery. */
    void delivered(long count) {
        moved = clock.millis();
        if (records.addAndGet(-count) == 0) {
            oldest = 0;
        }
    }

    long records() {
        return records.get();
    }

    /** Since when the oldest of them waits; null when none does. */
    @Nullable
    Instant oldest() {
        long since = oldest;
        return records.get() == 0 || since == 0 ? null : Instant.ofEpochMilli(since);
    }

    /** Since when records wait and none was taken to the usage queue; null when none waits. */
    @Nullable
    Instant stalledSince() {
        Instant waiting = oldest();
        return waiting == null ? null : Instant.ofEpochMilli(Math.max(moved, waiting.toEpochMilli()));
    }
}
