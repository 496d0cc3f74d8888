package io.serai.app;

import io.serai.steps.call.OncePerMinute;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is looked after at regular times, off every call's path. */
final class Rounds implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Rounds.class);

    private final OncePerMinute logged;
    private final ScheduledExecutorService clockwork = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("rounds").daemon().factory());

    Rounds(InstantSource clock) {
        logged = new OncePerMinute(clock);
    }

    /** A round that fails is made again the next time, and logged once a minute. */
    Rounds every(Duration pause, String name, Runnable round) {
        clockwork.scheduleWithFixedDelay(
                () -> {
                    try {
                        round.run();
                    } catch (RuntimeException e) {
                        if (logged.passes(name + ' ' + e.getClass().getName())) {
                            log.warn(
                                    "The round of '{}' failed; tried again every {} (said once a minute)",
                                    name,
                                    pause,
                                    e);
                        }
                    }
                },
                pause.toMillis(),
                pause.toMillis(),
                TimeUnit.MILLISECONDS);
        return this;
    }

    @Override
    public void close() {
        clockwork.shutdownNow();
    }
}
