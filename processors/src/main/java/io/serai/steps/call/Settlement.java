package io.serai.steps.call;

import io.serai.call.Attempt;
import io.serai.call.Caller;
import io.serai.call.Candidate;
import io.serai.call.Outcome;
import io.serai.call.Preference;
import io.serai.call.Task;
import io.serai.call.UsageRecord;
import io.serai.catalog.Catalog;
import io.serai.catalog.Model;
import io.serai.chat.ChatRequest;
import io.serai.metering.Meter;
import io.serai.usage.Money;
import io.serai.usage.Usage;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bills a call exactly once, whatever becomes of it.
 *
 * <p>A good call is settled just before its caller can see that the answer is complete; every other one at the latest when the
 * exchange is done ({@link Attempts}). A usage record is on this node's disk when {@link #settle} returns. Guards fail closed, but by now the answer is paid for: a record
 * that cannot be written is the outbox's to keep and to shout about.
 */
public final class Settlement {

    private static final Logger log = LoggerFactory.getLogger(Settlement.class);

    private static final OncePerMinute DOUBTS = new OncePerMinute(InstantSource.system());

    private final Call call;
    private final Caller caller;
    private final ChatRequest request;
    private final Task task;
    private final Preference preference;
    private final Catalog catalog;
    private final Consumer<UsageRecord> outbox;

    private boolean settled;
    private @Nullable Outcome ending;
    private @Nullable UsageRecord last;
    private Money total = Money.ZERO;

    /** @param outbox keeps a record whatever happens next; it does not fail */
    public Settlement(
            Call call,
            Caller caller,
            ChatRequest request,
            Task task,
            Preference preference,
            Catalog catalog,
            Consumer<UsageRecord> outbox) {
        this.call = call;
        this.caller = caller;
        this.request = request;
        this.task = task;
        this.preference = preference;
        this.catalog = catalog;
        this.outbox = outbox;
    }

    /**
     * An attempt ended without an answer; what the provider says it consumed all the same is billed at its model.
     *
     * @return the bill, or null where there is nothing to pay
     */
    @Nullable
    UsageRecord consumed(RunningAttempt failed) {
        Meter meter = failed.meter();
        return meter.answered() && meter.usage().total() > 0 ? bill(failed, Outcome.FAILED) : null;
    }

    /**
     * Bills the call; does nothing the second time.
     *
     * @param attempt the one under way, or null where none is
     * @return the bill, or null where no provider was asked or none answered
     */
    @Nullable
    UsageRecord settle(@Nullable RunningAttempt attempt, Outcome outcome) {
        if (settled) {
            return null;
        }
        settled = true;
        ending = outcome;
        if (attempt == null || (outcome == Outcome.FAILED && !attempt.meter().answered())) {
            return null;
        }
        last = bill(attempt, outcome);
        return last;
    }

    private UsageRecord bill(RunningAttempt attempt, Outcome outcome) {
        UsageRecord record = record(attempt, outcome);
        outbox.accept(record);
        total = total.plus(record.cost());
        return record;
    }

    /** The bill of the attempt by which the call ended, once it is settled. */
    @Nullable
    UsageRecord last() {
        return last;
    }

    /** How the call ended, once it is settled. */
    @Nullable
    Outcome ending() {
        return ending;
    }

    /** What the call cost, once it is settled: its answer and every attempt before that consumed something. */
    @Nullable
    Money cost() {
        return last == null ? null : total;
    }

    private UsageRecord record(RunningAttempt running, Outcome outcome) {
        Attempt attempt = running.attempt();
        Meter meter = running.meter();
        Candidate candidate = attempt.candidate();
        Usage usage = meter.usage();
        if (meter.doubted() && DOUBTS.passes(candidate.provider())) {
            log.warn(
                    "The provider {} reports more than {} tokens for one attempt at {}; such reports are not believed:"
                            + " tokens are counted here, and the records are marked as estimated",
                    candidate.provider(),
                    Usage.MOST_BELIEVED,
                    candidate.model());
        }
        return new UsageRecord(
                call.id(),
                attempt.number(),
                attempt.at(),
                caller.keyId(),
                caller.keyName(),
                caller.team(),
                caller.project(),
                task.type(),
                preference.rule(),
                request.model(),
                candidate.model(),
                candidate.provider(),
                candidate.upstream(),
                usage,
                cost(candidate, usage, attempt),
                candidate.listed(),
                meter.estimated(),
                outcome,
                call.side().door(),
                request.stream(),
                meter.firstTokenMs(),
                running.millis());
    }

    private Money cost(Candidate candidate, Usage usage, Attempt attempt) {
        Model model = candidate.listed() ? catalog.find(candidate.model()) : null;
        return model == null ? catalog.defaultPrices().cost(usage, attempt.at()) : model.cost(usage, attempt.at());
    }
}
