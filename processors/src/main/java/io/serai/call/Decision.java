package io.serai.call;

import java.util.List;

/**
 * Who is asked, in which order, and why; and who is not, and why not.
 *
 * @param candidates in the order of asking
 * @param rejected   every other model that was looked at
 */
public record Decision(Preference preference, List<Candidate> candidates, List<Rejected> rejected) {

    public Decision {
        candidates = List.copyOf(candidates);
        rejected = List.copyOf(rejected);
    }

    /**
     * A model that may not take the call.
     *
     * @param reason for people, such as {@code no key for provider mistral}
     * @param passing whether it may be able to in a while (unhealthy), rather than never (unable)
     */
    public record Rejected(String model, String provider, String reason, boolean passing) {}
}
