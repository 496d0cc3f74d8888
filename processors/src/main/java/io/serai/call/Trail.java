package io.serai.call;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which attempts of a call failed so far, and which candidates are left to ask.
 *
 * @param left   candidates not asked yet, in order
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

    /** Number of the attempt that comes next, from 1. */
    public int nextNumber() {
        return failed.size() + 1;
    }
}
