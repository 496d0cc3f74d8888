package io.serai.metering.outbox;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds what an earlier run of the outbox did not deliver. */
final class OutboxRecovery {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxRecovery.class);

    /**
     * @param segments   oldest first, ready to be read
     * @param records    in them, after the position
     * @param nextNumber of the segment to begin
     */
    record Found(List<Segment> segments, long records, long nextNumber) {}

    private OutboxRecovery() {}

    static Found recover(Path folder, Position position) throws IOException {
        List<Segment> segments = new ArrayList<>();
        long records = 0;
        long last = position.segment();
        for (Path path : files(folder)) {
            long number = Segment.numberOf(path);
            last = Math.max(last, number);
            long from = number == position.segment() ? position.offset() : 0;
            if (number < position.segment() || Files.size(path) <= from) {
                Files.delete(path);
                continue;
            }
            Lines lines = count(path, from);
            long torn = Files.size(path) - lines.end;
            if (torn > 0) {
                LOG.warn("Cut {} bytes of an unfinished record off {}", torn, path);
            }
            segments.add(Segment.earlier(path, lines.end, lines.count));
            records += lines.count;
        }
        if (records > 0) {
            LOG.info("{} usage records of an earlier run are still to be delivered", records);
        }
        return new Found(segments, records, last + 1);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Segment::isOne).sorted().toList();
        }
    }

    /** How many lines there are after a position, and where the last of them ends. */
    private record Lines(int count, long end) {}

    private static Lines count(Path path, long from) throws IOException {
        int count = 0;
        long end = from;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 64 * 1024)) {
            in.skipNBytes(from);
            long at = from;
            for (int b = in.read(); b >= 0; b = in.read()) {
                at++;
                if (b == '\n') {
                    count++;
                    end = at;
                }
            }
        }
        return new Lines(count, end);
    }
}
