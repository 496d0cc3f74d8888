package io.serai.steps.alerts;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.serai.call.CallId;
import io.serai.call.Candidate;
import io.serai.call.ProviderFailure;
import io.serai.chat.PlainText;
import io.serai.steps.call.AttemptListener;
import io.serai.steps.call.Call;
import io.serai.steps.call.OncePerMinute;
import io.serai.steps.call.RunningAttempt;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells operators of trouble with a deployment, one message an incident: when it begins and when it is over; and of rules
 * that fail.
 *
 * <p>An incident is over when a call is answered and the last failure was long enough ago: a deployment that fails now and
 * then is one incident and not a message for every change. Off the call's path, bounded, and fails open: an alert that cannot
 * be sent is logged and costs no caller an answer.
 */
public final class Alarms implements AttemptListener, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Alarms.class);
    private static final JsonFactory JSON = new JsonFactory();

    /** Beyond these, new trouble is not told apart any more; nobody reads that many alerts. */
    private static final int MOST_INCIDENTS = 500;

    /** The same for models that the catalogue does not list, whose names a caller can make up. */
    private static final int MOST_UNLISTED = 50;

    /** Trouble that is not over by then is told again when it comes again: whoever heard of it has slept since. */
    private static final Duration OLD = Duration.ofDays(1);

    /** The same for names that the catalogue does not list, which may never be asked again. */
    private static final Duration OLD_UNLISTED = Duration.ofHours(1);

    /** Messages that wait for a channel that is slow or away; what comes on top is only logged. */
    private static final int MOST_WAITING = 200;

    /** How long the end of the gateway waits for messages that have not been sent. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    /** Trouble that is not over yet; failed so many times, the last time then. */
    private record Incident(Instant since, String reason, boolean listed, int failures, Instant last) {

        boolean isOld(Instant now) {
            return since.plus(listed ? OLD : OLD_UNLISTED).isBefore(now);
        }

        Incident failedAgain(Instant now) {
            return new Incident(since, reason, listed, failures + 1, now);
        }
    }

    private final Map<String, Incident> open = new ConcurrentHashMap<>();
    private final Consumer<String> channel;
    private final Duration quiet;
    private final InstantSource clock;
    private final OncePerMinute left;
    private final ThreadPoolExecutor sender = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            Thread.ofVirtual().name("alerts").factory());

    /**
     * @param channel takes one JSON object: the alerts route
     * @param quiet   how long after the last failure an answer ends an incident
     */
    public Alarms(Consumer<String> channel, Duration quiet, InstantSource clock) {
        this.channel = channel;
        this.quiet = quiet;
        this.clock = clock;
        this.left = new OncePerMinute(clock);
    }

    @Override
    public void failed(Call call, RunningAttempt attempt, ProviderFailure failure, @Nullable Candidate next) {
        boolean again =
                next != null && next.deployment().equals(attempt.candidate().deployment());
        if (failure.countsAgainst(attempt.candidate()) && !again) {
            failed(call.id(), attempt.candidate(), failure, next);
        }
    }

    @Override
    public void broken(Call call, RunningAttempt attempt, ProviderFailure failure) {
        failed(call, attempt, failure, null);
    }

    /** @param next who is asked instead, or null when nobody is left */
    private void failed(CallId call, Candidate failed, ProviderFailure failure, @Nullable Candidate next) {
        Instant now = clock.instant();
        int most = failed.listed() ? MOST_INCIDENTS : MOST_UNLISTED;
        if (open.size() >= most) {
            open.values().removeIf(trouble -> trouble.isOld(now));
        }
        Incident incident = new Incident(now, failure.kind().words(), failed.listed(), 1, now);
        if (open.computeIfPresent(failed.deployment(), (name, known) -> known.failedAgain(now)) != null
                || open.size() >= most
                || open.putIfAbsent(failed.deployment(), incident) != null) {
            return;
        }
        tell(() -> json(fields -> {
            fields.writeStringField("event", next == null ? "failure" : "fallback");
            fields.writeStringField("deployment", failed.deployment());
            fields.writeStringField("model", failed.model());
            fields.writeStringField("provider", failed.provider());
            fields.writeStringField("reason", failure.kind().words());
            fields.writeNumberField("status", failure.status());
            fields.writeStringField("detail", failure.words());
            if (next != null) {
                fields.writeStringField("movedTo", next.deployment());
            }
            fields.writeStringField("call", call.value());
            fields.writeStringField("at", incident.since().toString());
        }));
    }

    /** The rules failed for a call, or one cannot be met, and the balanced profile decided. */
    public void ruleFailed(CallId call, String rule, String reason) {
        Instant now = clock.instant();
        tell(() -> json(fields -> {
            fields.writeStringField("event", "rule-failed");
            fields.writeStringField("rule", rule);
            fields.writeStringField("reason", PlainText.of(reason));
            fields.writeStringField("movedTo", "balanced");
            fields.writeStringField("call", call.value());
            fields.writeStringField("at", now.toString());
        }));
    }

    @Override
    public void answered(Call call, RunningAttempt attempt) {
        if (open.isEmpty()) {
            return;
        }
        String deployment = attempt.candidate().deployment();
        Incident over = open.get(deployment);
        Instant now = clock.instant();
        if (over == null || now.isBefore(over.last().plus(quiet)) || !open.remove(deployment, over)) {
            return;
        }
        tell(() -> json(fields -> {
            fields.writeStringField("event", "recovered");
            fields.writeStringField("deployment", deployment);
            fields.writeStringField("reason", over.reason());
            fields.writeStringField("since", over.since().toString());
            fields.writeNumberField("failures", over.failures());
            fields.writeNumberField(
                    "seconds", Duration.between(over.since(), now).toSeconds());
            fields.writeStringField("at", now.toString());
        }));
    }

    private void tell(Supplier<String> event) {
        try {
            sender.execute(() -> send(event.get()));
        } catch (RejectedExecutionException full) {
            if (left.passes("full")) {
                log.warn(
                        "{} alerts wait to be sent; this one and those that follow are not: {}",
                        MOST_WAITING,
                        event.get());
            }
        }
    }

    private void send(String event) {
        try {
            channel.accept(event);
        } catch (RuntimeException e) {
            log.warn("This alert could not be sent: {}", event, e);
        }
    }

    @FunctionalInterface
    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private static String json(Fields fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("a string cannot fail to be written", e);
        }
        return text.toString();
    }

    @Override
    public void close() {
        sender.shutdown();
        try {
            if (!sender.awaitTermination(LAST_WORDS.toSeconds(), TimeUnit.SECONDS)) {
                log.warn(
                        "{} alerts were not sent before the end",
                        sender.shutdownNow().size());
            }
        } catch (InterruptedException e) {
            sender.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
