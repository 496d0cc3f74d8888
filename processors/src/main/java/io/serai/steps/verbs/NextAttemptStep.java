package io.serai.steps.verbs;

import io.serai.call.Attempt;
import io.serai.call.Candidate;
import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.catalog.Tokenizer;
import io.serai.metering.Meter;
import io.serai.routing.Health;
import io.serai.routing.retry.FirstBack;
import io.serai.routing.retry.RetryPolicy;
import io.serai.steps.call.Attempts;
import io.serai.steps.call.Deadline;
import io.serai.steps.call.Failures;
import io.serai.steps.call.RunningAttempt;
import io.serai.steps.call.Slot;
import io.serai.steps.continuation.Continuation;
import io.serai.steps.patience.AnswerLimits;
import io.serai.steps.provider.Connections;
import io.serai.steps.provider.PathText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * The verb {@code nextAttempt}: the best candidate is asked now, or as soon as it may be.
 *
 * <p>Where all that are left rest because they limit us, the first that comes back is waited for, as long as that is worth it; where
 * it is not, nobody is asked.
 */
public final class NextAttemptStep implements Processor {

    private final Connections connections;
    private final Tokenizer tokenizer;
    private final Health health;
    private final RetryPolicy policy;
    private final InstantSource clock;
    private final AnswerLimits limits;

    public NextAttemptStep(
            Connections connections,
            Tokenizer tokenizer,
            Health health,
            RetryPolicy policy,
            AnswerLimits limits,
            InstantSource clock) {
        this.limits = limits;
        this.connections = connections;
        this.tokenizer = tokenizer;
        this.health = health;
        this.policy = policy;
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) {
        Attempts attempts = Slot.ATTEMPTS.of(exchange);
        if (attempts.trail().next() == null) {
            // Else a loop that an edit took the step attemptFailed from would go on for ever.
            Slot.UNANSWERED.set(exchange, false);
        }
        Deadline deadline = Slot.CALL.of(exchange).deadline();
        deadline.pause(attempts.pause());
        FirstBack back = FirstBack.of(attempts.trail(), health, clock.instant());
        Duration rest = back == null ? Duration.ZERO : back.rest();
        boolean worthIt =
                rest.isZero() || (rest.compareTo(policy.longestWait()) <= 0 && rest.compareTo(deadline.patience()) < 0);
        if (back != null) {
            attempts.prefers(back.candidate());
        }
        if (worthIt) {
            deadline.pause(rest);
        }
        begin(exchange, attempts, worthIt ? null : rest);
    }

    /** @param rest how long the candidate must not be asked yet, or null where it may be */
    private void begin(Exchange exchange, Attempts attempts, @Nullable Duration rest) {
        Instant now = clock.instant();
        boolean streamed = Slot.REQUEST.of(exchange).stream();
        Continuation continuation = Slot.CALL.of(exchange).continuation();
        int more = continuation == null ? 0 : continuation.tokens();
        Meter meter = new Meter(now, Slot.TASK.of(exchange).promptTokens() + more, tokenizer::count, clock);
        Attempt attempt = attempts.begins(meter, streamed, now).attempt();
        if (rest != null) {
            throw new ProviderFailure(
                    Kind.LIMITED,
                    429,
                    "it asked to be left alone for another "
                            + Failures.seconds(Duration.ofSeconds(rest.toSeconds() + 1)),
                    null,
                    null,
                    rest);
        }
        Candidate candidate = attempt.candidate();
        Slot.ATTEMPT.set(exchange, attempt);
        Slot.UPSTREAM.set(exchange, PathText.of(candidate.upstream()));
        Slot.ADDRESS.set(exchange, connections.address(Slot.CALL.of(exchange).exchange(), candidate));
        RunningAttempt running = attempts.running();
        limits.set(
                running,
                Slot.REQUEST.of(exchange),
                Slot.TASK.of(exchange),
                attempts.trail().next() != null);
        attempts.waits(running.limits());
    }
}
