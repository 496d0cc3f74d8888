package io.serai.doors.queue.embedded.port.amqp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what each frame of one connection asks for, before the broker's AMQP engine does it.
 *
 * <p>The engine does as it is told: it counts from the first to the last number of a disposition one by one, without an end where the
 * last is the largest there is; it writes frames that are too small for anything, for ever. Of a message it reads all but the body as
 * it comes in.
 */
final class AmqpPerformatives {

    private static final int OPEN = 0x10;
    private static final int BEGIN = 0x11;
    private static final int ATTACH = 0x12;
    private static final int TRANSFER = 0x14;
    private static final int DISPOSITION = 0x15;
    private static final int DETACH = 0x16;
    private static final int END = 0x17;
    private static final int CLOSE = 0x18;

    private static final int FIELDS = 16;
    /** Least that the specification has of a frame. */
    private static final int LEAST_FRAME = 512;

    private static final int LEAST_IDLE_MILLIS = 100;
    private static final long LARGEST = 0xffff_ffffL;
    /** How many numbers dispositions may name beyond a few for each frame: no client leaves more unsettled. */
    private static final int UNSETTLED = 65_536;

    private static final int NUMBERS_A_FRAME = 8;
    /** Of what only brokers say to each other. */
    private static final String[] BROKERS_OWN = {"AMQ_", "amq."};

    private static final String UNREADABLE = "the frame cannot be read";

    private final AmqpWords words;
    private final int[] fields = new int[FIELDS];
    private int count;
    /** Links on which a message has begun, by channel and handle. */
    private final Set<Long> begun = new HashSet<>();

    private long frames;
    private long named;

    AmqpPerformatives(AmqpWords words) {
        this.words = words;
    }

    /**
     * What is wrong with a frame, or null.
     *
     * @param at      where its body begins
     * @param end     of what is known of it
     * @param longest where what carries no message has to end
     * @param whole   whether it ends there
     * @param sent    how many frames went the other way
     */
    @Nullable
    String wrong(ByteBuf frame, int at, int end, int longest, boolean whole, int channel, long sent) {
        AmqpValues values = new AmqpValues(frame, words);
        int kind = values.code(at) == AmqpValues.DESCRIBED ? values.descriptor(at + 1, end) : AmqpValues.UNREADABLE;
        if (kind < OPEN || kind > CLOSE) {
            return UNREADABLE;
        }
        int payload = readFields(values, frame, values.skipDescriptor(at + 1, end), Math.min(end, longest));
        if (payload == AmqpValues.UNREADABLE || kind != TRANSFER && (!whole || payload != end)) {
            return UNREADABLE;
        }
        frames++;
        return switch (kind) {
            case OPEN -> open(values);
            case BEGIN, END -> {
                begun.removeIf(each -> each >>> Integer.SIZE == channel);
                yield null;
            }
            case ATTACH -> {
                begun.remove(link(values, channel, 1));
                yield attach(frame, payload);
            }
            case DETACH -> {
                begun.remove(link(values, channel, 0));
                yield null;
            }
            case DISPOSITION -> disposition(values, sent);
            case TRANSFER -> transfer(values, frame, payload, end, whole, channel);
            default -> null;
        };
    }

    /** Where the list that begins there ends. */
    private int readFields(AmqpValues values, ByteBuf frame, int at, int end) {
        count = 0;
        if (at == AmqpValues.UNREADABLE || at >= end) {
            return AmqpValues.UNREADABLE;
        }
        int next;
        long stop;
        long elements;
        switch (values.code(at)) {
            case AmqpValues.LIST_0 -> {
                return at + 1;
            }
            case AmqpValues.LIST_8 -> {
                if (end - at < 3) {
                    return AmqpValues.UNREADABLE;
                }
                stop = at + 2L + values.code(at + 1);
                elements = values.code(at + 2);
                next = at + 3;
            }
            case AmqpValues.LIST_32 -> {
                if (end - at < 9) {
                    return AmqpValues.UNREADABLE;
                }
                stop = at + 5L + frame.getUnsignedInt(at + 1);
                elements = frame.getUnsignedInt(at + 5);
                next = at + 9;
            }
            default -> {
                return AmqpValues.UNREADABLE;
            }
        }
        if (stop > end || elements > FIELDS) {
            return AmqpValues.UNREADABLE;
        }
        while (count < elements) {
            fields[count++] = next;
            next = values.skip(next, (int) stop);
            if (next == AmqpValues.UNREADABLE) {
                return AmqpValues.UNREADABLE;
            }
        }
        return next == stop ? next : AmqpValues.UNREADABLE;
    }

    /** Less than nothing where it is left out. */
    private long number(AmqpValues values, int field) {
        return field < count ? values.number(fields[field]) : -1;
    }

    private boolean isLeftOut(AmqpValues values, int field) {
        return field >= count || values.code(fields[field]) == AmqpValues.NULL;
    }

    private boolean isTrue(AmqpValues values, int field) {
        return field < count && values.isTrue(fields[field]);
    }

    private long link(AmqpValues values, int channel, int field) {
        return (long) channel << Integer.SIZE | number(values, field) & LARGEST;
    }

    private @Nullable String open(AmqpValues values) {
        if (!isLeftOut(values, 2) && number(values, 2) < LEAST_FRAME) {
            return "max-frame-size is less than " + LEAST_FRAME;
        }
        long idle = number(values, 4);
        return isLeftOut(values, 4) || idle == 0 || idle >= LEAST_IDLE_MILLIS && idle <= Integer.MAX_VALUE
                ? null
                : "idle-time-out is not between " + LEAST_IDLE_MILLIS + " and " + Integer.MAX_VALUE + " milliseconds";
    }

    private @Nullable String attach(ByteBuf frame, int end) {
        int desired = 12;
        if (desired >= count) {
            return null;
        }
        int until = desired + 1 < count ? fields[desired + 1] : end;
        String text = frame.toString(fields[desired], until - fields[desired], StandardCharsets.ISO_8859_1);
        for (String own : BROKERS_OWN) {
            if (text.contains(own)) {
                return "a client does not desire what only brokers have to do with each other";
            }
        }
        return null;
    }

    private @Nullable String disposition(AmqpValues values, long sent) {
        long first = number(values, 1);
        long last = isLeftOut(values, 2) ? first : number(values, 2);
        if (first < 0 || last < 0 || last == LARGEST) {
            return "the disposition names no deliveries";
        }
        named += Math.max(0, last - first) + 1;
        return named > UNSETTLED + NUMBERS_A_FRAME * (frames + sent)
                ? "the disposition names more deliveries than there can be: at most " + UNSETTLED + " at a time"
                : null;
    }

    private @Nullable String transfer(
            AmqpValues values, ByteBuf frame, int payload, int end, boolean whole, int channel) {
        long link = link(values, channel, 0);
        boolean aborted = isTrue(values, 9);
        boolean more = isTrue(values, 5) && !aborted;
        boolean begins = more ? begun.add(link) : !begun.remove(link);
        if (!begins || aborted) {
            return null;
        }
        // Others hold messages of the broker's own kind, which are read without a look at their sizes.
        if (!isLeftOut(values, 3) && number(values, 3) != 0) {
            return "the format of the message is not 0";
        }
        return AmqpMessages.beginsSoundly(frame, payload, end, whole && !more, words)
                ? null
                : "the properties of the message cannot be read, or are longer than its first frame may be";
    }
}
