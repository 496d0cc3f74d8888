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
import io.serai.metering.outbox.Outbox;
import io.serai.steps.alerts.OncePerMinute;
import io.serai.usage.Money;
import io.serai.usage.Usage;
import java.time.InstantSource;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bills a call exactly once, whatever becomes of it.
 *
 * <p>Made when the call is admitted and hung on the exchange from Java, so that no edited route can lose it. A good call is
 * settled just before its caller can see that the answer is complete; every other one when the exchange is done. A usage
 * record is on this node's disk when {@link #settle} returns. Guards fail closed, but by now the answer is paid for: a record
 * that cannot be written is the outbox's to keep and to shout about.
 */
public final class Settlement extends SynchronizationAdapter {

    private static final Logger calls = LoggerFactory.getLogger("serai.calls");
    private static final Logger log = LoggerFactory.getLogger(Settlement.class);

    private static final OncePerMinute DOUBTS = new OncePerMinute(InstantSource.system());

    private final Call call;
    private final Caller caller;
    private final ChatRequest request;
    private final Task task;
    private final Preference preference;
    private final Catalog catalog;
    private final Outbox outbox;

    private @Nullable Attempt running;
    private boolean settled;
    private @Nullable Money cost;

    public Settlement(
            Call call,
            Caller caller,
            ChatRequest request,
            Task task,
            Preference preference,
            Catalog catalog,
            Outbox outbox) {
        this.call = call;
        this.caller = caller;
        this.request = request;
        this.task = task;
        this.preference = preference;
        this.catalog = catalog;
        this.outbox = outbox;
    }

    /** An attempt begins; from now on it may consume something. */
    public void begins(Attempt attempt) {
        running = attempt;
    }

    /** The running attempt failed; what the provider says it consumed all the same is billed at its model. */
    public void missed() {
        Attempt failed = running;
        running = null;
        Meter meter = call.meter();
        if (failed != null && meter.answered() && meter.usage().total() > 0) {
            outbox.append(record(failed, meter, Outcome.FAILED));
        }
    }

    /** Bills the running attempt; does nothing the second time. */
    public void settle(Outcome outcome) {
        if (settled) {
            return;
        }
        settled = true;
        Attempt attempt = running;
        if (attempt == null || (outcome == Outcome.FAILED && !call.meter().answered())) {
            log(null, null, outcome); // nobody was asked, or nobody answered
            return;
        }
        UsageRecord record = record(attempt, call.meter(), outcome);
        cost = record.cost();
        outbox.append(record);
        log(attempt, record, outcome);
    }

    /** What the answer cost, once it is settled. */
    @Nullable
    public Money cost() {
        return cost;
    }

    /** What the running attempt costs as metered so far. */
    Money costSoFar() {
        Attempt attempt = running;
        return attempt == null
                ? Money.ZERO
                : cost(attempt.candidate(), call.meter().usage(), attempt);
    }

    private UsageRecord record(Attempt attempt, Meter meter, Outcome outcome) {
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
                call.askedMillis());
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

    /** The exchange is done: whatever was not settled by then broke off. */
    @Override
    public void onDone(Exchange exchange) {
        settle(call.deadline().hungUp() || call.side().gone() ? Outcome.HUNG_UP : Outcome.FAILED);
        call.deadline().close();
    }
}
