package io.serai.metering.outbox;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One file of the outbox: appended to by one writer, read up to its end by one reader.
 *
 * <p>Written through {@link RandomAccessFile}, because an interrupted thread would close a channel for everybody, and
 * interrupts are common where callers hang up.
 */
final class Segment {

    private static final String SUFFIX = ".outbox";

    private final Path path;
    private final long number;
    private @Nullable RandomAccessFile file;
    private volatile long end;
    private volatile boolean finished;
    /** Records that were appended and not yet delivered. */
    private final AtomicInteger undelivered;

    private long forced;

    private Segment(Path path, long number, @Nullable RandomAccessFile file, long end, int records) {
        this.path = path;
        this.number = number;
        this.file = file;
        this.end = end;
        this.finished = file == null;
        this.undelivered = new AtomicInteger(records);
    }

    static Segment create(Path folder, long number) throws IOException {
        Path path = folder.resolve("%016d%s".formatted(number, SUFFIX));
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        file.setLength(0);
        return new Segment(path, number, file, 0, 0);
    }

    /** A file of an earlier run with some undelivered records; what its writer did not finish is cut off. */
    static Segment earlier(Path path, long soundEnd, int records) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            if (file.length() > soundEnd) {
                file.setLength(soundEnd);
            }
        }
        return new Segment(path, numberOf(path), null, soundEnd, records);
    }

    static boolean isOne(Path path) {
        return path.getFileName().toString().matches("\\d{16}\\" + SUFFIX);
    }

    static long numberOf(Path path) {
        return Long.parseLong(path.getFileName().toString().substring(0, 16));
    }

    /** Appends the line whole or, where it throws, not at all. The caller holds the outbox's lock. */
    void append(OutboxLine line) throws IOException {
        RandomAccessFile into = file;
        if (into == null) {
            throw new IOException(path + " is closed");
        }
        try {
            line.appendTo(into);
        } catch (IOException e) {
            cutBack(into, e);
            throw e;
        }
        long next = end + line.size();
        undelivered.incrementAndGet();
        end = next;
    }

    private void cutBack(RandomAccessFile into, IOException cause) {
        try {
            into.seek(end);
            into.setLength(end);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Nothing more will be appended. */
    void finish() {
        finished = true;
    }

    /** Asked before {@link #end}, it says whether that end is the last. */
    boolean isFinished() {
        return finished;
    }

    long end() {
        return end;
    }

    void delivered(int records) {
        undelivered.addAndGet(-records);
    }

    int undelivered() {
        return undelivered.get();
    }

    long number() {
        return number;
    }

    Path path() {
        return path;
    }

    /** Makes what was appended until now safe from a power failure, and closes a file that is finished. */
    synchronized void force() throws IOException {
        RandomAccessFile open = file;
        if (open == null) {
            return;
        }
        boolean last = finished;
        long now = end;
        if (forced < now) {
            open.getFD().sync();
            forced = now;
        }
        if (last) {
            close();
        }
    }

    synchronized void close() throws IOException {
        finished = true;
        RandomAccessFile open = file;
        file = null;
        if (open != null) {
            open.close();
        }
    }

    void delete() throws IOException {
        close();
        Files.deleteIfExists(path);
    }
}
