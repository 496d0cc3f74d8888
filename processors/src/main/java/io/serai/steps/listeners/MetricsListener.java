package io.serai.steps.listeners;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.serai.call.Candidate;
import io.serai.call.ProviderFailure;
import io.serai.call.UsageRecord;
import io.serai.live.swap.Breaker;
import io.serai.steps.call.AttemptListener;
import io.serai.steps.call.Call;
import io.serai.steps.call.CallListener;
import io.serai.steps.call.RunningAttempt;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Counts calls, attempts, tokens and cost, and measures how long each took.
 *
 * <p>Tags have few values: models that the catalogue does not list, whose names callers make up, are one; keys, users and calls
 * are none.
 */
public final class MetricsListener implements AttemptListener, CallListener {

    /** Stands for every model that the catalogue does not list. */
    static final String UNLISTED = "unlisted";

    private static final String NONE = "none";

    /** What calls are counted by. */
    private record Ended(String door, String outcome, int status, String provider, String model) {}

    /** What calls that were admitted are measured by. */
    private record Served(String door, String outcome, String provider, String model) {}

    private final MeterRegistry registry;
    private final Function<Candidate, Optional<Breaker>> breakers;
    private final Map<String, ModelMeters> listed = new ConcurrentHashMap<>();
    private final Map<String, ModelMeters> unlisted = new ConcurrentHashMap<>();
    private final Map<Ended, Counter> ended = new ConcurrentHashMap<>();
    private final Map<Served, Timer> served = new ConcurrentHashMap<>();
    private final Map<String, Timer> own = new ConcurrentHashMap<>();
    private final Map<String, Timer> first = new ConcurrentHashMap<>();

    /** @param breakers the one that a candidate is asked through, asked when somebody scrapes */
    public MetricsListener(MeterRegistry registry, Function<Candidate, Optional<Breaker>> breakers) {
        this.registry = registry;
        this.breakers = breakers;
    }

    @Override
    public void begun(Call call, RunningAttempt attempt) {
        meters(attempt.candidate());
    }

    @Override
    public void firstContent(Call call, RunningAttempt attempt) {
        if (attempt.streamed()) {
            meters(attempt.candidate()).firstChunk().record(attempt.nanos(), TimeUnit.NANOSECONDS);
            first(call.side().door()).record(call.elapsedNanos(), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void billed(Call call, UsageRecord record) {
        ModelMeters known = record.listed() ? listed.get(record.model()) : unlisted.get(record.provider());
        if (known != null) { // it has begun before
            known.billed(record);
        }
    }

    @Override
    public void answered(Call call, RunningAttempt attempt) {
        meters(attempt.candidate()).answered().record(attempt.nanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void failed(Call call, RunningAttempt attempt, ProviderFailure failure, @Nullable Candidate next) {
        meters(attempt.candidate()).failed(failure.kind()).record(attempt.nanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void broken(Call call, RunningAttempt attempt, ProviderFailure failure) {
        meters(attempt.candidate()).failed(failure.kind()).record(attempt.nanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void left(Call call, RunningAttempt attempt) {
        meters(attempt.candidate()).left().record(attempt.nanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void ended(Call call, End end) {
        String door = call.side().door();
        String outcome = end.result().label();
        UsageRecord answer = end.answer();
        String provider = answer == null ? NONE : answer.provider();
        String model = answer == null ? NONE : answer.listed() ? answer.model() : UNLISTED;
        ended.computeIfAbsent(new Ended(door, outcome, end.status(), provider, model), this::ended)
                .increment();
        if (call.attempts() != null) {
            served.computeIfAbsent(new Served(door, outcome, provider, model), this::served)
                    .record(call.elapsedNanos(), TimeUnit.NANOSECONDS);
            own(door).record(call.ownNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private Counter ended(Ended by) {
        return Counter.builder("serai.calls")
                .description("Calls that have ended, those that were refused included")
                .tags("door", by.door, "outcome", by.outcome, "status", Integer.toString(by.status))
                .tags("provider", by.provider, "model", by.model)
                .register(registry);
    }

    private Timer served(Served by) {
        return Timer.builder("gen_ai.server.request.duration")
                .description("From a call's arrival to its end, as its caller saw it")
                .tags("gen_ai.operation.name", "chat", "gen_ai.provider.name", by.provider)
                .tags("gen_ai.request.model", by.model, "door", by.door)
                .tag("error.type", by.outcome.equals(Result.OK.label()) ? NONE : by.outcome)
                .serviceLevelObjectives(Buckets.DURATION)
                .register(registry);
    }

    private Timer own(String door) {
        return own.computeIfAbsent(
                door,
                it -> Timer.builder("serai.own.time")
                        .description("What is left of a call's time without the waiting for providers")
                        .tag("door", it)
                        .serviceLevelObjectives(Buckets.OWN)
                        .register(registry));
    }

    private Timer first(String door) {
        return first.computeIfAbsent(
                door,
                it -> Timer.builder("gen_ai.server.time_to_first_token")
                        .description("From a streamed call's arrival to its first content, failed attempts included")
                        .tags("gen_ai.operation.name", "chat", "door", it)
                        .serviceLevelObjectives(Buckets.FIRST)
                        .register(registry));
    }

    private ModelMeters meters(Candidate candidate) {
        ModelMeters known = candidate.listed() ? listed.get(candidate.model()) : unlisted.get(candidate.provider());
        return known != null && known.isOf(candidate.provider()) ? known : meet(candidate);
    }

    private ModelMeters meet(Candidate candidate) {
        String model = candidate.listed() ? candidate.model() : UNLISTED;
        // The registry gives what it has again, also after an edit.
        Gauge.builder("serai.breaker.open", () -> openness(candidate))
                .description("Whether a circuit breaker lets no call through: 1 open, 0.5 on trial, 0 closed")
                .tags("provider", candidate.provider(), "model", model)
                .register(registry);
        ModelMeters met = new ModelMeters(registry, candidate.provider(), model);
        if (candidate.listed()) {
            listed.put(model, met);
        } else {
            unlisted.put(candidate.provider(), met);
        }
        return met;
    }

    private double openness(Candidate candidate) {
        return breakers.apply(candidate)
                .map(breaker -> openness(breaker.state()))
                .orElse(Double.NaN);
    }

    private static double openness(Breaker.State state) {
        return switch (state) {
            case OPEN -> 1;
            case HALF_OPEN -> 0.5;
            case CLOSED -> 0;
        };
    }
}
