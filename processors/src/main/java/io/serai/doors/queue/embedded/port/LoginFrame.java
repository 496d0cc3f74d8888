package io.serai.doors.queue.embedded.port;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a connection begins in each protocol: up to its login, which alone the broker gets to see of a stranger. */
enum LoginFrame {
    /** The broker's own; it logs in later, in a packet of its own. */
    CORE("ARTEMIS") {
        @Override
        int length(ByteBuf held) {
            return held.readableBytes();
        }
    },
    /** The header of the login layer, and the one frame that holds name and password. */
    AMQP("AMQP\u0003\u0001\u0000\u0000") {
        @Override
        int length(ByteBuf held) {
            int start = held.readerIndex();
            if (start == 0) {
                return PREFIX;
            }
            if (held.readableBytes() < PREFIX) {
                return INCOMPLETE;
            }
            long size = held.getUnsignedInt(start);
            boolean login = held.getByte(start + 4) == 2 && held.getByte(start + 5) == 1;
            if (!login || size < PREFIX || size > LONGEST_AMQP) {
                return INVALID;
            }
            return held.readableBytes() < size ? INCOMPLETE : (int) size;
        }

        /** Behind the header comes the login. */
        @Override
        boolean isLast(int length) {
            return length != PREFIX;
        }
    },
    /** One frame. */
    STOMP("CONNECT", "STOMP") {
        @Override
        int length(ByteBuf held) {
            int end = held.bytesBefore((byte) 0);
            if (end < 0) {
                return held.readableBytes() > LONGEST_STOMP ? INVALID : INCOMPLETE;
            }
            String frame = held.toString(held.readerIndex(), end, StandardCharsets.UTF_8);
            boolean readable = frame.replace("\r", "")
                    .lines()
                    .skip(1)
                    .allMatch(line -> line.isEmpty()
                            || line.indexOf(':') > 0 && LENGTH.matcher(line).matches());
            return end <= LONGEST_STOMP && readable && frame.contains("\n") ? end + 1 : INVALID;
        }
    };

    static final int INCOMPLETE = 0;
    static final int INVALID = -1;
    private static final int PREFIX = 8;
    /** The least that an AMQP engine must take, and the most that the broker's takes before the login. */
    private static final int LONGEST_AMQP = 512;

    private static final int LONGEST_STOMP = 8 * 1024;

    /** A login has no body. */
    private static final Pattern LENGTH = Pattern.compile("(?!content-length).*|content-length: *0 *");

    private final String[] beginnings;

    LoginFrame(String... beginnings) {
        this.beginnings = beginnings;
    }

    /** Bytes that may be handed on now, or one of the two. */
    abstract int length(ByteBuf held);

    /** Whether what was handed on last is all that a stranger may say. */
    boolean isLast(int length) {
        return true;
    }

    /** Whether the bytes so far are the beginning of a protocol. */
    static boolean mayBegin(ByteBuf held) {
        String text = beginning(held);
        for (LoginFrame each : values()) {
            for (String known : each.beginnings) {
                if (text.startsWith(known) || known.startsWith(text)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Null while it is too early to know. */
    static @Nullable LoginFrame of(ByteBuf held) {
        if (held.readableBytes() < PREFIX) {
            return null;
        }
        String text = beginning(held);
        for (LoginFrame each : values()) {
            for (String known : each.beginnings) {
                if (text.startsWith(known)) {
                    return each;
                }
            }
        }
        return null;
    }

    private static String beginning(ByteBuf held) {
        return held.toString(held.readerIndex(), Math.min(PREFIX, held.readableBytes()), StandardCharsets.ISO_8859_1);
    }
}
