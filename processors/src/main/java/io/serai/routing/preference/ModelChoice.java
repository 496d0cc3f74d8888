package io.serai.routing.preference;

import io.serai.call.Preference;
import io.serai.call.Profile;
import io.serai.catalog.Model;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a caller's model name, with the fallbacks behind it, means in a catalogue. */
public sealed interface ModelChoice {

    /** The preference that the caller's words already are, or null where the rules are to be asked. */
    @Nullable
    Preference preference();

    /**
     * Any model that may and can.
     *
     * @param profile   the caller's own ({@code auto:fastest}), which skips the rules and so their limits; null for
     *                  {@code auto}
     * @param fallbacks what to ask when none of the chosen answers, in the caller's order
     */
    record Auto(@Nullable Profile profile, List<Wanted> fallbacks) implements ModelChoice {

        private static final Auto BY_RULES = new Auto(null, List.of());

        public Auto {
            fallbacks = List.copyOf(fallbacks);
        }

        static Auto byRules() {
            return BY_RULES;
        }

        @Override
        public @Nullable Preference preference() {
            return profile == null ? null : Preference.of("auto:" + profile.label(), profile);
        }
    }

    /**
     * The models that the caller named and nothing else.
     *
     * @param order as the caller wants them asked; at least one
     */
    record Named(List<Wanted> order) implements ModelChoice {

        private static final Preference FORCED = Preference.of("forced", Profile.BALANCED);

        public Named {
            order = List.copyOf(order);
            if (order.isEmpty()) {
                throw new IllegalArgumentException("a named choice needs a model");
            }
        }

        /** Its profile has no say: the order is the caller's. */
        @Override
        public Preference preference() {
            return FORCED;
        }
    }

    /**
     * A model that the caller named.
     *
     * @param model  the catalogue's, or where it knows none of that name one with the default price that is taken to be
     *               able to do anything
     * @param listed whether it is the catalogue's
     */
    record Wanted(Model model, boolean listed) {}
}
