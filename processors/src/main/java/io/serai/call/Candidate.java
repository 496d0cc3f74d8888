package io.serai.call;

import io.serai.usage.Money;

/**
 * A model at a provider that may take the call.
 *
 * @param model     the catalogue's name, or {@code provider/name} where the catalogue does not know it
 * @param upstream  the name the provider knows it by
 * @param connector the Kamelet that reaches it
 * @param listed    whether the catalogue has its price, rather than the configured default
 * @param window    tokens that its context holds, as far as the catalogue knows; 0 where it does not
 * @param estimate  what the call is expected to cost
 * @param why       why it stands where it stands, for people
 */
public record Candidate(
        String model,
        String provider,
        String upstream,
        String connector,
        boolean listed,
        int window,
        Money estimate,
        String why) {

    /** Names the deployment: one breaker, one health, one connection setting each. */
    public String deployment() {
        return provider + '/' + upstream;
    }

    /** Whether both are the same model, such as one behind two providers; a vendor's name before it does not count. */
    public boolean sameModel(Candidate other) {
        return bare(upstream).equalsIgnoreCase(bare(other.upstream));
    }

    private static String bare(String upstream) {
        return upstream.substring(upstream.lastIndexOf('/') + 1);
    }
}
