package io.serai.doors.queue.embedded.port;

import io.netty.buffer.ByteBuf;

/**
 * Follows the frames of an AMQP 1.0 connection, and finds those that are too long.
 *
 * <p>What describes a connection, a session or a link is kept by the broker for as long as that lives, however long it is; only what
 * carries a message may be longer than a description needs. See part 2.3 of the specification, <i>Framing</i>.
 */
final class AmqpFrames {

    /** Bytes of a frame that carries no message. */
    private static final int LONGEST = 3 * 1024;

    private static final int HEADER = 8;
    private static final int TRANSFER = 0x14;
    /** Where the code of the frame's kind stands, behind the header and its own length. */
    private static final int KIND = 12;

    private final byte[] begin = new byte[HEADER + KIND];
    private int known;
    private long left;
    private boolean started;

    /** False where a frame is too long, or not a frame; reads without moving the buffer. */
    boolean follow(ByteBuf bytes) {
        int at = bytes.readerIndex();
        while (at < bytes.writerIndex()) {
            if (left > 0) {
                long skipped = Math.min(left, bytes.writerIndex() - at);
                left -= skipped;
                at += (int) skipped;
                continue;
            }
            begin[known++] = bytes.getByte(at++);
            if (!begun()) {
                return false;
            }
        }
        return true;
    }

    /** Looks at what is known of the frame that begins; false where it may not go on. */
    private boolean begun() {
        if (known < HEADER) {
            return true;
        }
        if (!started && begin[0] == 'A') {
            return next(HEADER);
        }
        long size = (begin[0] & 0xFFL) << 24 | (begin[1] & 0xFF) << 16 | (begin[2] & 0xFF) << 8 | begin[3] & 0xFF;
        int body = (begin[4] & 0xFF) * 4;
        if (size < HEADER || body < HEADER || body > size || begin[5] != 0) {
            return false;
        }
        if (size <= LONGEST) {
            return next(size);
        }
        // No client has use for a longer header.
        if (body != HEADER) {
            return false;
        }
        if (known < HEADER + 3) {
            return true;
        }
        if (begin[HEADER] != 0) {
            return false;
        }
        if (begin[HEADER + 1] == 0x53) {
            return begin[HEADER + 2] == TRANSFER && next(size);
        }
        if (begin[HEADER + 1] != (byte) 0x80) {
            return false;
        }
        return known < HEADER + KIND - 2 || begin[HEADER + 9] == TRANSFER && next(size);
    }

    private boolean next(long size) {
        started = true;
        left = size - known;
        known = 0;
        return true;
    }
}
