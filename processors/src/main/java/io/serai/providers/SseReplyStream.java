package io.serai.providers;

import io.serai.call.ProviderFailure;
import io.serai.chat.reply.Chunk;
import io.serai.chat.reply.LateFinish;
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

    /** A stream with more unreadable events than this has lost its way. */
    private static final int MOST_SKIPPED = 5;

    private final InputStream body;
    private final StreamDecoder decoder;
    private final Runnable abort;
    private final SseReader reader;

    private final LateFinish late = new LateFinish();
    private @Nullable ProviderFailure unreadable;
    private int skipped;
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
            while (true) {
                Chunk ready = late.poll();
                if (ready != null || over) {
                    return ready;
                }
                if (read()) {
                    return Chunk.NOTHING; // how long the next may take is another matter now
                }
            }
        } catch (ProviderFailure e) {
            failure = e;
            throw e;
        }
    }

    /** Reads the next event, or the end; says whether the answer seems to end with it. */
    private boolean read() {
        if (decoder.complete()) {
            ends(null);
            return false;
        }
        SseReader.Event event;
        try {
            event = reader.next();
        } catch (IOException e) {
            ends(broken(e));
            return false;
        }
        if (event == null) {
            ends(last());
            return false;
        }
        boolean before = late.finished();
        Chunk chunk = decoded(event);
        if (chunk != null) {
            late.take(chunk);
        }
        return late.finished() && !before;
    }

    private @Nullable Chunk last() {
        try {
            return decoder.end();
        } catch (ProviderFailure incomplete) {
            throw unreadable == null ? incomplete : torn();
        }
    }

    private static ProviderFailure torn() {
        return new ProviderFailure(ProviderFailure.Kind.CUT, "the stream ended in the middle of an event");
    }

    private void ends(@Nullable Chunk last) {
        over = true;
        if (last != null) {
            late.take(last);
        }
        late.end();
    }

    /** What an event says. One that is no JSON is passed over where the next one is and no words went with it. */
    private @Nullable Chunk decoded(SseReader.Event event) {
        ProviderFailure before = unreadable;
        try {
            Chunk chunk = decoder.read(event.name(), event.data());
            if (before != null) {
                unreadable = null;
                skipped++;
            }
            return chunk;
        } catch (ProviderFailure e) {
            boolean malformed = e.kind() == ProviderFailure.Kind.MALFORMED;
            if (malformed && reader.atEnd()) {
                throw torn();
            }
            if (!malformed || before != null || skipped == MOST_SKIPPED || !Garbage.isHarmless(event.data())) {
                throw before == null ? e : before;
            }
            unreadable = e;
            return null;
        }
    }

    @Override
    public boolean finishing() {
        return late.ending();
    }

    @Override
    public int skipped() {
        return skipped;
    }

    private @Nullable Chunk broken(IOException e) {
        try {
            if (!late.takenBack()) {
                return decoder.end();
            }
        } catch (ProviderFailure incomplete) {
            // as what follows says
        }
        String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        throw new ProviderFailure(ProviderFailure.Kind.CUT, "the connection broke in the middle of the answer: " + why);
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
