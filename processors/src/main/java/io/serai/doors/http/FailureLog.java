package io.serai.doors.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;

/** Logs failures with their stack trace once a kind and minute; what comes in between is only counted. */
public final class FailureLog {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final int MOST_KINDS = 100;

    private final Logger log;
    private final Map<String, Kind> kinds = new ConcurrentHashMap<>();

    /** @param log where they are said */
    public FailureLog(Logger log) {
        this.log = log;
    }

    /** Failures of one class from one place. */
    private static final class Kind {
        private long loggedAt;
        private long more;
        private boolean logged;
    }

    /**
     * Tells of a failure.
     *
     * @param what a sentence without its end, such as {@code Call 17 failed}
     */
    public void error(String what, Throwable thrown) {
        String name = name(thrown);
        Kind kind = kinds.computeIfAbsent(kinds.size() < MOST_KINDS ? name : "others", any -> new Kind());
        long more;
        synchronized (kind) {
            long now = System.nanoTime();
            if (kind.logged && now - kind.loggedAt < MINUTE) {
                kind.more++;
                return;
            }
            more = kind.more;
            kind.logged = true;
            kind.loggedAt = now;
            kind.more = 0;
        }
        if (more == 0) {
            log.error("{}; the same failure is only counted for a minute", what, thrown);
        } else {
            log.error("{}; the same failure came {} more times since it was last told", what, more, thrown);
        }
    }

    private static String name(Throwable thrown) {
        Throwable root = thrown;
        for (int depth = 0; depth < 20 && root.getCause() != null; depth++) {
            root = root.getCause();
        }
        StackTraceElement[] trace = root.getStackTrace();
        return root.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }
}
