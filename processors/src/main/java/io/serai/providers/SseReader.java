package io.serai.providers;

import io.serai.call.ProviderFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events, each as soon as its last byte is there; used by one thread.
 *
 * <p>Follows the WHATWG rules (any line end, comments, several data lines, a byte order mark) with one leniency: an event
 * that the end of the body cut off before its blank line is handed out too, and {@link #atEnd} then tells.
 */
final class SseReader {

    /** A larger event is taken for a broken or hostile provider. */
    static final int LIMIT = 8 << 20;

    /** Comments and the like without an event between them, for which some bytes every few seconds are usual. */
    private static final int IDLE_LIMIT = 8 << 20;

    private static final int FIRST_BUFFER = 4096;

    private final InputStream in;
    private final int limit;

    private byte[] buffer = new byte[FIRST_BUFFER];
    /** The line being read begins here. */
    private int start;
    /** Bytes that came since the last event and were none of one, such as comments. */
    private long idleBytes;
    /** Bytes before this one have been looked at. */
    private int scanned;

    private int filled;
    private boolean atEnd;
    private boolean firstLine = true;
    /** The last line ended with a carriage return: a line feed right behind it belongs to it. */
    private boolean skipLineFeed;

    private @Nullable String name;
    private byte @Nullable [] data;
    private @Nullable ByteArrayOutputStream moreData;

    /** Names repeat from event to event, so the last one is kept to save decoding it again. */
    private byte[] lastNameBytes = new byte[0];

    private String lastName = "";

    SseReader(InputStream in) {
        this(in, LIMIT);
    }

    /** @param limit the most bytes one event may have */
    SseReader(InputStream in, int limit) {
        this.in = in;
        this.limit = limit;
    }

    /**
     * One event.
     *
     * @param name null where the provider gave none
     * @param data an array of its own that nobody writes to
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not shared
    record Event(@Nullable String name, byte[] data) {}

    /**
     * The next event, or null at the end of the body; blocks until it is complete.
     *
     * @throws ProviderFailure {@code MALFORMED} when it is larger than the limit
     */
    @Nullable
    Event next() throws IOException {
        while (true) {
            int end = lineEnd();
            if (end < 0) {
                if (fill()) {
                    continue;
                }
                return rest();
            }
            int from = start;
            start = scanned;
            idle(end - from + 1);
            if (end == from) {
                Event event = take();
                if (event != null) {
                    return event;
                }
            } else {
                line(from, end);
            }
        }
    }

    /** Whether the body has ended: what came last may then be torn. */
    boolean atEnd() {
        return atEnd;
    }

    /** The index of the line's end, or -1 when more bytes are needed; {@link #scanned} is then behind it. */
    private int lineEnd() {
        byte[] bytes = buffer;
        int at = scanned;
        int to = filled;
        if (skipLineFeed && at < to) {
            skipLineFeed = false;
            if (bytes[at] == '\n') {
                at++;
                start = at;
            }
        }
        while (at < to) {
            byte b = bytes[at++];
            if (b == '\n' || b == '\r') {
                skipLineFeed = b == '\r';
                scanned = at;
                return at - 1;
            }
        }
        scanned = at;
        return -1;
    }

    private boolean fill() throws IOException {
        if (atEnd) {
            return false;
        }
        if (start == filled) {
            start = 0;
            scanned = 0;
            filled = 0;
        } else if (filled == buffer.length) {
            makeRoom();
        }
        int read = in.read(buffer, filled, buffer.length - filled);
        if (read < 0) {
            atEnd = true;
            return false;
        }
        filled += read;
        return true;
    }

    private void makeRoom() {
        int length = filled - start;
        if (length > limit) {
            throw tooLarge();
        }
        byte[] target = length > buffer.length / 2 ? new byte[buffer.length * 2] : buffer;
        System.arraycopy(buffer, start, target, 0, length);
        buffer = target;
        scanned -= start;
        filled = length;
        start = 0;
    }

    /** The body ended: its last line and event may lack their ends. */
    private @Nullable Event rest() {
        if (start < filled) {
            int from = start;
            start = filled;
            line(from, filled);
        }
        return take();
    }

    private @Nullable Event take() {
        byte @Nullable [] bytes = data;
        if (moreData != null) {
            bytes = moreData.toByteArray();
            moreData = null;
        }
        data = null;
        String event = name;
        name = null;
        return bytes == null ? null : new Event(event, bytes);
    }

    private void line(int from, int end) {
        int at = from;
        if (firstLine) {
            firstLine = false;
            if (end - at >= 3
                    && buffer[at] == (byte) 0xEF
                    && buffer[at + 1] == (byte) 0xBB
                    && buffer[at + 2] == (byte) 0xBF) {
                at += 3;
            }
        }
        if (isField(at, end, 'd', 'a', 't', 'a')) {
            addData(valueFrom(at + 4, end), end);
        } else if (buffer[at] == 'e' && isField(at + 1, end, 'v', 'e', 'n', 't')) {
            name(valueFrom(at + 5, end), end);
        }
        // comments, ids, retry times and unknown fields mean nothing to us
    }

    private boolean isField(int at, int end, char a, char b, char c, char d) {
        byte[] bytes = buffer;
        return end - at >= 4
                && bytes[at] == a
                && bytes[at + 1] == b
                && bytes[at + 2] == c
                && bytes[at + 3] == d
                && (end - at == 4 || bytes[at + 4] == ':');
    }

    /** Where a field's value begins, behind the colon and at most one space. */
    private int valueFrom(int behindName, int end) {
        int at = behindName;
        if (at < end) {
            at++;
            if (at < end && buffer[at] == ' ') {
                at++;
            }
        }
        return at;
    }

    /** A provider that only keeps the connection alive sends some bytes every few seconds. */
    private void idle(int bytes) {
        idleBytes += bytes;
        if (idleBytes > IDLE_LIMIT) {
            throw new ProviderFailure(
                    ProviderFailure.Kind.MALFORMED, "the stream sends " + IDLE_LIMIT + " bytes without an event");
        }
    }

    private void addData(int from, int end) {
        idleBytes = 0;
        byte @Nullable [] before = data;
        if (before == null) {
            data = Arrays.copyOfRange(buffer, from, end);
            if (end - from > limit) {
                throw tooLarge();
            }
            return;
        }
        ByteArrayOutputStream all = moreData;
        if (all == null) {
            all = new ByteArrayOutputStream(before.length + end - from + 1);
            all.writeBytes(before);
            moreData = all;
        }
        all.write('\n');
        all.write(buffer, from, end - from);
        if (all.size() > limit) {
            throw tooLarge();
        }
    }

    private void name(int from, int end) {
        if (from == end) {
            name = null;
            return;
        }
        if (!Arrays.equals(buffer, from, end, lastNameBytes, 0, lastNameBytes.length)) {
            lastNameBytes = Arrays.copyOfRange(buffer, from, end);
            lastName = new String(lastNameBytes, StandardCharsets.UTF_8);
        }
        name = lastName;
    }

    private ProviderFailure tooLarge() {
        return new ProviderFailure(
                ProviderFailure.Kind.MALFORMED, "an event of the stream is larger than " + limit + " bytes");
    }
}
