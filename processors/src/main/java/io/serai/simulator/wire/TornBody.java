package io.serai.simulator.wire;

import io.serai.simulator.fault.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;

/** The first half of a whole answer, and then trouble. */
public final class TornBody extends InputStream {

    private final byte[] whole;
    private final Pace pace;
    private final Fault.Trouble trouble;
    private int at;

    public TornBody(byte[] whole, Pace pace, Fault.Trouble trouble) {
        this.whole = whole;
        this.pace = pace;
        this.trouble = trouble;
    }

    @Override
    public int read() throws IOException {
        if (at < whole.length / 2) {
            return whole[at++] & 0xFF;
        }
        return switch (trouble) {
            case CUT, TORN -> throw new SocketException("Connection reset");
            case STALL -> throw pace.silence();
            default -> -1;
        };
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int left = whole.length / 2 - at;
        if (left <= 0 || length == 0) {
            return length == 0 ? 0 : read();
        }
        int count = Math.min(left, length);
        System.arraycopy(whole, at, into, from, count);
        at += count;
        return count;
    }

    @Override
    public void close() {
        pace.stop();
    }
}
