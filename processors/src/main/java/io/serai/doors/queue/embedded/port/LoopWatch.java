package io.serai.doors.queue.embedded.port;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices a thread of the port that does not come back: every client of that thread is without an answer. */
final class LoopWatch {

    private static final Logger log = LoggerFactory.getLogger(LoopWatch.class);
    private static final int FRAMES = 20;

    private final long longest;
    private final List<Loop> loops = new ArrayList<>();

    private static final class Loop {
        private volatile long answered = System.nanoTime();
        private volatile @Nullable Thread thread;
        private volatile boolean told;

        void answer() {
            thread = Thread.currentThread();
            answered = System.nanoTime();
        }
    }

    /** @param longest after which one that has not answered is taken for stuck */
    LoopWatch(EventLoopGroup threads, Duration longest) {
        this.longest = longest.toNanos();
        for (EventExecutor each : threads) {
            Loop loop = new Loop();
            loops.add(loop);
            each.scheduleWithFixedDelay(loop::answer, 0, this.longest / 10, TimeUnit.NANOSECONDS);
        }
    }

    /** What keeps a thread that does not answer, or null; says it in the log once. */
    @Nullable
    String stuck() {
        for (Loop loop : loops) {
            long silent = System.nanoTime() - loop.answered;
            if (silent > longest) {
                String why =
                        "a thread of the broker's port has not answered for " + TimeUnit.NANOSECONDS.toSeconds(silent)
                                + " s: its clients hear nothing; start the gateway again";
                tell(loop, why);
                return why;
            }
            loop.told = false;
        }
        return null;
    }

    private static void tell(Loop loop, String why) {
        Thread thread = loop.thread;
        if (!loop.told && thread != null) {
            loop.told = true;
            log.error(
                    "{}. {} is at: {}",
                    why,
                    thread.getName(),
                    Arrays.stream(thread.getStackTrace())
                            .limit(FRAMES)
                            .map(StackTraceElement::toString)
                            .collect(Collectors.joining(" < ")));
        }
    }
}
