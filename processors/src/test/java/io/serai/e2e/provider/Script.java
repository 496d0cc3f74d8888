package io.serai.e2e.provider;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An answer in a vendor's words, ready to be sent.
 *
 * @param contentType of the answer
 * @param stream whether the frames are events, sent in chunks; else there is one frame, the body
 * @param frames the events or the body
 * @param keepAlive what goes between the events when comments are asked for
 */
record Script(String contentType, boolean stream, List<Frame> frames, byte[] keepAlive) {
    static final String JSON = "application/json";
    static final byte[] COMMENT = ": keep-alive\n\n".getBytes(StandardCharsets.UTF_8);

    static Script whole(String contentType, byte[] body, Counts counts) {
        return new Script(contentType, false, List.of(new Frame(1, body, false, counts, counts)), COMMENT);
    }
}
