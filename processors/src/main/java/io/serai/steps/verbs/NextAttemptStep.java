package io.serai.steps.verbs;

import io.serai.call.Attempt;
import io.serai.call.Candidate;
import io.serai.catalog.Tokenizer;
import io.serai.metering.Meter;
import io.serai.steps.call.Attempts;
import io.serai.steps.call.Slot;
import io.serai.steps.provider.Connections;
import io.serai.steps.provider.PathText;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The verb {@code nextAttempt}: the best candidate not asked yet is asked now. */
public final class NextAttemptStep implements Processor {

    private final Connections connections;
    private final Tokenizer tokenizer;
    private final InstantSource clock;

    public NextAttemptStep(Connections connections, Tokenizer tokenizer, InstantSource clock) {
        this.connections = connections;
        this.tokenizer = tokenizer;
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) {
        Attempts attempts = Slot.ATTEMPTS.of(exchange);
        if (attempts.trail().next() == null) {
            // Else a loop that an edit took the step missed from would go on for ever.
            Slot.UNANSWERED.set(exchange, false);
        }
        Instant now = clock.instant();
        boolean streamed = Slot.REQUEST.of(exchange).stream();
        Meter meter = new Meter(now, Slot.TASK.of(exchange).promptTokens(), tokenizer::count, clock);
        Attempt attempt = attempts.begins(meter, streamed, now).attempt();
        Candidate candidate = attempt.candidate();
        Slot.ATTEMPT.set(exchange, attempt);
        Slot.UPSTREAM.set(exchange, PathText.of(candidate.upstream()));
        Slot.ADDRESS.set(exchange, connections.address(Slot.CALL.of(exchange).exchange(), candidate));
        attempts.waits(connections.patience(candidate).answer(streamed));
    }
}
