package io.serai.steps.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Knows whether this node's ledger moves on while usage waits on its queue.
 *
 * <p>It is told of every batch that is stored, and now and then what the broker says of the queue. Several nodes may share the
 * queue, and a listener holds one message at a time: what is beyond the other nodes' share waits for this one, however busy or
 * stuck they are.
 */
public final class LedgerWatch {

    private final Duration limit;
    private final InstantSource clock;

    private final AtomicLong done = new AtomicLong();
    private final Synchronization whenDone = new SynchronizationAdapter() {
        @Override
        public void onComplete(Exchange exchange) {
            finished();
        }
    };

    private long doneBefore;
    private @Nullable Instant since;

    public LedgerWatch(Duration limit, InstantSource clock) {
        this.limit = limit;
        this.clock = clock;
    }

    /** Follows a batch until it is stored or set aside, however often that is tried. */
    public void follow(Exchange batch) {
        if (!batch.getExchangeExtension().containsOnCompletion(whenDone)) {
            batch.getExchangeExtension().addOnCompletion(whenDone);
        }
    }

    void finished() {
        done.incrementAndGet();
    }

    /**
     * Takes notice of the queue as it is now.
     *
     * @param messages on the queue, those in hand included
     * @param others   listeners of other nodes
     * @return since when messages have waited for this node without any progress, or null while that is not long
     */
    public synchronized @Nullable Instant look(long messages, int others) {
        long doneNow = done.get();
        Instant now = clock.instant();
        if (messages <= others) {
            since = null;
        } else if (since == null || doneNow != doneBefore) {
            since = now;
        }
        doneBefore = doneNow;
        return since == null || now.isBefore(since.plus(limit)) ? null : since;
    }
}
