package io.serai.doors.queue.embedded.port;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what clients are refused, at most one line an address and minute. */
public final class RefusedLogins {

    private static final Logger log = LoggerFactory.getLogger(RefusedLogins.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int REMEMBERED = 1_000;

    private final InstantSource clock;
    private final Map<String, Told> told = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Told> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** @param since how many were refused without a line since then */
    private record Told(Instant at, int since) {}

    public RefusedLogins(InstantSource clock) {
        this.clock = clock;
    }

    /** @param why without the key */
    public synchronized void log(String host, @Nullable String why) {
        Instant now = clock.instant();
        Told last = told.get(host);
        if (last != null && now.isBefore(last.at.plus(PAUSE))) {
            told.put(host, new Told(last.at, last.since + 1));
            return;
        }
        told.remove(host);
        told.put(host, new Told(now, 0));
        if (last == null || last.since == 0) {
            log.warn("the broker refused {}: {}", host, why);
        } else {
            log.warn("the broker refused {}: {} ({} more since the last line)", host, why, last.since);
        }
    }
}
