package io.serai.simulator.wire;

import io.serai.simulator.question.ErrorBody;
import io.serai.simulator.question.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A streamed answer's body: each read hands out one event, once it is due. */
public final class EventBody extends InputStream {

    private final Events events;
    private final Pace pace;
    private final Fault.@Nullable Trouble trouble;

    private int next;
    private byte[] current = new byte[0];
    private int at;

    /** @param trouble what happens in the middle, if anything */
    public EventBody(Events events, Pace pace, Fault.@Nullable Trouble trouble) {
        this.events = events;
        this.pace = pace;
        this.trouble = trouble;
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
        if (next == events.size()) {
            return false;
        }
        pace.untilToken(events.token(next));
        if (trouble != null && next == events.middle()) {
            return trouble(trouble);
        }
        current = events.event(next++);
        at = 0;
        return true;
    }

    private boolean trouble(Fault.Trouble what) throws IOException {
        byte[] last = switch (what) {
            case CUT -> throw new SocketException("Connection reset");
            case STALL -> throw pace.silence();
            case BADJSON -> "data: {\"id\":\"chatcmpl-\",\"choices\":[{\n\n".getBytes(StandardCharsets.US_ASCII);
            case ERROR -> Events.framed(ErrorBody.of(500));
            case END, REFUSE, RESET, SILENCE, SLOW, HTML, EMPTY -> new byte[0];
        };
        next = events.size();
        current = last;
        at = 0;
        return last.length > 0;
    }

    @Override
    public void close() {
        pace.stop();
    }
}
