package io.serai.steps.alerts;

import io.serai.call.CallId;
import io.serai.call.Candidate;
import io.serai.call.ProviderFailure;
import io.serai.chat.PlainText;
import io.serai.steps.call.AttemptListener;
import io.serai.steps.call.Attempts;
import io.serai.steps.call.Call;
import io.serai.steps.call.OncePerMinute;
import io.serai.steps.call.RunningAttempt;
import io.serai.usage.Money;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells operators of trouble with deployments, one message an incident, and of rules that fail.
 *
 * <p>An incident is over when a call is answered and the last failure was long enough ago: a deployment that fails now and
 * then is one incident and not a message for every change. Off the call's path, bounded, and fails open: an alert that cannot
 * be sent is logged and costs no caller an answer.
 */
public final class Alarms implements AttemptListener, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Alarms.class);

    /** Beyond these, new trouble is not told apart any more; nobody reads that many alerts. */
    private static final int MOST_INCIDENTS = 500;

    /** The same for models that the catalogue does not list, whose names a caller can make up. */
    private static final int MOST_UNLISTED = 50;

    /** Messages that wait for a channel that is slow or away; what comes on top is only logged. */
    private static final int MOST_WAITING = 200;

    /** How long the end of the gateway waits for messages that have not been sent. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    /** Looks between two writings of the file. */
    private static final int WRITE_EVERY = 25;

    private final Map<String, Incident> open = new ConcurrentHashMap<>();
    private final Consumer<String> channel;
    private final InstantSource clock;
    private final BiFunction<Call, RunningAttempt, @Nullable ProviderFailure> leftTooLate;
    private final Incidents incidents;
    private final IncidentFile file;
    private final OncePerMinute left;
    /** Held by the thread that looks, and by no call. */
    private final ReentrantLock looks = new ReentrantLock();

    private final Thread looking;
    private volatile boolean closed;
    private final ThreadPoolExecutor sender = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            Thread.ofVirtual().name("alerts").factory());

    /**
     * @param channel     takes one JSON object: the alerts route
     * @param leftTooLate what a caller's leaving says of the deployment, or null
     * @param file        keeps incidents over a restart
     */
    public Alarms(
            Consumer<String> channel,
            AlertSettings settings,
            BiFunction<Call, RunningAttempt, @Nullable ProviderFailure> leftTooLate,
            Path file,
            InstantSource clock) {
        this.channel = channel;
        this.clock = clock;
        this.leftTooLate = leftTooLate;
        this.left = new OncePerMinute(clock);
        this.file = new IncidentFile(file);
        this.incidents = new Incidents(open, settings, this::tell);
        this.file.read().forEach(known -> open.put(known.deployment, known));
        this.looking = Thread.ofVirtual().name("incidents").start(this::run);
    }

    @Override
    public void failed(Call call, RunningAttempt attempt, ProviderFailure failure, @Nullable Candidate next) {
        Candidate failed = attempt.candidate();
        if (!failure.countsAgainst(failed)) {
            return;
        }
        Instant now = clock.instant();
        Incident incident = open.get(failed.deployment());
        if (incident == null) {
            int most = failed.listed() ? MOST_INCIDENTS : MOST_UNLISTED;
            if (!Incidents.hasRoom(open.values(), each -> each.listed == failed.listed(), most)) {
                return;
            }
            incident = open.computeIfAbsent(failed.deployment(), name -> Incident.of(failed, now));
        }
        incident.failed(failure, call.id().value(), next, now);
    }

    @Override
    public void broken(Call call, RunningAttempt attempt, ProviderFailure failure) {
        failed(call, attempt, failure, null);
    }

    @Override
    public void continued(Call call, RunningAttempt attempt, ProviderFailure failure, Candidate next) {
        failed(call, attempt, failure, next);
    }

    @Override
    public void left(Call call, RunningAttempt attempt) {
        ProviderFailure slow = leftTooLate.apply(call, attempt);
        if (slow != null) {
            failed(call, attempt, slow, null);
        }
    }

    @Override
    public void answered(Call call, RunningAttempt attempt) {
        if (open.isEmpty()) {
            return;
        }
        String deployment = attempt.candidate().deployment();
        Incident own = open.get(deployment);
        if (own != null) {
            own.lastAnswer = clock.instant();
        }
        Attempts attempts = call.attempts();
        Money cost = attempts == null ? null : attempts.cost();
        if (attempts == null || cost == null) {
            return;
        }
        attempts.trail().failed().stream()
                .map(failed -> failed.attempt().candidate().deployment())
                .filter(failed -> !failed.equals(deployment))
                .distinct()
                .map(open::get)
                .filter(Objects::nonNull)
                .forEach(incident -> incident.cost(cost));
    }

    private void run() {
        for (int number = 1; !closed; number++) {
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
            look();
            if (number % WRITE_EVERY == 0) {
                write();
            }
        }
    }

    /** Tells what is due. */
    void look() {
        looks.lock();
        try {
            incidents.look(clock.instant());
        } catch (RuntimeException e) {
            if (left.passes("look")) {
                log.warn("The incidents could not be looked at", e);
            }
        } finally {
            looks.unlock();
        }
    }

    private void write() {
        looks.lock();
        try {
            file.write(open.values());
        } catch (RuntimeException e) {
            if (left.passes("write")) {
                log.warn("The incidents could not be kept", e);
            }
        } finally {
            looks.unlock();
        }
    }

    private void tell(String event, List<Incident> those) {
        String text = IncidentText.of(event, those, clock.instant());
        tell(() -> text);
    }

    /** The rules failed for a call, or one cannot be met, and the balanced profile decided. */
    public void ruleFailed(CallId call, String rule, String reason) {
        Instant now = clock.instant();
        tell(() -> IncidentText.json(fields -> {
            fields.writeStringField("event", "rule-failed");
            fields.writeStringField("rule", rule);
            fields.writeStringField("reason", PlainText.of(reason));
            fields.writeStringField("movedTo", "balanced");
            fields.writeStringField("call", call.value());
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

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(looking);
        sender.shutdown();
        try {
            looking.join(LAST_WORDS);
            write();
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
