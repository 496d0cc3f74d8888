package io.serai.providers;

import io.serai.call.ProviderFailure;
import io.serai.chat.reply.Chunk;
import io.serai.chat.reply.ReplyStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A streamed answer read from the server-sent events of a provider's response body.
 *
 * <p>An interrupt of the reading thread surfaces as {@code CUT} when the body heeds it; whoever interrupted knows better
 * words. A connection that breaks after the answer was complete is no failure.
 */
public final class SseReplyStream implements ReplyStream {

    /** How long a complete answer's connection may take to say that it ends, so that it can serve another call. */
    private static final long PATIENCE_MILLIS = 250;

    /** More than this behind a complete answer is not worth reading. */
    private static final int TAIL = 16 << 10;

    private final InputStream body;
    private final StreamDecoder decoder;
    private final Runnable abort;
    private final SseReader reader;

    private boolean over;
    private boolean closed;
    private @Nullable ProviderFailure failure;

    /**
     * @param body  the response body; closed by {@link #close}
     * @param abort gives the connection up without reading the rest; may be called from another thread
     */
    public SseReplyStream(InputStream body, StreamDecoder decoder, Runnable abort) {
        this.body = body;
        this.decoder = decoder;
        this.abort = abort;
        this.reader = new SseReader(body);
    }

    @Override
    public @Nullable Chunk next() {
        if (failure != null) {
            throw failure;
        }
        try {
            while (!over) {
                Chunk chunk = read();
                if (chunk != null) {
                    return chunk;
                }
            }
            return null;
        } catch (ProviderFailure e) {
            failure = e;
            throw e;
        }
    }

    /** The next chunk, or null where an event says nothing or the answer is over. */
    private @Nullable Chunk read() {
        if (decoder.complete()) {
            over = true;
            return null;
        }
        SseReader.Event event;
        try {
            event = reader.next();
        } catch (IOException e) {
            return broken(e);
        }
        if (event == null) {
            over = true;
            return decoder.end();
        }
        try {
            return decoder.read(event.name(), event.data());
        } catch (ProviderFailure e) {
            if (e.kind() == ProviderFailure.Kind.MALFORMED && reader.atEnd()) {
                throw new ProviderFailure(ProviderFailure.Kind.CUT, "the stream ended in the middle of an event");
            }
            throw e;
        }
    }

    private @Nullable Chunk broken(IOException e) {
        Chunk last;
        try {
            last = decoder.end();
        } catch (ProviderFailure incomplete) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new ProviderFailure(
                    ProviderFailure.Kind.CUT, "the connection broke in the middle of the answer: " + why);
        }
        over = true;
        return last;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (!(over || decoder.complete()) || failure != null || !drained()) {
            abort.run();
        }
        try {
            body.close();
        } catch (IOException e) {
            // the answer is complete or given up: how its connection ends changes nothing
        }
    }

    /** Reads the little that is left, so that the connection can be kept; false where it cannot. */
    private boolean drained() {
        if (reader.atEnd()) {
            return true;
        }
        CompletableFuture<Void> patience = new CompletableFuture<>();
        var unused = patience.orTimeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).exceptionally(late -> {
            abort.run();
            return null;
        });
        try {
            byte[] tail = new byte[1024];
            for (int total = 0, read; total < TAIL; total += read) {
                read = body.read(tail);
                if (read < 0) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        } finally {
            patience.complete(null);
        }
    }
}
