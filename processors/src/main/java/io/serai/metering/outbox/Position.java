package io.serai.metering.outbox;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Up to where the outbox was delivered, kept in a small file for the next start.
 *
 * <p>Never forced to the disk: a position that is too old only delivers some records twice.
 */
final class Position implements AutoCloseable {

    private static final Pattern FORMAT = Pattern.compile("(\\d{16}) (\\d{16})\n");

    private final RandomAccessFile file;
    private long segment;
    private long offset;

    Position(Path path) throws IOException {
        file = new RandomAccessFile(path.toFile(), "rw");
        byte[] bytes = new byte[(int) Math.min(file.length(), 64)];
        file.readFully(bytes);
        Matcher kept = FORMAT.matcher(new String(bytes, StandardCharsets.US_ASCII));
        if (kept.matches()) {
            segment = Long.parseLong(kept.group(1));
            offset = Long.parseLong(kept.group(2));
        }
    }

    long segment() {
        return segment;
    }

    /** Within the segment: the first byte not yet delivered. */
    long offset() {
        return offset;
    }

    void move(long toSegment, long toOffset) throws IOException {
        segment = toSegment;
        offset = toOffset;
        file.seek(0);
        file.write("%016d %016d\n".formatted(toSegment, toOffset).getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
