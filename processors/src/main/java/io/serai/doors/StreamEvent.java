package io.serai.doors;

import org.jspecify.annotations.Nullable;

/**
 * One event of a streamed answer, before a {@link Framing} parts it from the next.
 *
 * @param name the event's name in dialects that name their events, or null; ASCII
 * @param data its JSON, or a dialect's end mark, UTF-8; shared, never written to
 */
@SuppressWarnings("ArrayRecordComponent") // a provider's own bytes, passed through as they came
public record StreamEvent(@Nullable String name, byte[] data) {

    /** An event without a name. */
    public static StreamEvent of(byte[] data) {
        return new StreamEvent(null, data);
    }
}
