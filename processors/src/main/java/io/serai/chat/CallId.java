package io.serai.chat;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Names one call for ever: on the wire as {@code x-request-id}, in logs, and in the ledger's unique key.
 *
 * @param value {@code req_} and 32 hexadecimal digits, 128 random bits
 */
public record CallId(String value) {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    /** Makes a new id; unguessability is not needed, uniqueness over all nodes is. */
    public static CallId next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        char[] text = new char[36];
        text[0] = 'r';
        text[1] = 'e';
        text[2] = 'q';
        text[3] = '_';
        hex(random.nextLong(), text, 4);
        hex(random.nextLong(), text, 20);
        return new CallId(new String(text));
    }

    private static void hex(long bits, char[] into, int from) {
        for (int i = 0; i < 16; i++) {
            into[from + i] = HEX[(int) (bits >>> (60 - 4 * i)) & 0xF];
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
