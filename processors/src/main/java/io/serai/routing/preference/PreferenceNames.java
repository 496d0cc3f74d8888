package io.serai.routing.preference;

import io.serai.call.Preference;
import io.serai.catalog.Catalog;
import io.serai.catalog.Model;
import io.serai.catalog.Provider;
import io.serai.catalog.files.Nearest;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds preferences that no model of a catalogue can meet, whoever calls and whatever is up. */
public final class PreferenceNames {

    private PreferenceNames() {}

    /** Why nobody can ever be what the preference wants, with what was probably meant; null where somebody can. */
    public static @Nullable String unknown(Preference preference, Catalog catalog) {
        for (String name : preference.providers()) {
            if (catalog.provider(name) == null) {
                List<String> known =
                        catalog.providers().stream().map(Provider::name).toList();
                return "the catalogue has no provider '" + name + "'; " + Nearest.hint(name, known);
            }
        }
        for (String pattern : preference.models()) {
            if (catalog.chatModels().stream().noneMatch(model -> NamePatterns.allow(List.of(pattern), model))) {
                return "the catalogue has no chat model '" + pattern + "'" + near(pattern, catalog);
            }
        }
        return unmet(preference, catalog);
    }

    private static String near(String pattern, Catalog catalog) {
        Set<String> known = new TreeSet<>();
        for (Model model : catalog.chatModels()) {
            known.add(model.name());
            known.add(model.provider().name() + '/' + model.name());
            known.addAll(model.aliases());
        }
        String nearest = Nearest.to(pattern, known);
        return nearest == null ? "; GET /admin/v1/models lists what there is" : "; did you mean '" + nearest + "'?";
    }

    private static @Nullable String unmet(Preference preference, Catalog catalog) {
        List<Model> left = catalog.chatModels().stream()
                .filter(model -> NamePatterns.allow(preference.models(), model))
                .filter(model -> preference.providers().isEmpty()
                        || preference.providers().contains(model.provider().name()))
                .toList();
        if (left.isEmpty()) {
            return "none of the models it names is at one of the providers it names";
        }
        Double least = preference.minQuality();
        double best = left.stream()
                .flatMap(model -> model.qualities().values().stream())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
        return least == null || least <= best
                ? null
                : "no model it may choose has a quality of " + least + " for any task; the best has " + best;
    }
}
