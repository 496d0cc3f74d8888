package io.serai.catalog;

import io.serai.chat.Feature;
import io.serai.usage.Money;
import io.serai.usage.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A model as the catalogue knows it.
 *
 * @param name          by which callers ask for it
 * @param upstream      by which its provider knows it
 * @param aliases       further names for callers
 * @param contextWindow tokens that prompt and answer may have together
 * @param maxOutput     tokens that an answer may have; 0 for an embedding model
 * @param reasoning     whether it thinks first and so takes {@code max_completion_tokens} only
 * @param features      what it can do; a request that needs more goes elsewhere
 * @param qualities     from 0 to 1 by task type; empty where nobody measured
 * @param source        where the qualities come from, empty where there are none
 * @param created       seconds since 1970 of its release, 0 where unknown
 */
public record Model(
        String name,
        Kind kind,
        Provider provider,
        String upstream,
        List<String> aliases,
        int contextWindow,
        int maxOutput,
        boolean reasoning,
        Set<Feature> features,
        PriceList prices,
        Map<String, Double> qualities,
        String source,
        long created) {

    /** The task type whose quality stands in for those without one. */
    public static final String GENERAL = "general";

    /** What a model makes of its input. */
    public enum Kind {
        CHAT,
        EMBEDDING
    }

    public Model {
        aliases = List.copyOf(aliases);
        features = Set.copyOf(features);
        qualities = Map.copyOf(qualities);
    }

    /** From 0 to 1: its figure for the task type, else its general one, else 0, so that a least quality leaves it out. */
    public double quality(String task) {
        Double quality = qualities.get(task);
        if (quality == null) {
            quality = qualities.get(GENERAL);
        }
        return quality == null ? 0 : quality;
    }

    /** What the tokens cost by the price in force at a moment; exact. */
    public Money cost(Usage usage, Instant at) {
        return prices.cost(usage, at);
    }

    /** Names the deployment: one breaker, one health. */
    public String deployment() {
        return provider.name() + '/' + upstream;
    }
}
