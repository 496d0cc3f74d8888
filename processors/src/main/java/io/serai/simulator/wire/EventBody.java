package io.serai.simulator.wire;

import io.serai.simulator.fault.Fault;
import io.serai.simulator.fault.Fault.Trouble;
import io.serai.simulator.question.ErrorBody;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A streamed answer's body: each read hands out one event, once it is due. */
public final class EventBody extends InputStream {

    private final Events events;
    private final Pace pace;
    private final @Nullable Trouble trouble;
    private final int place;
    private final boolean leftOpen;

    private int next;
    private boolean troubled;
    private boolean torn;
    private byte[] current = new byte[0];
    private int at;

    /**
     * @param at       what happens somewhere in the answer, if anything
     * @param leftOpen whether the body does not end behind its last event
     */
    public EventBody(Events events, Pace pace, Fault.@Nullable At at, boolean leftOpen) {
        this.events = events;
        this.pace = pace;
        this.trouble = at == null ? null : at.trouble();
        this.place = at == null ? -1 : events.place(at.tokens());
        this.leftOpen = leftOpen;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (at == current.length && !advance()) {
            return -1;
        }
        int count = Math.min(length, current.length - at);
        System.arraycopy(current, at, into, from, count);
        at += count;
        return count;
    }

    @Override
    public int available() {
        return current.length - at;
    }

    private boolean advance() throws IOException {
        if (torn) {
            throw new SocketException("Connection reset");
        }
        if (next == events.size()) {
            if (leftOpen) {
                throw pace.silence();
            }
            return false;
        }
        if (trouble != null && next == place && !troubled) {
            troubled = true;
            if (place > 0) {
                pace.untilToken(events.token(next));
            }
            return trouble(trouble);
        }
        pace.untilToken(events.token(next));
        tell(events.event(next++));
        return true;
    }

    private void tell(byte[] bytes) {
        current = bytes;
        at = 0;
    }

    private boolean trouble(Trouble what) throws IOException {
        switch (what) {
            case CUT -> throw new SocketException("Connection reset");
            case STALL -> throw pace.silence();
            case TORN -> {
                byte[] event = events.event(next);
                torn = true;
                tell(Arrays.copyOf(event, event.length / 2));
                return true;
            }
            case MALFORMED -> {
                tell("data: {\"id\":\"chatcmpl-\",\"choices\":[{\n\n".getBytes(StandardCharsets.US_ASCII));
                return true;
            }
            case BADJSON -> {
                next = events.size();
                tell("data: {\"id\":\"chatcmpl-\",\"choices\":[{\n\n".getBytes(StandardCharsets.US_ASCII));
                return true;
            }
            case ERROR -> {
                next = events.size();
                tell(Events.framed(ErrorBody.of(500)));
                return true;
            }
            default -> {
                next = events.size();
                return false;
            }
        }
    }

    @Override
    public void close() {
        pace.stop();
    }
}
