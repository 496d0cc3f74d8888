package io.serai.catalog.files;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Guesses what a misspelt word was meant to be. */
public final class Nearest {

    private Nearest() {}

    /** The word that needs the fewest edits, at most two and fewer than half its letters; null where none is near. */
    public static @Nullable String to(String word, Collection<String> known) {
        String nearest = null;
        int fewest = 3;
        for (String candidate : known) {
            int edits = edits(word, candidate);
            if (edits < fewest && edits * 2 < candidate.length()) {
                fewest = edits;
                nearest = candidate;
            }
        }
        return nearest;
    }

    /** Ends a refusal: {@code did you mean 'input'?}, or the words there are. */
    public static String hint(String word, Collection<String> known) {
        String nearest = to(word, known);
        return nearest == null ? "known are " + String.join(", ", known) : "did you mean '" + nearest + "'?";
    }

    /** Insertions, deletions and replacements that make one word the other: Levenshtein's distance. */
    public static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
