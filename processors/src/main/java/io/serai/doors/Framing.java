package io.serai.doors;

import org.jspecify.annotations.Nullable;

/** How the events of a streamed answer are parted from each other on their way; stateless. */
public interface Framing {

    /** The media type of a stream in this framing. */
    String contentType();

    /** The bytes of one event, which may be written one after the other. */
    byte[] frame(StreamEvent event);

    /** Bytes that say something to people and that no client takes for an event, or null where there are none. */
    default byte @Nullable [] comment(String words) {
        return null;
    }

    /** Bytes that keep a silent connection open and that no client takes for an event, or null where there are none. */
    byte @Nullable [] keepAlive();
}
