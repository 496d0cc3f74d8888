package io.serai.chat.reply;

import org.jspecify.annotations.Nullable;

/**
 * A streamed answer as it grows; used by one thread at a time.
 *
 * <p>{@link #next} blocks until the provider says more. A stream that ends before its answer was complete throws, it never
 * ends quietly.
 */
public interface ReplyStream extends AutoCloseable {

    /**
     * The next chunk, or null once the answer is complete.
     *
     * @throws RuntimeException the failure of a provider that cut, stalled or garbled the stream, or sent an error in it
     */
    @Nullable
    Chunk next();

    /** Ends the stream; one that is not complete is aborted at the provider, not drained. */
    @Override
    void close();
}
