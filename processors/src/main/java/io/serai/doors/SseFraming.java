package io.serai.doors;

import java.nio.charset.StandardCharsets;

/** Server-sent events: a line {@code event:} where the event has a name, a line {@code data:}, a blank line. */
public final class SseFraming implements Framing {

    private static final byte[] EVENT = ascii("event: ");
    private static final byte[] DATA = ascii("data: ");
    private static final byte[] KEEP_ALIVE = ascii(": keep-alive\n\n");

    @Override
    public String contentType() {
        return "text/event-stream";
    }

    @Override
    public byte[] frame(StreamEvent event) {
        String name = event.name();
        byte[] data = event.data();
        int head = name == null ? 0 : EVENT.length + name.length() + 1;
        byte[] frame = new byte[head + DATA.length + data.length + 2];
        if (name != null) {
            System.arraycopy(EVENT, 0, frame, 0, EVENT.length);
            System.arraycopy(ascii(name), 0, frame, EVENT.length, name.length());
            frame[head - 1] = '\n';
        }
        int start = head + DATA.length;
        int end = start + data.length;
        System.arraycopy(DATA, 0, frame, head, DATA.length);
        System.arraycopy(data, 0, frame, start, data.length);
        for (int i = start; i < end; i++) {
            // Between tokens a line break is a space to JSON, but the end of the event's line to SSE.
            if (frame[i] == '\n' || frame[i] == '\r') {
                frame[i] = ' ';
            }
        }
        frame[end] = '\n';
        frame[end + 1] = '\n';
        return frame;
    }

    @Override
    public byte[] comment(String words) {
        return (": " + words.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", " ") + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    /** A comment. */
    @Override
    public byte[] keepAlive() {
        return KEEP_ALIVE.clone();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
