package io.serai.doors;

import io.serai.call.GatewayError;
import io.serai.chat.reply.Chunk;
import io.serai.usage.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes one streamed answer as the events of a dialect, not yet framed; used by one thread.
 *
 * <p>Call {@link #chunk} for each chunk, then {@link #end} or {@link #error} once.
 */
public interface ChunkWriter {

    /** The events for a chunk; none where it has nothing for the caller. */
    List<StreamEvent> chunk(Chunk chunk);

    /**
     * The events at the end of a complete answer, the dialect's end mark among them where it has one.
     *
     * @param usage what the whole answer used, or null where it is not known
     */
    List<StreamEvent> end(@Nullable Usage usage);

    /** The events that end an answer which broke off, so that no SDK takes it for a whole one. */
    List<StreamEvent> error(GatewayError error);
}
