package io.serai.doors.http.body;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Inflates a gzip body strictly: every member whole and sound, nothing behind the last.
 *
 * <p>Java's own stream takes rubbish behind a member for the end, and may overlook a further member on a network.
 */
public final class GzipBody extends InputStream {

    private static final int HEADER_CHECKED = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    /** Each costs more than its bytes. */
    private static final int MOST_MEMBERS = 64;

    private final BufferedInputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 sum = new CRC32();
    private final byte[] packed = new byte[8192];
    private int filled;
    private int members;
    private boolean ended;

    public GzipBody(InputStream in) throws IOException {
        this.in = new BufferedInputStream(in, 8192);
        int first = this.in.read();
        if (first < 0) {
            ended = true;
        } else {
            header(first);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            int count = inflated(to, from, length);
            if (count > 0) {
                sum.update(to, from, count);
                return count;
            }
            if (inflater.finished()) {
                endMember();
            } else if (inflater.needsDictionary()) {
                throw new ZipException("it needs a dictionary");
            } else if (inflater.needsInput()) {
                fill();
            }
        }
        return -1;
    }

    private int inflated(byte[] to, int from, int length) throws ZipException {
        try {
            return inflater.inflate(to, from, length);
        } catch (DataFormatException e) {
            throw new ZipException(e.getMessage());
        }
    }

    /** Gives the inflater what is there, marked so that what it leaves can be taken back. */
    private void fill() throws IOException {
        in.mark(packed.length);
        int count = in.read(packed);
        if (count < 0) {
            throw new EOFException();
        }
        inflater.setInput(packed, 0, count);
        filled = count;
    }

    private void endMember() throws IOException {
        in.reset();
        in.skipNBytes(filled - inflater.getRemaining());
        if (four() != sum.getValue() || four() != (inflater.getBytesWritten() & 0xFFFFFFFFL)) {
            throw new ZipException("its checksum does not fit");
        }
        int next = in.read();
        if (next < 0) {
            ended = true;
            return;
        }
        inflater.reset();
        sum.reset();
        header(next);
    }

    private void header(int first) throws IOException {
        if (first != 0x1F || one() != 0x8B || one() != 8) {
            throw new ZipException("it does not begin as gzip");
        }
        if (++members > MOST_MEMBERS) {
            throw new ZipException("it has too many members");
        }
        int flags = one();
        in.skipNBytes(6);
        if ((flags & EXTRA) != 0) {
            in.skipNBytes(one() | one() << 8);
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CHECKED) != 0) {
            in.skipNBytes(2);
        }
    }

    private void skipText() throws IOException {
        for (int left = 1024; one() != 0; left--) {
            if (left == 0) {
                throw new ZipException("its header is too long");
            }
        }
    }

    private int one() throws IOException {
        int value = in.read();
        if (value < 0) {
            throw new EOFException();
        }
        return value;
    }

    private long four() throws IOException {
        return one() | one() << 8 | one() << 16 | (long) one() << 24;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
