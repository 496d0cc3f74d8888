package io.serai.doors.queue.embedded.port;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.nio.charset.StandardCharsets;

/**
 * Finds a STOMP header {@code content-length} that is no length, or too long.
 *
 * <p>The broker makes an array of what the header says, and adds to it without a look at the largest number. Every line that begins
 * so is looked at, also within a body: what parts headers from bodies for the broker differs from version to version, and no JSON has
 * such a line.
 */
final class StompLengths {

    private static final byte[] HEADER = "content-length:".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_DIGITS = 10;

    private final long longest;
    /** Of the header's name, seen since the line began; less than nothing in a line that is another's. */
    private int seen;

    private int digits;
    private long length;
    private boolean ended;

    StompLengths(long longest) {
        this.longest = longest;
    }

    /** False where there is one; reads without moving the buffer. */
    boolean follow(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end) {
            if (seen < 0) {
                int line = bytes.forEachByte(at, end - at, ByteProcessor.FIND_CRLF);
                if (line < 0) {
                    return true;
                }
                at = line;
            }
            byte next = bytes.getByte(at++);
            if (next == '\n' || next == '\r') {
                if (seen == HEADER.length && (digits == 0 || length > longest)) {
                    return false;
                }
                seen = 0;
                digits = 0;
                length = 0;
                ended = false;
            } else if (seen == HEADER.length) {
                if (!counts(next)) {
                    return false;
                }
            } else {
                seen = next == HEADER[seen] ? seen + 1 : -1;
            }
        }
        return true;
    }

    private boolean counts(byte next) {
        if (next == ' ' || next == '\t') {
            ended = digits > 0;
            return true;
        }
        if (ended || next < '0' || next > '9' || ++digits > MOST_DIGITS) {
            return false;
        }
        length = length * 10 + next - '0';
        return true;
    }
}
