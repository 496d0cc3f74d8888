package io.serai.providers;

import io.serai.chat.Feature;
import java.util.Set;

/**
 * What a dialect must know of the model it writes to.
 *
 * @param upstream        the name the provider knows the model by
 * @param maxOutputTokens the model's own limit, for wires that demand one (0 where unknown)
 * @param reasoning       whether it is a reasoning model, which takes other parameters ({@code max_completion_tokens})
 * @param features        what the model can do
 */
public record Target(String upstream, int maxOutputTokens, boolean reasoning, Set<Feature> features) {

    public Target {
        features = Set.copyOf(features);
    }
}
