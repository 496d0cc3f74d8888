package io.serai.metering.outbox;

import io.serai.call.UsageRecord;
import io.serai.metering.UsageJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * One record as the outbox keeps it: {@code <crc32c, 8 hex> <milliseconds since 1970, 13 digits> <json>\n}.
 *
 * <p>The sum is of everything after it, without the line feed; it tells a line from what a power failure left of one.
 */
final class OutboxLine extends ByteArrayOutputStream {

    private static final int SUM = 8;
    private static final int TIME = SUM + 1;
    private static final int TIME_DIGITS = 13;

    /** Where the JSON begins. */
    static final int JSON = TIME + TIME_DIGITS + 1;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    OutboxLine(UsageRecord record, long millis) {
        super(768);
        for (int i = 0; i < JSON; i++) {
            write(' ');
        }
        try {
            UsageJson.write(record, this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long left = millis;
        for (int i = TIME + TIME_DIGITS - 1; i >= TIME; i--) {
            buf[i] = (byte) ('0' + left % 10);
            left /= 10;
        }
        int sum = sum(buf, TIME, count);
        for (int i = 0; i < SUM; i++) {
            buf[i] = HEX[(sum >>> (28 - 4 * i)) & 0xF];
        }
        write('\n');
    }

    /** Writes it at the file's position, in one system call. */
    void appendTo(RandomAccessFile file) throws IOException {
        file.write(buf, 0, count);
    }

    /** The record's JSON, for a log. */
    String json() {
        return new String(buf, JSON, count - JSON - 1, StandardCharsets.UTF_8);
    }

    /** Whether the bytes, without the line feed, are a line as it was written. */
    static boolean isSound(byte[] bytes, int from, int end) {
        if (end - from <= JSON) {
            return false;
        }
        int sum = sum(bytes, from + TIME, end);
        for (int i = 0; i < SUM; i++) {
            if (bytes[from + i] != HEX[(sum >>> (28 - 4 * i)) & 0xF]) {
                return false;
            }
        }
        return true;
    }

    /** When a sound line that begins at {@code from} was made. */
    static long millis(byte[] bytes, int from) {
        long millis = 0;
        for (int i = TIME; i < TIME + TIME_DIGITS; i++) {
            millis = millis * 10 + (bytes[from + i] - '0');
        }
        return millis;
    }

    private static int sum(byte[] bytes, int from, int end) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, from, end - from);
        return (int) sum.getValue();
    }
}
