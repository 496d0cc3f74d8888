package io.serai.steps.call;

import io.serai.call.Candidate;
import io.serai.call.Missed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who was asked in vain so far, and who is left to ask.
 *
 * @param left   candidates not asked yet, in order
 * @param missed attempts that did not answer, in order
 */
public record Trail(List<Candidate> left, List<Missed> missed) {

    public Trail {
        left = List.copyOf(left);
        missed = List.copyOf(missed);
    }

    /** The next to ask, or null. */
    public @Nullable Candidate next() {
        return left.isEmpty() ? null : left.getFirst();
    }

    /** The next one is being asked. */
    public Trail asking() {
        return new Trail(left.subList(1, left.size()), missed);
    }

    public Trail plus(Missed miss) {
        List<Missed> all = new ArrayList<>(missed);
        all.add(miss);
        return new Trail(left, all);
    }

    /** Number of the attempt that comes next, from 1. */
    public int nextNumber() {
        return missed.size() + 1;
    }
}
