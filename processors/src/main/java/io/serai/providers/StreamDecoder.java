package io.serai.providers;

import io.serai.call.ProviderFailure;
import io.serai.chat.reply.Chunk;
import org.jspecify.annotations.Nullable;

/**
 * Turns the events of one streamed answer into chunks; used by one thread.
 *
 * <p>Its chunks obey the vocabulary's rules whatever the provider does: one Start, tool calls counted from 0 with their id
 * and name only in their first delta, exactly one Finish a choice, usage reports cumulative.
 */
public interface StreamDecoder {

    /**
     * Reads one event.
     *
     * @param event the SSE event's name, or null
     * @param data  its data, UTF-8, in an array of its own that nobody writes to, so that a chunk may keep it
     * @return what it says, or null where it says nothing a caller would need
     * @throws ProviderFailure when the event is an error
     */
    @Nullable
    Chunk read(@Nullable String event, byte[] data);

    /** Whether the answer is complete: no event is needed any more, even if the connection stays open. */
    boolean complete();

    /**
     * Called once at the end of the body.
     *
     * @return a last chunk to pass on (such as a finish the provider forgot but implied), or null
     * @throws ProviderFailure {@code CUT} when the answer was not complete
     */
    @Nullable
    Chunk end();
}
