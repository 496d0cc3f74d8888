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

    /** Whether the answer has said why it ended: what may still come, such as its usage, comes at once or not at all. */
    default boolean finishing() {
        return false;
    }

    /** How many events were left out because they could not be read, in a stream that went on sensibly. */
    default int skipped() {
        return 0;
    }

    /** Ends the stream; one that is not complete is aborted at the provider, not drained. */
    @Override
    void close();
}
