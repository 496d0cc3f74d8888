package io.serai.metering.outbox;

import io.serai.metering.Batch;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the outbox's records to the sender, on a thread of its own.
 *
 * <p>It reads the files, not a queue in memory: the pages are still in the cache, the bytes are sent as they are, and an
 * outage of any length costs disk only. It looks every few milliseconds rather than being woken, which costs appends
 * nothing.
 */
final class OutboxDrain {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxDrain.class);

    /** Read at once; a line is far smaller. */
    private static final int BUFFER = 512 * 1024;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Backlog backlog;
    private final Runnable retryHeld;
    private final Path folder;
    private final Position position;
    private final UsageSender sender;
    private final MeteringSettings settings;
    private final Thread thread;

    private final byte[] buffer = new byte[BUFFER];
    private @Nullable RandomAccessFile reading;
    private boolean failing;
    private volatile long stopAt;
    private volatile boolean stopping;

    /** @param retryHeld tries to write what the disk refused before; called now and then */
    OutboxDrain(
            Backlog backlog,
            Runnable retryHeld,
            Path folder,
            Position position,
            UsageSender sender,
            MeteringSettings settings) {
        this.backlog = backlog;
        this.retryHeld = retryHeld;
        this.folder = folder;
        this.position = position;
        this.sender = sender;
        this.settings = settings;
        this.thread = Thread.ofPlatform().daemon().name("outbox-drain").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Delivers what is there and ends, within the limit; false where the sender hangs even so. */
    boolean close(Duration limit) {
        if (stopping) {
            return !thread.isAlive();
        }
        stopAt = System.nanoTime() + limit.toNanos();
        stopping = true;
        LockSupport.unpark(thread);
        if (!joinQuietly(thread, limit)) {
            thread.interrupt();
            return joinQuietly(thread, Duration.ofSeconds(1));
        }
        return true;
    }

    private boolean outOfTime() {
        return stopping && System.nanoTime() - stopAt >= 0;
    }

    /** An interrupt that a sender left behind would make every pause end at once. */
    private static void pause(Duration time) {
        Thread.interrupted();
        LockSupport.parkNanos(time.toNanos());
    }

    private void run() {
        while (!outOfTime()) {
            retryHeld.run();
            try {
                while (deliverNext()) {
                    // until nothing is left
                }
                if (stopping) {
                    break;
                }
            } catch (IOException e) {
                LOG.error("The usage outbox {} cannot be read; trying again", folder, e);
                pause(FIRST_PAUSE);
            }
            pause(settings.linger());
        }
        closeReading();
    }

    /** Whether there may be more to deliver at once. */
    private boolean deliverNext() throws IOException {
        Segment segment = backlog.segments().peek();
        if (segment == null) {
            return false;
        }
        boolean finished = segment.isFinished();
        long end = segment.end();
        long from = segment.number() == position.segment() ? position.offset() : 0;
        if (from >= end) {
            if (finished) {
                done(segment);
            }
            return finished;
        }
        Stretch stretch = read(segment, from, end);
        if (stretch.batch != null && !deliver(stretch.batch)) {
            return false;
        }
        position.move(segment.number(), stretch.end);
        segment.delivered(stretch.lines);
        backlog.delivered(stretch.lines);
        return true;
    }

    private void done(Segment segment) throws IOException {
        closeReading();
        backlog.segments().remove(segment);
        segment.delete();
    }

    private void closeReading() {
        RandomAccessFile open = reading;
        reading = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            LOG.warn("A file of the usage outbox did not close", e);
        }
    }

    /**
     * Some lines of a segment.
     *
     * @param batch null where none of them is sound
     * @param lines how many there were, sound or not
     * @param end   where the next one begins
     */
    private record Stretch(@Nullable Batch batch, int lines, long end) {}

    private Stretch read(Segment segment, long from, long end) throws IOException {
        int length = (int) Math.min(BUFFER, end - from);
        RandomAccessFile file = reading;
        if (file == null) {
            if (Files.notExists(segment.path())) {
                LOG.error("{} was deleted by somebody with {} usage records", segment.path(), segment.undelivered());
                return new Stretch(null, segment.undelivered(), end);
            }
            file = new RandomAccessFile(segment.path().toFile(), "r");
            reading = file;
        }
        file.seek(from);
        file.readFully(buffer, 0, length);
        return gather(segment, from, length);
    }

    private Stretch gather(Segment segment, long from, int length) throws IOException {
        byte[] body = new byte[length];
        int filled = 0;
        int sound = 0;
        int lines = 0;
        int start = 0;
        long oldest = 0;
        while (lines < Batch.RECORDS) {
            int feed = lineFeed(start, length);
            if (feed < 0) {
                break;
            }
            lines++;
            if (OutboxLine.isSound(buffer, start, feed)) {
                oldest = sound == 0 ? OutboxLine.millis(buffer, start) : oldest;
                sound++;
                int json = start + OutboxLine.JSON;
                System.arraycopy(buffer, json, body, filled, feed + 1 - json);
                filled += feed + 1 - json;
            } else {
                setAside(segment, start, feed + 1);
            }
            start = feed + 1;
        }
        if (lines == 0) {
            // No line is as long as the buffer: what stands there never was one.
            setAside(segment, 0, length);
            return new Stretch(null, 0, from + length);
        }
        if (sound == 0) {
            return new Stretch(null, lines, from + start);
        }
        backlog.delivering(oldest);
        Batch batch = new Batch(Arrays.copyOf(body, filled), sound, Instant.ofEpochMilli(oldest));
        return new Stretch(batch, lines, from + start);
    }

    private int lineFeed(int from, int to) {
        for (int i = from; i < to; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Bytes that are no record go to a file of their own, so that they neither block the rest nor vanish. */
    private void setAside(Segment segment, int from, int to) throws IOException {
        Path aside = folder.resolve("damaged");
        LOG.error(
                "{} has {} damaged bytes where a usage record should be, now in {}", segment.path(), to - from, aside);
        try (OutputStream out = Files.newOutputStream(aside, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            out.write(buffer, from, to - from);
        }
    }

    /** Tries until the sender succeeds; false where it was told to end before. */
    private boolean deliver(Batch batch) {
        Duration pause = FIRST_PAUSE;
        while (!outOfTime()) {
            try {
                sender.deliver(batch);
                if (failing) {
                    failing = false;
                    LOG.info("Usage is delivered again; {} records wait", backlog.records());
                }
                return true;
            } catch (Throwable e) {
                // Even an Error must not end this thread, which alone brings usage to the ledger.
                if (!failing) {
                    failing = true;
                    LOG.warn("Usage cannot be delivered now; it is kept in {} and tried again", folder, e);
                }
            }
            retryHeld.run();
            pause(stopping ? FIRST_PAUSE : pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
        return false;
    }

    /** Waits for a thread to end; an interrupt ends the waiting and is kept. */
    static boolean joinQuietly(Thread thread, Duration limit) {
        try {
            return thread.join(limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
