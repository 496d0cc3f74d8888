package io.serai.doors.openai;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds text that is no Unicode: bytes that are no UTF-8, and JSON escapes of half a surrogate pair.
 *
 * <p>Jackson lets some of both through, and they would come back as an error of ours when written to a provider.
 */
final class Utf8 {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long BACKSLASHES = 0x5C5C5C5C5C5C5C5CL;

    private Utf8() {}

    /** The offset of the first fault in a JSON text, or -1. */
    static int fault(byte[] json) {
        int at = 0;
        int length = json.length;
        while (at < length) {
            if (at + 8 <= length && plain((long) LONGS.get(json, at))) {
                at += 8;
            } else {
                int next = after(json, at);
                if (next < 0) {
                    return at;
                }
                at = next;
            }
        }
        return -1;
    }

    /** Whether eight bytes are ASCII without a backslash. */
    private static boolean plain(long eight) {
        long zeroAtBackslash = eight ^ BACKSLASHES;
        long found = (zeroAtBackslash - LOW_BITS) & ~zeroAtBackslash;
        return ((eight | found) & HIGH_BITS) == 0;
    }

    /** The offset behind the character at {@code at}, or -1 where there is none. */
    private static int after(byte[] json, int at) {
        int first = json[at];
        if (first >= 0) {
            return first == '\\' ? afterEscape(json, at) : at + 1;
        }
        int lead = first & 0xFF;
        if (lead >= 0xC2 && lead < 0xE0) {
            return continues(json, at + 1, 0x80, 0xBF) ? at + 2 : -1;
        }
        if (lead >= 0xE0 && lead < 0xF0) {
            int low = lead == 0xE0 ? 0xA0 : 0x80;
            int high = lead == 0xED ? 0x9F : 0xBF;
            return continues(json, at + 1, low, high) && continues(json, at + 2, 0x80, 0xBF) ? at + 3 : -1;
        }
        if (lead >= 0xF0 && lead < 0xF5) {
            int low = lead == 0xF0 ? 0x90 : 0x80;
            int high = lead == 0xF4 ? 0x8F : 0xBF;
            return continues(json, at + 1, low, high)
                            && continues(json, at + 2, 0x80, 0xBF)
                            && continues(json, at + 3, 0x80, 0xBF)
                    ? at + 4
                    : -1;
        }
        return -1;
    }

    private static boolean continues(byte[] json, int at, int low, int high) {
        return at < json.length && (json[at] & 0xFF) >= low && (json[at] & 0xFF) <= high;
    }

    private static int afterEscape(byte[] json, int at) {
        if (at + 1 >= json.length) {
            return at + 1;
        }
        if (json[at + 1] != 'u') {
            // Not the character that was escaped when it is no ASCII: its bytes want checking too, and Jackson refuses
            // it.
            return json[at + 1] < 0 ? at + 1 : at + 2;
        }
        int unit = escaped(json, at);
        if (unit < 0 || !Character.isSurrogate((char) unit)) {
            return at + 2;
        }
        int low = escaped(json, at + 6);
        boolean pair = Character.isHighSurrogate((char) unit) && low >= 0 && Character.isLowSurrogate((char) low);
        return pair ? at + 12 : -1;
    }

    /** The UTF-16 unit that an escape at {@code at} stands for, or -1 where there is no well-formed one. */
    private static int escaped(byte[] json, int at) {
        if (at + 6 > json.length || json[at] != '\\' || json[at + 1] != 'u') {
            return -1;
        }
        int unit = 0;
        for (int i = at + 2; i < at + 6; i++) {
            int digit = Character.digit(json[i], 16);
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }
}
