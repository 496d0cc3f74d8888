package io.serai.doors.queue.embedded.port.amqp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;

/** The sections of a message: what is said of it, the body, and a footer. */
public final class AmqpMessages {

    private static final int FIRST = 0x70;
    private static final int FIRST_BODY = 0x75;
    private static final int FOOTER = 0x78;

    private AmqpMessages() {}

    /** Whether every section of a whole message can be read without harm. */
    public static boolean isSound(ByteBuffer message, AmqpWords words) {
        ByteBuf bytes = Unpooled.wrappedBuffer(message);
        return sections(bytes, bytes.readerIndex(), bytes.writerIndex(), FOOTER, words) == bytes.writerIndex();
    }

    /**
     * Whether all that comes before the body can be read without harm.
     *
     * @param whole whether the message ends there
     */
    static boolean beginsSoundly(ByteBuf bytes, int at, int end, boolean whole, AmqpWords words) {
        int next = sections(bytes, at, end, FIRST_BODY - 1, words);
        return next != AmqpValues.UNREADABLE && (whole || next < end);
    }

    /** Where the first of another kind begins, or the end. */
    private static int sections(ByteBuf bytes, int at, int end, int last, AmqpWords words) {
        AmqpValues values = new AmqpValues(bytes, words);
        int next = at;
        while (next < end && next != AmqpValues.UNREADABLE) {
            int section = values.code(next) == AmqpValues.DESCRIBED ? values.descriptor(next + 1, end) : 0;
            if (section < FIRST || section > FOOTER) {
                return AmqpValues.UNREADABLE;
            }
            if (section > last) {
                return next;
            }
            next = values.skip(next, end);
        }
        return next;
    }
}
