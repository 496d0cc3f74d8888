package io.serai.metering.outbox;

import io.serai.call.UsageRecord;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps usage records safe on disk from the moment a call ends until the usage queue has them.
 *
 * <p>{@link #append} is one write into a file, so the death of the process, however sudden, loses nothing that was
 * appended; a background thread forces the file to the disk every few milliseconds against a power failure. Another takes
 * batches to a {@link UsageSender}, in order, again and again until it succeeds, and after a restart continues where
 * it was; a batch may so arrive twice, which the ledger's key makes harmless.
 *
 * <p>An observer, it fails open: where the disk refuses a record, some thousands are held in memory and tried again,
 * {@link #isWell} is false meanwhile, and a record that finds no place at all goes to the log as a whole. Whoever guards
 * calls may refuse new ones while it is not well. Safe for use by many threads, interrupted or not.
 */
public final class Outbox implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    /** Lines held in memory while the disk refuses them: some 10 MB. */
    private static final int HELD = 10_000;

    /** A full disk takes a record now and then, where another gives some bytes back: only a quiet time ends the trouble. */
    private static final long CALM = 10_000;

    private final Path folder;
    private final MeteringSettings settings;
    private final InstantSource clock;
    private final FileChannel lockFile;
    private final Position position;

    private final Backlog backlog;

    private final ReentrantLock writing = new ReentrantLock();
    /** The fields below belong to whoever holds {@link #writing}. */
    private Segment active;

    private final Deque<OutboxLine> held = new ArrayDeque<>();
    private boolean closed;
    private volatile boolean complaining;
    private long complainedAt;
    private long refusedAt;

    private volatile boolean diskRefuses;
    private volatile boolean forceFails;

    private final @Nullable Thread forcer;
    private volatile boolean forcing = true;
    private @Nullable OutboxDrain drain;

    /**
     * Opens the outbox of a folder, with whatever an earlier run left in it.
     *
     * @param folder made where it is missing; belongs to one process at a time
     * @throws IOException where the folder cannot be used, or another process uses it
     */
    public Outbox(Path folder, MeteringSettings settings, InstantSource clock) throws IOException {
        this.folder = folder;
        this.settings = settings;
        this.clock = clock;
        Files.createDirectories(folder);
        this.lockFile = lock(folder);
        try {
            this.position = new Position(folder.resolve("position"));
            OutboxRecovery.Found found = OutboxRecovery.recover(folder, position);
            this.backlog = new Backlog(found, clock);
            this.active = Segment.create(folder, found.nextNumber());
        } catch (IOException e) {
            lockFile.close();
            throw e;
        }
        backlog.segments().add(active);
        forcer = settings.syncEvery().isZero()
                ? null
                : Thread.ofPlatform().daemon().name("outbox-force").start(this::keepForcing);
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // the same answer for this process as for another
        }
        channel.close();
        throw new IOException("The usage outbox " + folder.toAbsolutePath()
                + " is in use by another gateway; give each its own data folder (SERAI_DATA)");
    }

    /** Begins to deliver; to one sender at a time. */
    public synchronized void deliverTo(UsageSender sender) {
        if (drain != null) {
            throw new IllegalStateException("the outbox has a sender: one route reads outbox:usage");
        }
        drain = new OutboxDrain(backlog, this::retryHeld, folder, position, sender, settings);
        drain.start();
    }

    /** Delivers what is there, for {@code serai.metering.close-within} at most, and nothing more until there is a sender again. */
    public synchronized void stopDelivering() {
        if (drain != null && drain.close(settings.closeWithin())) {
            drain = null;
        }
    }

    /** Keeps the record from now on, whatever happens to this process; never throws for want of a disk. */
    public void append(UsageRecord record) {
        long now = clock.millis();
        OutboxLine line = new OutboxLine(record, now);
        writing.lock();
        try {
            backlog.appended(now);
            if (closed || !writeHeld() || !write(line)) {
                hold(line);
            }
        } finally {
            writing.unlock();
        }
    }

    private boolean write(OutboxLine line) {
        try {
            active.append(line);
        } catch (IOException e) {
            complain("The usage outbox cannot write to {}; records are held in memory", e);
            return false;
        }
        if (active.end() >= settings.segment().toBytes()) {
            roll();
        }
        return true;
    }

    private void roll() {
        Segment full = active;
        try {
            active = Segment.create(folder, full.number() + 1);
            backlog.segments().add(active);
            full.finish();
            if (forcer == null) {
                full.close();
            }
        } catch (IOException e) {
            complain("The usage outbox cannot begin a new file in {}; the last one grows on", e);
        }
    }

    private void hold(OutboxLine line) {
        if (closed || held.size() >= HELD) {
            backlog.lost();
            LOG.error("Usage record lost to the ledger, insert it by hand: {}", line.json());
        } else {
            held.add(line);
            diskRefuses = true;
        }
    }

    /** Tries again what the disk refused; false while it still refuses. */
    private boolean writeHeld() {
        if (held.isEmpty()) {
            return true;
        }
        if (active.end() > 0 || active.isFinished()) {
            // The file itself may be what is broken.
            roll();
        }
        for (OutboxLine line = held.peek(); line != null; line = held.peek()) {
            if (!write(line)) {
                return false;
            }
            held.remove();
        }
        diskRefuses = false;
        return true;
    }

    /** Called by the drain now and then, so that held records do not wait for another call. */
    void retryHeld() {
        if (diskRefuses || complaining) {
            writing.lock();
            try {
                if (writeHeld() && complaining && clock.millis() - refusedAt >= CALM) {
                    complaining = false;
                    LOG.info("The usage outbox can write to {} again", folder);
                }
            } finally {
                writing.unlock();
            }
        }
    }

    Backlog backlog() {
        return backlog;
    }

    private void complain(String message, IOException e) {
        long now = clock.millis();
        refusedAt = now;
        if (!complaining || now - complainedAt > 60_000) {
            complaining = true;
            complainedAt = now;
            LOG.error(message, folder, e);
        }
    }

    private void keepForcing() {
        while (forcing) {
            LockSupport.parkNanos(settings.syncEvery().toNanos());
            force();
        }
    }

    private void force() {
        for (Segment segment : backlog.segments()) {
            try {
                segment.force();
                forceFails = false;
            } catch (IOException e) {
                if (!forceFails) {
                    LOG.error("The usage outbox cannot force {} to the disk", segment.path(), e);
                }
                forceFails = true;
            }
        }
    }

    /** How many records the usage queue does not have yet. */
    public long pending() {
        return backlog.records();
    }

    /** Since when the oldest of them waits; null when none does. */
    public @Nullable Instant oldest() {
        return backlog.oldest();
    }

    /** Since when records wait and none was taken to the usage queue; null when none waits. */
    public @Nullable Instant stalledSince() {
        return backlog.stalledSince();
    }

    /** Whether the disk takes records; while not, a sudden death of the process would lose those held in memory. */
    public boolean isWell() {
        return !diskRefuses && !forceFails;
    }

    /**
     * Delivers what is left, for {@code serai.metering.close-within} at most, and closes; the rest is delivered after the
     * next start. A record appended later goes to the log.
     */
    @Override
    public void close() throws IOException {
        stopDelivering();
        stopForcing();
        writing.lock();
        try {
            if (closed) {
                return;
            }
            writeHeld();
            closed = true;
            held.forEach(this::hold);
            held.clear();
        } finally {
            writing.unlock();
        }
        if (forcer != null) {
            force();
        }
        for (Segment segment : backlog.segments()) {
            segment.close();
        }
        position.close();
        lockFile.close();
    }

    private void stopForcing() {
        forcing = false;
        Thread thread = forcer;
        if (thread != null) {
            LockSupport.unpark(thread);
            OutboxDrain.joinQuietly(thread, Duration.ofSeconds(5));
        }
    }
}
