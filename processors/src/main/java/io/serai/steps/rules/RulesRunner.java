package io.serai.steps.rules;

import io.serai.live.swap.RouteRunner;
import io.serai.steps.call.Call;
import io.serai.steps.call.CallerGone;
import io.serai.steps.call.Deadline;
import io.serai.steps.call.Failures;
import io.serai.steps.call.Slot;
import io.serai.steps.callers.CallerHeaders;
import io.serai.steps.callers.OpenMessageStep;
import java.time.Duration;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;

/**
 * Runs the routing rules beside the call: they read its facts and set properties, and nothing else they do touches it.
 *
 * <p>So {@code stop} ends the rules and not the call, and a rollback, a removed property, a body or a header of theirs stays
 * with them. What they fail with, and that they took longer than they may, reaches the call as an exception.
 */
public final class RulesRunner implements RouteRunner {

    /** Facts of the call, and what its steps tell each other; a rule that sets one changes its own copy only. */
    private static final Set<String> PROTECTED = Set.of(
            Slot.CALL.name(),
            Slot.REQUEST.name(),
            Slot.CALLER.name(),
            Slot.TASK.name(),
            Slot.CHOICE.name(),
            Slot.DECISION.name(),
            Slot.ATTEMPTS.name(),
            Slot.ATTEMPT.name(),
            Slot.ADDRESS.name(),
            Slot.UNANSWERED.name(),
            Slot.STREAMED.name(),
            Slot.REPLY.name(),
            OpenMessageStep.BY_MESSAGE,
            CallerHeaders.PROPERTY,
            "answerable",
            "undeliverable");

    private final Duration limit;

    /** @param limit how long the rules may take for one call */
    public RulesRunner(Duration limit) {
        this.limit = limit;
    }

    /** Rules that rules call, such as {@code direct:routing-rules-legal}, are part of them. */
    @Override
    public boolean runs(String name) {
        return name.equals(RuleReview.RULES);
    }

    @Override
    public void run(Exchange call, Target route) throws Exception {
        Exchange rules = new DefaultExchange(call.getContext(), call.getPattern());
        call.getProperties().forEach(rules::setProperty);
        Call known = Slot.CALL.find(call);
        Deadline.Cut cut = process(route, rules, known == null ? null : known.deadline());
        if (cut == Deadline.Cut.HUNG_UP) {
            throw new CallerGone();
        }
        if (cut == Deadline.Cut.LATE) {
            // Not looked at any more: it may still be under way on a thread of its own.
            throw new RulesFailed(
                    "the rules took longer than " + Failures.seconds(limit) + " (serai.patience.rules)", spoke(rules));
        }
        Exception failure = rules.getException();
        if (failure != null) {
            throw new RulesFailed(failure, spoke(rules));
        }
        if (rules.isRollbackOnly() || rules.isRollbackOnlyLast()) {
            throw new RulesFailed("a rule marks the call to be rolled back", spoke(rules));
        }
        rules.getProperties().forEach((name, value) -> {
            if (!PROTECTED.contains(name)) {
                call.setProperty(name, value);
            }
        });
    }

    private Deadline.@Nullable Cut process(Target route, Exchange rules, @Nullable Deadline deadline) {
        if (deadline == null) {
            process(route, rules);
            return null;
        }
        try (Deadline.Wait wait = deadline.within(limit, () -> end(rules))) {
            process(route, rules);
            return wait.ends();
        }
    }

    private static void process(Target route, Exchange rules) {
        try {
            route.process(rules);
        } catch (Exception e) {
            rules.setException(e);
        }
    }

    /** No step begins on it any more, not even in a loop that catches whatever is thrown. */
    private static void end(Exchange rules) {
        rules.setRollbackOnly(true);
        rules.setRouteStop(true);
    }

    /** The clause that was at it, where it is one that has a preference. */
    private static @Nullable String spoke(Exchange rules) {
        return rules.getProperty(Slot.RULE.name(), String.class);
    }
}
