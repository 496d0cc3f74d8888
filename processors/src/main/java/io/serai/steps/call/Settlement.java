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

    private static final Logger calls = LoggerFactory.getLogger("serai.calls");
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
    private @Nullable Money cost;

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

    /** An attempt ended without an answer; what the provider says it consumed all the same is billed at its model. */
    void consumed(RunningAttempt failed) {
        Meter meter = failed.meter();
        if (meter.answered() && meter.usage().total() > 0) {
            outbox.accept(record(failed, Outcome.FAILED));
        }
    }

    /**
     * Bills the call; does nothing the second time.
     *
     * @param attempt the one under way, or null where none is
     */
    void settle(@Nullable RunningAttempt attempt, Outcome outcome) {
        if (settled) {
            return;
        }
        settled = true;
        if (attempt == null || (outcome == Outcome.FAILED && !attempt.meter().answered())) {
            log(null, null, outcome); // nobody was asked, or nobody answered
            return;
        }
        UsageRecord record = record(attempt, outcome);
        cost = record.cost();
        outbox.accept(record);
        log(attempt.attempt(), record, outcome);
    }

    /** What the answer cost, once it is settled. */
    @Nullable
    Money cost() {
        return cost;
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

    private void log(@Nullable Attempt attempt, @Nullable UsageRecord record, Outcome outcome) {
        if (!calls.isInfoEnabled()) {
            return;
        }
        if (attempt == null || record == null) {
            calls.info(
                    "call={} key={} door={} outcome=refused ms={}",
                    call.id(),
                    caller.keyId(),
                    call.side().door(),
                    call.elapsedMillis());
            return;
        }
        calls.info(
                "call={} key={} door={} task={} rule={} model={} provider={} attempts={} in={} out={} cost={} first={}ms total={}ms outcome={}",
                call.id(),
                caller.keyId(),
                record.door(),
                record.task(),
                record.rule(),
                record.model(),
                record.provider(),
                attempt.number(),
                record.usage().promptTotal(),
                record.usage().completionTotal(),
                record.cost(),
                record.firstTokenMs(),
                call.elapsedMillis(),
                outcome);
    }
}
