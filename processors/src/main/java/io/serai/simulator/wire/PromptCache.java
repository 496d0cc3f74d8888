package io.serai.simulator.wire;

import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers long beginnings of prompts, as providers do, to bill them as cached when they come again. */
public final class PromptCache {

    private static final int LEAST_TOKENS = 1024;
    private static final int STEP = 128;
    private static final int MOST_ENTRIES = 512;

    private final Map<String, Boolean> seen = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_ENTRIES;
        }
    };

    /**
     * How many of a beginning's tokens are in the cache; afterwards they are.
     *
     * @param key tells the beginning and its model apart from others
     */
    synchronized int cached(String key, int tokens) {
        if (tokens < LEAST_TOKENS) {
            return 0;
        }
        boolean known = seen.put(key, true) != null;
        return known ? tokens / STEP * STEP : 0;
    }
}
