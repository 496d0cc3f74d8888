package io.serai.call;

import io.serai.usage.Money;

/**
 * A model at a provider that may take the call.
 *
 * @param model     the catalogue's name, or {@code provider/name} where the catalogue does not know it
 * @param upstream  the name the provider knows it by
 * @param connector the Kamelet that reaches it
 * @param listed    whether the catalogue has its price, rather than the configured default
 * @param estimate  what the call is expected to cost
 * @param why       why it stands where it stands, for people
 */
public record Candidate(
        String model, String provider, String upstream, String connector, boolean listed, Money estimate, String why) {

    /** Names the deployment: one breaker, one health, one connection setting each. */
    public String deployment() {
        return provider + '/' + upstream;
    }
}
