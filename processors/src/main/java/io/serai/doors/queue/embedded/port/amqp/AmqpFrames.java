package io.serai.doors.queue.embedded.port.amqp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Follows the frames of an AMQP 1.0 connection, and finds those that the broker must not read.
 *
 * <p>What describes a connection, a session or a link is kept by the broker for as long as that lives, however long it is; only what
 * carries a message may be longer than a description needs. See part 2.3 of the specification, <i>Framing</i>.
 */
public final class AmqpFrames {

    /** Bytes of a frame that carries no message, and of what stands before the message in one that does. */
    private static final int LONGEST = 3 * 1024;
    /** Bytes that are looked at. */
    private static final int LOOK = LONGEST + 64 * 1024;

    private static final int HEADER = 8;
    private static final int FIRST_HOLD = 256;
    private static final String NO_FRAME = "that is no frame";

    private final AmqpPerformatives performatives;
    /** The beginning of a frame, where it comes in pieces. */
    private @Nullable ByteBuf held;
    /** Of the frame that was looked at. */
    private long left;

    private boolean started;

    public AmqpFrames(AmqpWords words) {
        this.performatives = new AmqpPerformatives(words);
    }

    /**
     * What is wrong with the frames that begin there, or null; reads without moving the buffer.
     *
     * @param sent how many frames went the other way
     */
    public @Nullable String wrong(ByteBuf bytes, long sent) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end) {
            if (left > 0) {
                long skipped = Math.min(left, end - at);
                left -= skipped;
                at += (int) skipped;
                continue;
            }
            ByteBuf frame = held;
            if (frame == null) {
                int needed = needed(bytes, at, end);
                if (end - at < needed) {
                    held = Unpooled.buffer(FIRST_HOLD).writeBytes(bytes, at, end - at);
                    return null;
                }
                String wrong = look(bytes, at, needed, sent);
                if (wrong != null) {
                    return wrong;
                }
                at += needed;
                continue;
            }
            int needed = needed(frame, 0, frame.writerIndex());
            int taken = Math.min(needed - frame.writerIndex(), end - at);
            frame.writeBytes(bytes, at, taken);
            at += taken;
            if (frame.writerIndex() == needed && needed == needed(frame, 0, needed)) {
                held = null;
                String wrong = look(frame, 0, needed, sent);
                if (wrong != null) {
                    return wrong;
                }
            }
        }
        return null;
    }

    /** How many bytes have to be known of the frame that begins there. */
    private static int needed(ByteBuf bytes, int at, int end) {
        return end - at < HEADER || isProtocol(bytes, at) ? HEADER : (int) Math.clamp(size(bytes, at), HEADER, LOOK);
    }

    private static boolean isProtocol(ByteBuf bytes, int at) {
        return bytes.getByte(at) == 'A';
    }

    private static long size(ByteBuf bytes, int at) {
        return bytes.getUnsignedInt(at);
    }

    private @Nullable String look(ByteBuf bytes, int at, int known, long sent) {
        boolean first = !started;
        started = true;
        if (first && isProtocol(bytes, at)) {
            return null;
        }
        long size = size(bytes, at);
        // No client has use for a longer header.
        if (size < HEADER || bytes.getByte(at + 4) * 4 != HEADER || bytes.getByte(at + 5) != 0) {
            return NO_FRAME;
        }
        left = size - known;
        return size == HEADER
                ? null
                : performatives.wrong(
                        bytes, at + HEADER, at + known, at + LONGEST, left == 0, bytes.getUnsignedShort(at + 6), sent);
    }

    /** A frame that ends a connection. */
    public static ByteBuf close(String why) {
        byte[] text = why.getBytes(StandardCharsets.UTF_8);
        byte[] condition = "amqp:not-allowed".getBytes(StandardCharsets.US_ASCII);
        ByteBuf error = Unpooled.buffer()
                .writeMedium(0x00531d)
                .writeByte(AmqpValues.LIST_32)
                .writeInt(4 + 2 + condition.length + 5 + text.length)
                .writeInt(2)
                .writeByte(0xa3)
                .writeByte(condition.length)
                .writeBytes(condition)
                .writeByte(0xb1)
                .writeInt(text.length)
                .writeBytes(text);
        return Unpooled.buffer()
                .writeInt(HEADER + 3 + 9 + error.readableBytes())
                .writeInt(0x0200_0000)
                .writeMedium(0x005318)
                .writeByte(AmqpValues.LIST_32)
                .writeInt(4 + error.readableBytes())
                .writeInt(1)
                .writeBytes(error);
    }
}
