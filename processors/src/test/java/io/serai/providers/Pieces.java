package io.serai.providers;

import java.io.InputStream;

/** A body that arrives in two pieces, or in pieces of one size. */
public final class Pieces extends InputStream {

    private final byte[] bytes;
    private final int first;
    private final int size;
    private int at;

    /** In two: up to {@code cut}, and the rest. */
    public Pieces(byte[] bytes, int cut) {
        this(bytes, cut, bytes.length);
    }

    public Pieces(byte[] bytes, int first, int size) {
        this.bytes = bytes;
        this.first = first;
        this.size = size;
    }

    @Override
    public int read() {
        return at < bytes.length ? bytes[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int from, int length) {
        if (at == bytes.length) {
            return -1;
        }
        int piece = at < first ? first - at : size;
        int count = Math.min(Math.min(piece, length), bytes.length - at);
        System.arraycopy(bytes, at, into, from, count);
        at += count;
        return count;
    }
}
