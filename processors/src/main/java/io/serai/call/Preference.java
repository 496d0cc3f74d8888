package io.serai.call;

import io.serai.usage.Money;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the rules want for a call.
 *
 * @param rule        the id of the rule that spoke; {@code forced} when the caller named the model
 * @param minQuality  least quality for the task, 0 to 1, or null
 * @param maxCost     most the call may be expected to cost, or null
 * @param maxLatency  longest expected wait for the whole answer, or null
 * @param models      names or {@code provider/*} patterns that may be used; empty for all
 * @param providers   providers that may be used; empty for all
 * @param handling    how failures are handled
 */
public record Preference(
        String rule,
        Profile profile,
        @Nullable Double minQuality,
        @Nullable Money maxCost,
        @Nullable Duration maxLatency,
        List<String> models,
        List<String> providers,
        Handling handling) {

    public Preference {
        models = List.copyOf(models);
        providers = List.copyOf(providers);
    }

    /** Whether it leaves any model out. */
    public boolean limited() {
        return minQuality != null || maxCost != null || maxLatency != null || !models.isEmpty() || !providers.isEmpty();
    }

    public static Preference of(String rule, Profile profile) {
        return new Preference(rule, profile, null, null, null, List.of(), List.of(), Handling.USUAL);
    }

    /**
     * How a rule wants failures of a call handled; what it leaves out is as the settings say.
     *
     * @param retries      how often the same deployment is asked again at most, or null
     * @param worthWaiting how long the call waits for the same deployment rather than ask another model, or null
     * @param patience     how long its caller waits for an answer to begin, or null
     * @param continues    whether a streamed answer that breaks off is continued by another attempt, or null
     */
    public record Handling(
            @Nullable Integer retries,
            @Nullable Duration worthWaiting,
            @Nullable Duration patience,
            @Nullable Boolean continues) {

        /** As the settings say. */
        public static final Handling USUAL = new Handling(null, null, null, null);
    }
}
