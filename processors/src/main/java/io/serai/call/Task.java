package io.serai.call;

import io.serai.chat.Feature;
import java.time.DayOfWeek;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The facts of a call that rules decide upon, as in {@code ${exchangeProperty.task.promptTokens}}.
 *
 * @param type         {@code support}, {@code reasoning}, {@code coding} … or the caller's own word for it
 * @param given        whether the caller said the type, rather than the classifier
 * @param promptTokens tokens of messages and tools by a common tokenizer, so an estimate for other vendors
 * @param outputTokens tokens the answer is expected to have, at most what the caller allows
 * @param hour         0–23 in the configured zone
 * @param peakHours    whether the moment lies in the configured peak hours
 * @param tags         the caller's metadata
 */
public record Task(
        String type,
        boolean given,
        int promptTokens,
        int outputTokens,
        Set<Feature> needs,
        int hour,
        DayOfWeek weekday,
        boolean peakHours,
        Map<String, String> tags) {

    /**
     * Whether the call needs that of a model, for rules: {@code ${exchangeProperty.task.requires('vision')}}.
     *
     * @param feature as {@link Feature#label} says it
     * @throws IllegalArgumentException where there is no such feature
     */
    public boolean requires(String feature) {
        for (Feature known : Feature.values()) {
            if (known.label().equals(feature)) {
                return needs.contains(known);
            }
        }
        throw new IllegalArgumentException("no call requires '" + feature + "'; known are "
                + Arrays.stream(Feature.values()).map(Feature::label).collect(Collectors.joining(", ")));
    }
}
