package io.serai.e2e.provider;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a stand-in reported for one model, summed over its answers.
 *
 * @param answers how many answers are in the sum, also those that reported nothing
 * @param counts the sum in classes that do not overlap
 * @param fields the sum in the vendor's own fields, dots for nesting ({@code prompt_tokens_details.cached_tokens})
 */
public record Usage(int answers, Counts counts, Map<String, Long> fields) {
    static final Usage NONE = new Usage(0, Counts.NONE, Map.of());

    public Usage {
        fields = Map.copyOf(fields);
    }

    /** The sum of a vendor's field; 0 when it was never reported. */
    public long field(String name) {
        return fields.getOrDefault(name, 0L);
    }

    Usage plus(Usage other) {
        Map<String, Long> sum = new TreeMap<>(fields);
        other.fields.forEach((name, value) -> sum.merge(name, value, Long::sum));
        return new Usage(answers + other.answers, counts.plus(other.counts), sum);
    }
}
