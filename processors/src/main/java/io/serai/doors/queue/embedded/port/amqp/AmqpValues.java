package io.serai.doors.queue.embedded.port.amqp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Finds where values of AMQP's type system end, without making anything of them.
 *
 * <p>The AMQP engine follows counts and nesting wherever they lead: lists of a size that is not theirs, arrays of nothing, a thousand
 * arrays in each other, which it reads twice a level. Here every size has to be its content's, and nesting and counts end.
 */
final class AmqpValues {

    static final int UNREADABLE = -1;

    static final int DESCRIBED = 0x00;
    static final int NULL = 0x40;
    static final int TRUE = 0x41;
    static final int UINT_0 = 0x43;
    static final int ULONG_0 = 0x44;
    static final int LIST_0 = 0x45;
    static final int SMALL_UINT = 0x52;
    static final int SMALL_ULONG = 0x53;
    static final int BOOLEAN = 0x56;
    static final int UINT = 0x70;
    static final int ULONG = 0x80;
    static final int LIST_8 = 0xc0;
    static final int LIST_32 = 0xd0;
    private static final int STRING_8 = 0xa1;
    private static final int SYMBOL_8 = 0xa3;
    private static final int STRING_32 = 0xb1;
    private static final int SYMBOL_32 = 0xb3;
    private static final int MAP_8 = 0xc1;
    private static final int MAP_32 = 0xd1;

    private static final int DEPTH = 16;
    private static final int VALUES = 20_000;
    private static final int LONGEST_SYMBOL = 255;
    /** Elements of an array that take no bytes. */
    private static final int EMPTY_ELEMENTS = 255;

    private final ByteBuf bytes;
    private final AmqpWords words;
    private int values;

    AmqpValues(ByteBuf bytes, AmqpWords words) {
        this.bytes = bytes;
        this.words = words;
    }

    /** Where the value that begins there ends, or {@link #UNREADABLE}. */
    int skip(int at, int end) {
        return skip(at, end, 0);
    }

    private int skip(int at, int end, int depth) {
        if (at >= end || depth > DEPTH || ++values > VALUES) {
            return UNREADABLE;
        }
        int code = code(at);
        if (code != DESCRIBED) {
            return content(code, at + 1, end, depth);
        }
        int value = skipDescriptor(at + 1, end);
        return value == UNREADABLE ? UNREADABLE : skip(value, end, depth + 1);
    }

    int code(int at) {
        return bytes.getUnsignedByte(at);
    }

    /** Of a described value: a number or a symbol. */
    int skipDescriptor(int at, int end) {
        if (at >= end) {
            return UNREADABLE;
        }
        int code = code(at);
        return switch (code) {
            case ULONG_0, SMALL_ULONG, SYMBOL_8, SYMBOL_32 -> content(code, at + 1, end, 0);
            case ULONG -> {
                int next = within((long) at + 1 + Long.BYTES, end);
                yield next == UNREADABLE || !takesNumber(bytes.getLong(at + 1)) ? UNREADABLE : next;
            }
            default -> UNREADABLE;
        };
    }

    /** The number of a described value, or {@link #UNREADABLE} for a symbol, and for a number that AMQP itself has no use for. */
    int descriptor(int at, int end) {
        if (at >= end) {
            return UNREADABLE;
        }
        return switch (code(at)) {
            case SMALL_ULONG -> end - at < 2 ? UNREADABLE : code(at + 1);
            case ULONG -> {
                long number = end - at < 9 ? UNREADABLE : bytes.getLong(at + 1);
                yield number >= 0 && number < 256 ? (int) number : UNREADABLE;
            }
            default -> UNREADABLE;
        };
    }

    /** An unsigned number; less than nothing for null, and for what is none. */
    long number(int at) {
        return switch (code(at)) {
            case UINT_0 -> 0;
            case SMALL_UINT -> code(at + 1);
            case UINT -> bytes.getUnsignedInt(at + 1);
            default -> -1;
        };
    }

    boolean isTrue(int at) {
        return code(at) == TRUE || code(at) == BOOLEAN && code(at + 1) != 0;
    }

    private boolean takesNumber(long descriptor) {
        return descriptor >= 0 && descriptor < 256 || words.takes("#" + descriptor);
    }

    private int content(int code, int at, int end, int depth) {
        return switch (code >>> 4) {
            case 0x4 -> within(at, end);
            case 0x5 -> within(at + 1L, end);
            case 0x6 -> within(at + 2L, end);
            case 0x7 -> within(at + 4L, end);
            case 0x8 -> within(at + 8L, end);
            case 0x9 -> within(at + 16L, end);
            case 0xa -> end - at < 1 ? UNREADABLE : text(code, at + 1, code(at), end);
            case 0xb -> end - at < 4 ? UNREADABLE : text(code, at + 4, bytes.getUnsignedInt(at), end);
            case 0xc, 0xe -> end - at < 2 ? UNREADABLE : compound(code, at + 1, code(at), 1, end, depth);
            case 0xd, 0xf ->
                end - at < 8 ? UNREADABLE : compound(code, at + 4, bytes.getUnsignedInt(at), 4, end, depth);
            default -> UNREADABLE;
        };
    }

    private static int within(long next, int end) {
        return next > end ? UNREADABLE : (int) next;
    }

    private int text(int code, int at, long length, int end) {
        int next = within(at + length, end);
        if (next == UNREADABLE || code != SYMBOL_8 && code != SYMBOL_32) {
            return next;
        }
        return length <= LONGEST_SYMBOL && words.takes(bytes.toString(at, (int) length, StandardCharsets.ISO_8859_1))
                ? next
                : UNREADABLE;
    }

    /** @param size of all that follows it, the count of elements too */
    private int compound(int code, int at, long size, int width, int end, int depth) {
        int stop = within(at + size, end);
        if (stop == UNREADABLE || size < width) {
            return UNREADABLE;
        }
        long count = width == 1 ? code(at) : bytes.getUnsignedInt(at);
        int next = at + width;
        if (code >>> 4 >= 0xe) {
            next = array(next, count, stop, depth);
        } else {
            boolean map = code == MAP_8 || code == MAP_32;
            for (long i = 0; i < count && next != UNREADABLE; i++) {
                next = map && i % 2 == 0 && !mayBeKey(next, stop) ? UNREADABLE : skip(next, stop, depth + 1);
            }
        }
        return next == stop ? stop : UNREADABLE;
    }

    /** What is looked for in a table has to be quick to find there. */
    private boolean mayBeKey(int at, int end) {
        if (at >= end) {
            return false;
        }
        return switch (code(at)) {
            case STRING_8, STRING_32, SYMBOL_8, SYMBOL_32, ULONG_0, SMALL_ULONG, ULONG -> true;
            default -> false;
        };
    }

    private int array(int at, long count, int end, int depth) {
        int next = at;
        if (next < end && code(next) == DESCRIBED) {
            next = skipDescriptor(next + 1, end);
        }
        if (next == UNREADABLE || next >= end) {
            return UNREADABLE;
        }
        int code = code(next++);
        if (code >>> 4 == 0x4) {
            return count <= EMPTY_ELEMENTS ? next : UNREADABLE;
        }
        if (code >>> 4 >= 0xe) {
            return UNREADABLE;
        }
        for (long i = 0; i < count && next != UNREADABLE; i++) {
            next = ++values > VALUES ? UNREADABLE : content(code, next, end, depth + 1);
        }
        return next;
    }
}
