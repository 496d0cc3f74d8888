package io.serai.call;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which attempts of a call failed so far, and which candidates are left to ask.
 *
 * @param left   candidates to ask yet, in order
 * @param failed attempts that did not answer, in order
 */
public record Trail(List<Candidate> left, List<FailedAttempt> failed) {

    public Trail {
        left = List.copyOf(left);
        failed = List.copyOf(failed);
    }

    /** The next to ask, or null. */
    public @Nullable Candidate next() {
        return left.isEmpty() ? null : left.getFirst();
    }

    /** The next one is being asked. */
    public Trail asking() {
        return new Trail(left.subList(1, left.size()), failed);
    }

    public Trail plus(FailedAttempt attempt) {
        List<FailedAttempt> all = new ArrayList<>(failed);
        all.add(attempt);
        return new Trail(left, all);
    }

    /** This one is asked next, whether it is among those left or was asked before. */
    public Trail first(Candidate candidate) {
        List<Candidate> order = new ArrayList<>(left.size() + 1);
        order.add(candidate);
        for (Candidate each : left) {
            if (!each.deployment().equals(candidate.deployment())) {
                order.add(each);
            }
        }
        return new Trail(order, failed);
    }

    /** One more to ask, after all others; does nothing where it is among them or was asked before. */
    public Trail last(Candidate candidate) {
        boolean known = asks(candidate) > 0
                || left.stream().anyMatch(each -> each.deployment().equals(candidate.deployment()));
        if (known) {
            return this;
        }
        List<Candidate> order = new ArrayList<>(left);
        order.add(candidate);
        return new Trail(order, failed);
    }

    /** How often the call asked a candidate in vain. */
    public int asks(Candidate candidate) {
        int asks = 0;
        for (FailedAttempt each : failed) {
            if (each.attempt().candidate().deployment().equals(candidate.deployment())) {
                asks++;
            }
        }
        return asks;
    }

    /** Number of the attempt that comes next, from 1. */
    public int nextNumber() {
        return failed.size() + 1;
    }
}
