package io.serai.steps.call;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps a log readable while something fails again and again: lets one event of a kind pass in a minute. */
public final class OncePerMinute {

    private static final long MINUTE = 60_000;

    /** Kinds are few, names of providers or of exceptions; where they are not, old ones are forgotten. */
    private static final int MOST_KINDS = 1_000;

    private final InstantSource clock;
    private final Map<String, Long> passedAt = new ConcurrentHashMap<>();

    public OncePerMinute(InstantSource clock) {
        this.clock = clock;
    }

    public boolean passes(String kind) {
        long now = clock.millis();
        if (passedAt.size() >= MOST_KINDS) {
            passedAt.clear();
        }
        boolean[] passes = new boolean[1];
        passedAt.compute(kind, (same, before) -> {
            passes[0] = before == null || now - before >= MINUTE || now < before;
            return passes[0] ? Long.valueOf(now) : before;
        });
        return passes[0];
    }
}
