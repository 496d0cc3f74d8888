package io.serai.doors.queue.embedded;

import io.serai.doors.queue.BrokerAway;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the broker, and again when it has ended by itself.
 *
 * <p>It does so where it cannot write, as on a disk that is full from one moment to the next. Its clients hear that and connect
 * again; the listeners and senders of this process do so without end.
 */
final class BrokerKeeper implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BrokerKeeper.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration CLOSES_WITHIN = Duration.ofSeconds(20);

    private final BrokerPlan plan;
    private final CompletableFuture<String> closing = new CompletableFuture<>();
    private final Thread thread;
    private volatile @Nullable BrokerRun run;

    /** Starts the broker; throws where it does not. */
    BrokerKeeper(BrokerPlan plan) {
        this.plan = plan;
        run = new BrokerRun(plan);
        thread = Thread.ofPlatform().daemon().name("broker-keeper").start(this::keep);
    }

    /** @throws BrokerAway while the broker does not run */
    BrokerRun running() {
        BrokerRun now = run;
        if (now == null || now.failure().isDone()) {
            throw new BrokerAway("the embedded broker does not run");
        }
        return now;
    }

    /** Why clients are without answers until this process is started again, or null. */
    @Nullable
    String stuck() {
        BrokerRun now = run;
        return now == null ? null : now.stuck();
    }

    private void keep() {
        for (BrokerRun now = run; now != null; now = run) {
            CompletableFuture.anyOf(now.failure(), closing).join();
            if (closing.isDone()) {
                return;
            }
            log.error(
                    "The embedded broker stopped, because it cannot write its files in {}: {}. It starts again by itself once it"
                            + " can; until then queues and usage wait. Is the disk full?",
                    plan.folder(),
                    now.failure().join());
            run = null;
            if (!end(now)) {
                return;
            }
            run = next();
        }
    }

    /** False where the old run may still use its files, so that no other may. */
    private boolean end(BrokerRun now) {
        try {
            if (now.end()) {
                return true;
            }
        } catch (RuntimeException e) {
            log.error("What is left of the embedded broker did not end", e);
        }
        log.error("The embedded broker neither runs nor ends: the gateway has to be started again, and ends for that");
        // Not from here: the end of the process waits for this thread.
        Thread.ofPlatform().daemon().name("broker-stuck").start(() -> System.exit(1));
        return false;
    }

    /** Tries until it starts; null where it is to be closed. */
    private @Nullable BrokerRun next() {
        Duration pause = FIRST_PAUSE;
        boolean told = false;
        while (!closes(pause)) {
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            if (!hasSpace()) {
                continue;
            }
            try {
                BrokerRun started = new BrokerRun(plan);
                log.info("The embedded broker runs again");
                return started;
            } catch (RuntimeException e) {
                if (!told) {
                    log.warn("The embedded broker does not start yet; tried again and again", e);
                    told = true;
                }
            }
        }
        return null;
    }

    private boolean closes(Duration pause) {
        CompletableFuture<String> end = closing.copy().completeOnTimeout("", pause.toMillis(), TimeUnit.MILLISECONDS);
        end.join();
        return closing.isDone();
    }

    private boolean hasSpace() {
        try {
            return Files.getFileStore(plan.folder()).getUsableSpace() >= BrokerSetup.leastFree(plan.folder());
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        closing.complete("");
        try {
            thread.join(CLOSES_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        BrokerRun last = run;
        if (last != null) {
            last.end();
        }
    }
}
