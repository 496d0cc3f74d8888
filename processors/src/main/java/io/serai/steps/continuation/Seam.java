package io.serai.steps.continuation;

import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.providers.Prefill;
import java.util.ArrayList;
import java.util.List;

/**
 * Joins the text of a continuing answer to what was delivered, with nothing doubled or missing.
 *
 * <p>The new text is held back while it may be a repetition: of everything from the beginning, or of the last words from a
 * place where a word begins. What is repeated is dropped; text that repeats nothing goes on directly.
 */
final class Seam {

    /** An answer that begins the same for so long is the same answer anew; what it says then cannot be joined. */
    static final int SAME_BEGINNING = 20;

    /** How far back an overlap may begin. */
    private static final int OVERLAP_WITHIN = 1024;

    /** A shorter overlap is believed only where it has more than one word. */
    static final int SURE_OVERLAP = 8;

    private static final int LEAST_OVERLAP = 5;

    /** What was delivered, without white space at its end, which models seldom repeat. */
    private final String core;

    private final String tail;
    private final Prefill way;
    /** Places of {@link #core} that the new text may repeat from, as far as it has been looked at. */
    private final List<Integer> starts = new ArrayList<>();

    private final int anchor;
    private final StringBuilder held = new StringBuilder();
    private int compared;
    private int overlap;
    private int sameBeginning;
    private boolean joined;
    /** How much of {@link #tail} has been dropped; all of it where nothing more is to be. */
    private int tailDropped;

    /** @param way how the continuing answer was asked for; {@code NONE} where its model was told what had been said */
    Seam(String delivered, Prefill way) {
        this.core = delivered.stripTrailing();
        this.tail = delivered.substring(core.length());
        this.way = way;
        this.tailDropped = tail.length();
        this.anchor = way == Prefill.NONE ? core.length() - Rest.lastWords(core).length() : -1;
        places();
    }

    private void places() {
        if (core.isEmpty()) {
            return;
        }
        boolean trusted = way == Prefill.EXACT || way == Prefill.STRIPPED;
        if (!trusted || core.length() >= SURE_OVERLAP) {
            int first = core.length() - core.stripLeading().length();
            starts.add(0);
            if (first > 0) {
                starts.add(first);
            }
        }
        if (way != Prefill.NONE) {
            return;
        }
        for (int i = Math.max(1, core.length() - OVERLAP_WITHIN); i <= core.length() - LEAST_OVERLAP; i++) {
            if (i == anchor || wordBeginsAt(i)) {
                starts.add(i);
            }
        }
        if (anchor > core.length() - LEAST_OVERLAP) {
            starts.add(anchor);
        }
    }

    private boolean wordBeginsAt(int i) {
        return !Character.isWhitespace(core.charAt(i)) && !Character.isLetterOrDigit(core.charAt(i - 1));
    }

    /**
     * What of the next piece is new, which may be nothing, or more than the piece where some was held back.
     *
     * @throws ProviderFailure where the answer begins as the delivered one did and then says something else
     */
    String take(String piece) {
        if (joined) {
            return withoutTail(piece);
        }
        held.append(piece);
        compare();
        return starts.isEmpty() ? join() : "";
    }

    /** What is still held back, once nothing more comes. */
    String end() {
        return joined ? "" : join();
    }

    private void compare() {
        starts.removeIf(this::decided);
        compared = held.length();
    }

    /** Whether what the text repeats from this place is known: nothing, or all to the end. */
    private boolean decided(int start) {
        int to = Math.min(held.length(), core.length() - start);
        for (int i = compared; i < to; i++) {
            if (held.charAt(i) != core.charAt(start + i)) {
                noteBeginning(start, i);
                return true;
            }
        }
        noteBeginning(start, to);
        if (to == core.length() - start) {
            if (believed(start)) {
                overlap = Math.max(overlap, to);
            }
            return true;
        }
        return false;
    }

    private void noteBeginning(int start, int same) {
        if (core.substring(0, start).isBlank()) {
            sameBeginning = Math.max(sameBeginning, same);
        }
    }

    private boolean believed(int start) {
        int length = core.length() - start;
        if (start == anchor
                || length >= SURE_OVERLAP
                || core.substring(0, start).isBlank()) {
            return true;
        }
        return core.substring(start).chars().anyMatch(Character::isWhitespace);
    }

    private String join() {
        joined = true;
        boolean told = way == Prefill.NONE || way == Prefill.REPEATED;
        if (overlap == 0 && told && sameBeginning >= SAME_BEGINNING) {
            throw new ProviderFailure(
                    Kind.UNSUPPORTED, "its answer begins as the one that broke off and then says something else");
        }
        if (overlap > 0 || way == Prefill.STRIPPED || core.isEmpty()) {
            tailDropped = 0;
        }
        String rest = withoutTail(held.substring(overlap));
        held.setLength(0);
        return rest;
    }

    /** Drops the white space that was delivered at the end, as far as the text begins with the same. */
    private String withoutTail(String text) {
        if (tailDropped == tail.length()) {
            return text;
        }
        int i = 0;
        while (i < text.length() && tailDropped < tail.length()) {
            if (text.charAt(i) != tail.charAt(tailDropped)) {
                tailDropped = tail.length();
                return text.substring(i);
            }
            i++;
            tailDropped++;
        }
        return text.substring(i);
    }
}
