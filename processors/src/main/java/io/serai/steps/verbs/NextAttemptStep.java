package io.serai.steps.verbs;

import io.serai.call.Attempt;
import io.serai.call.Candidate;
import io.serai.catalog.Tokenizer;
import io.serai.metering.Meter;
import io.serai.steps.call.Call;
import io.serai.steps.call.Slot;
import io.serai.steps.call.Trail;
import io.serai.steps.provider.Connections;
import io.serai.steps.provider.PathText;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
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
        Trail trail = Slot.TRAIL.of(exchange);
        Candidate candidate = trail.next();
        if (candidate == null) {
            // Else a loop that an edit took the step missed from would go on for ever.
            Slot.UNANSWERED.set(exchange, false);
            throw new IllegalStateException("no candidate is left: the step missed must end the loop");
        }
        Slot.TRAIL.set(exchange, trail.asking());
        Call call = Slot.CALL.of(exchange);
        Instant now = clock.instant();
        Attempt attempt = new Attempt(trail.nextNumber(), candidate, now);
        Slot.ATTEMPT.set(exchange, attempt);
        call.asks(new Meter(now, Slot.TASK.of(exchange).promptTokens(), tokenizer::count, clock));
        Objects.requireNonNull(call.settlement(), "admit comes before nextAttempt")
                .begins(attempt);
        Slot.UPSTREAM.set(exchange, PathText.of(candidate.upstream()));
        Slot.ADDRESS.set(exchange, connections.address(call.exchange(), candidate));
    }
}
