package io.serai.steps.alerts;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.serai.call.CallId;
import io.serai.call.Candidate;
import io.serai.call.ProviderFailure;
import io.serai.steps.call.AttemptListener;
import io.serai.steps.call.Call;
import io.serai.steps.call.RunningAttempt;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells operators of trouble with a deployment, one message an incident: when it begins and when it is over; and of rules
 * that fail.
 *
 * <p>Off the call's path, and fails open: an alert that cannot be sent is logged and costs nobody an answer.
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

    /** Trouble that is not over yet. */
    private record Incident(Instant since, String reason, boolean listed) {

        boolean isOld(Instant now) {
            return since.plus(listed ? OLD : OLD_UNLISTED).isBefore(now);
        }
    }

    private final Map<String, Incident> open = new ConcurrentHashMap<>();
    private final Consumer<String> channel;
    private final InstantSource clock;
    private final ExecutorService sender =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("alerts").factory());

    /** @param channel takes one JSON object: the alerts route */
    public Alarms(Consumer<String> channel, InstantSource clock) {
        this.channel = channel;
        this.clock = clock;
    }

    @Override
    public void failed(Call call, RunningAttempt attempt, ProviderFailure failure, @Nullable Candidate next) {
        if (failure.countsAgainst(attempt.candidate())) {
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
        Incident incident = new Incident(now, failure.kind().words(), failed.listed());
        if (open.size() >= most || open.putIfAbsent(failed.deployment(), incident) != null) {
            return;
        }
        sender.execute(() -> send(json(fields -> {
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
        })));
    }

    /** The rules failed for a call, or one cannot be met, and the balanced profile decided. */
    public void ruleFailed(CallId call, String rule, String reason) {
        Instant now = clock.instant();
        sender.execute(() -> send(json(fields -> {
            fields.writeStringField("event", "rule-failed");
            fields.writeStringField("rule", rule);
            fields.writeStringField("reason", reason);
            fields.writeStringField("movedTo", "balanced");
            fields.writeStringField("call", call.value());
            fields.writeStringField("at", now.toString());
        })));
    }

    @Override
    public void answered(Call call, RunningAttempt attempt) {
        if (open.isEmpty()) {
            return;
        }
        String deployment = attempt.candidate().deployment();
        Incident over = open.remove(deployment);
        if (over == null) {
            return;
        }
        Instant now = clock.instant();
        sender.execute(() -> send(json(fields -> {
            fields.writeStringField("event", "recovered");
            fields.writeStringField("deployment", deployment);
            fields.writeStringField("reason", over.reason());
            fields.writeStringField("since", over.since().toString());
            fields.writeNumberField(
                    "seconds", Duration.between(over.since(), now).toSeconds());
            fields.writeStringField("at", now.toString());
        })));
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
        sender.close();
    }
}
