package io.serai.steps.provider;

import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.chat.reply.Chunk;
import io.serai.chat.reply.ReplyStream;
import io.serai.metering.Meter;
import io.serai.providers.SecretValues;
import io.serai.steps.call.CallerGone;
import io.serai.steps.call.Deadline;
import io.serai.steps.call.Failures;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A streamed answer with limits to its silences, metered as it passes. A hang-up ends it at once. */
final class PatientStream implements ReplyStream {

    /** Events before the first content; vendors send one or two. */
    private static final int MOST_HELD = 1_000;

    private static final long MOST_HELD_BYTES = 8 << 20;

    private final ReplyStream stream;
    private final Deadline deadline;
    private final Meter meter;
    private final Patience patience;
    private final SecretValues secrets;
    /** Read before the first content, to be sent with it. */
    private final Deque<Chunk> held = new ArrayDeque<>(4);

    private long heldBytes;

    /** @param secrets what must not be told, whatever the provider says when it fails */
    PatientStream(ReplyStream stream, Deadline deadline, Meter meter, Patience patience, SecretValues secrets) {
        this.secrets = secrets;
        this.stream = stream;
        this.deadline = deadline;
        this.meter = meter;
        this.patience = patience;
    }

    /**
     * Reads up to the first content, which {@link #next} will then give from the beginning.
     *
     * @throws ProviderFailure when the stream ends or breaks before, or its first token takes too long
     */
    PatientStream untilContent() {
        long due = System.nanoTime() + patience.firstToken().toNanos();
        while (true) {
            Chunk chunk = read(
                    Duration.ofNanos(Math.max(1, due - System.nanoTime())),
                    Kind.TIMEOUT,
                    "no first token within " + Failures.seconds(patience.firstToken()));
            if (chunk == null) {
                throw new ProviderFailure(Kind.MALFORMED, "the stream ended without any content");
            }
            held.add(chunk);
            if (chunk.hasContent()) {
                return this;
            }
            heldBytes += chunk.verbatim() == null ? 0 : chunk.verbatim().bytes().length;
            if (held.size() > MOST_HELD || heldBytes > MOST_HELD_BYTES) {
                throw new ProviderFailure(Kind.MALFORMED, "the stream goes on and on without any content");
            }
        }
    }

    @Override
    public @Nullable Chunk next() {
        Chunk first = held.poll();
        return first != null
                ? first
                : read(
                        patience.idle(),
                        Kind.STALLED,
                        "the stream said nothing for " + Failures.seconds(patience.idle()));
    }

    private @Nullable Chunk read(Duration limit, Kind late, String words) {
        Chunk chunk;
        try (Deadline.Wait wait = deadline.within(limit)) {
            chunk = stream.next();
        } catch (ProviderFailure failure) {
            if (deadline.hungUp()) {
                throw new CallerGone();
            }
            throw deadline.cut() == Deadline.Cut.LATE ? new ProviderFailure(late, words) : secrets.blank(failure);
        } catch (CallerGone gone) {
            throw gone;
        } catch (RuntimeException unforeseen) {
            throw Failures.unreadable(unforeseen);
        }
        if (deadline.hungUp()) {
            throw new CallerGone();
        }
        if (chunk != null) {
            meter.passed(chunk);
        }
        return chunk;
    }

    @Override
    public void close() {
        stream.close();
    }
}
