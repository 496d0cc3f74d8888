package io.serai.steps.call;

import io.serai.call.Attempt;
import io.serai.call.CallId;
import io.serai.call.Candidate;
import io.serai.metering.Meter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/** Calls and attempts for tests of what hears of them. */
public final class Calls implements AutoCloseable {

    private final Deadlines deadlines = new Deadlines(Duration.ofSeconds(10));
    private final DefaultExchange exchange = new DefaultExchange(new DefaultCamelContext());

    public Call call() {
        return new Call(CallId.next(), Instant.EPOCH, new SilentCaller(), deadlines, exchange);
    }

    public RunningAttempt attempt(Candidate candidate) {
        return attempt(candidate, false);
    }

    public RunningAttempt streamed(Candidate candidate) {
        return attempt(candidate, true);
    }

    private static RunningAttempt attempt(Candidate candidate, boolean streamed) {
        return new RunningAttempt(
                new Attempt(1, candidate, Instant.EPOCH),
                new Meter(Instant.EPOCH, 100, String::length, InstantSource.system()),
                streamed);
    }

    @Override
    public void close() {
        deadlines.close();
    }
}
