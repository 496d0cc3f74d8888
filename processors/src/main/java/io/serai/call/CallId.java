package io.serai.call;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Names one call for ever: on the wire as {@code x-request-id}, in logs, and in the ledger's unique key.
 *
 * <p>Ids begin with the time, so that an index over them grows at its end: random ones cost the ledger's primary key most of
 * an insert.
 *
 * @param value {@code req_} and 32 hexadecimal digits: 48 bits of milliseconds since 1970, then 80 random bits
 */
public record CallId(String value) {

    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final int PREFIX = 4;
    private static final int TIME_DIGITS = 12;

    /** Makes a new id; unguessability is not needed, uniqueness over all nodes is. */
    public static CallId next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        char[] text = new char[PREFIX + 32];
        "req_".getChars(0, PREFIX, text, 0);
        hex(System.currentTimeMillis(), text, PREFIX, TIME_DIGITS);
        hex(random.nextLong(), text, PREFIX + TIME_DIGITS, 16);
        hex(random.nextLong(), text, PREFIX + TIME_DIGITS + 16, 4);
        return new CallId(new String(text));
    }

    /** The lowest bits of a number, the most significant digit first. */
    private static void hex(long bits, char[] into, int from, int digits) {
        for (int i = 0; i < digits; i++) {
            into[from + i] = HEX[(int) (bits >>> (4 * (digits - 1 - i))) & 0xF];
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
