package io.serai.routing.preference;

import io.serai.call.Caller;
import io.serai.catalog.Catalog;
import io.serai.catalog.Model;
import io.serai.catalog.files.Nearest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Guesses which model a name was meant to be; tells nobody of models their key may not use. */
final class NearNames {

    private static final int SHOWN = 3;
    private static final int LONGEST = 64;

    private NearNames() {}

    private record Guess(String name, int edits) {}

    static String hint(String name, Caller caller, Catalog catalog) {
        String asked = name.toLowerCase(Locale.ROOT);
        List<Guess> guesses = new ArrayList<>();
        for (Model model : catalog.chatModels()) {
            if (model.provider().configured() && NamePatterns.allow(caller.models(), model)) {
                int edits = asked.length() > LONGEST ? LONGEST : edits(asked, model);
                if (edits <= Math.max(2, asked.length() / 3)) {
                    guesses.add(new Guess(model.name(), edits));
                }
            }
        }
        String near = guesses.stream()
                .sorted(Comparator.comparingInt(Guess::edits).thenComparing(Guess::name))
                .limit(SHOWN)
                .map(Guess::name)
                .collect(Collectors.joining(", "));
        return near.isEmpty()
                ? " GET /v1/models lists what there is; 'auto' leaves the choice to the rules."
                : " Did you mean " + near + "?";
    }

    private static int edits(String asked, Model model) {
        int fewest = edits(asked, model.name().toLowerCase(Locale.ROOT));
        for (String alias : model.aliases()) {
            fewest = Math.min(fewest, edits(asked, alias.toLowerCase(Locale.ROOT)));
        }
        return fewest;
    }

    /** Insertions, deletions and replacements that make one the other; one where one begins with the other. */
    private static int edits(String a, String b) {
        if (a.length() >= 3 && (b.startsWith(a) || a.startsWith(b))) {
            return 1;
        }
        return Nearest.edits(a, b);
    }
}
