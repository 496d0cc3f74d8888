package io.serai.steps.provider;

import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.chat.reply.Chunk;
import io.serai.chat.reply.Delta;
import io.serai.chat.reply.FinishReason;
import io.serai.chat.reply.ReplyStream;
import io.serai.metering.Meter;
import io.serai.providers.SecretValues;
import io.serai.steps.call.CallerGone;
import io.serai.steps.call.Deadline;
import io.serai.steps.call.Failures;
import io.serai.steps.call.OncePerMinute;
import io.serai.steps.call.RunningAttempt;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A streamed answer with limits to its silences, metered as it passes. A hang-up ends it at once. */
final class PatientStream implements ReplyStream {

    /** Events before the first content; vendors send one or two. */
    private static final int MOST_HELD = 1_000;

    private static final long MOST_HELD_BYTES = 8 << 20;

    /** How long the end mark and the usage may take behind the reason why the answer ended. */
    private static final Duration FINISHING = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(PatientStream.class);
    private static final OncePerMinute SKIPPED = new OncePerMinute(InstantSource.system());

    private final ReplyStream stream;
    private final Deadline deadline;
    private final Meter meter;
    private final RunningAttempt.Limits patience;
    private final SecretValues secrets;
    /** Read before the first content, to be sent with it. */
    private final Deque<Chunk> held = new ArrayDeque<>(4);

    private long heldBytes;
    private @Nullable FinishReason finish;
    private boolean over;
    private final String deployment;

    /**
     * @param deployment whose stream it is
     * @param secrets    what must not be told, whatever the provider says when it fails
     */
    PatientStream(
            ReplyStream stream,
            String deployment,
            Deadline deadline,
            Meter meter,
            RunningAttempt.Limits patience,
            SecretValues secrets) {
        this.deployment = deployment;
        this.secrets = secrets;
        this.stream = stream;
        this.deadline = deadline;
        this.meter = meter;
        this.patience = patience;
    }

    /**
     * Reads up to the first content, which {@link #next} will then give from the beginning.
     *
     * @param mayBeSilent whether an answer that says nothing is one
     * @throws ProviderFailure when the stream ends or breaks before, or its first token takes too long
     */
    PatientStream untilContent(boolean mayBeSilent) {
        long due = System.nanoTime() + patience.firstToken().toNanos();
        while (true) {
            Chunk chunk = read(
                    Duration.ofNanos(Math.max(1, due - System.nanoTime())),
                    Kind.TIMEOUT,
                    "no first token within " + Failures.seconds(patience.firstToken()));
            if (chunk == null) {
                if (finish == null) {
                    throw new ProviderFailure(Kind.MALFORMED, "the stream ended without any content");
                }
                if (!mayBeSilent && Silence.isAll(finish, meter)) {
                    throw new ProviderFailure(Kind.MALFORMED, Silence.WORDS);
                }
                over = true;
                return this;
            }
            held.add(chunk);
            if (chunk.says()) {
                return this;
            }
            noteFinish(chunk);
            heldBytes += chunk.verbatim() == null ? 0 : chunk.verbatim().bytes().length;
            if (held.size() > MOST_HELD || heldBytes > MOST_HELD_BYTES) {
                throw new ProviderFailure(Kind.MALFORMED, "the stream goes on and on without any content");
            }
        }
    }

    @Override
    public @Nullable Chunk next() {
        Chunk first = held.poll();
        return first != null || over
                ? first
                : read(
                        patience.idle(),
                        Kind.STALLED,
                        "the stream said nothing for " + Failures.seconds(patience.idle()));
    }

    private void noteFinish(Chunk chunk) {
        for (Delta delta : chunk.deltas()) {
            if (delta instanceof Delta.Finish end) {
                finish = end.reason();
            }
        }
    }

    private @Nullable Chunk read(Duration limit, Kind late, String words) {
        boolean shorter = stream.finishing() && limit.compareTo(FINISHING) > 0;
        Chunk chunk;
        Duration longest = shorter ? FINISHING : limit;
        try (Deadline.Wait wait =
                late == Kind.TIMEOUT ? deadline.within(longest, patience.hopeless()) : deadline.within(longest)) {
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
        if (stream.skipped() > 0 && SKIPPED.passes(deployment)) {
            log.warn(
                    "A stream of {} had {} events that are no JSON; they were left out, and the stream went on",
                    deployment,
                    stream.skipped());
        }
        stream.close();
    }
}
