package io.serai.chat.reply;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A stream that is opened when it is first read, because its beginning says what it is. */
public final class OpenedStream implements ReplyStream {

    private final Supplier<ReplyStream> opening;
    private final Runnable unopened;
    private @Nullable ReplyStream stream;

    /** @param unopened gives up what was never opened */
    public OpenedStream(Supplier<ReplyStream> opening, Runnable unopened) {
        this.opening = opening;
        this.unopened = unopened;
    }

    @Override
    public @Nullable Chunk next() {
        ReplyStream opened = stream;
        if (opened == null) {
            opened = opening.get();
            stream = opened;
        }
        return opened.next();
    }

    @Override
    public boolean finishing() {
        return stream != null && stream.finishing();
    }

    @Override
    public int skipped() {
        return stream == null ? 0 : stream.skipped();
    }

    @Override
    public void close() {
        if (stream == null) {
            unopened.run();
        } else {
            stream.close();
        }
    }
}
