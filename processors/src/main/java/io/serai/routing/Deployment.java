package io.serai.routing;

import io.serai.call.Candidate;
import io.serai.call.Decision.Rejected;
import io.serai.catalog.Model;
import io.serai.catalog.Price;
import io.serai.catalog.Provider;
import io.serai.chat.Feature;
import io.serai.routing.RoutingSettings.Speed;
import io.serai.usage.Money;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A model at its provider, with what a decision asks of it worked out beforehand. */
final class Deployment {

    private static final Feature[] FEATURES = Feature.values();

    final Model model;
    final boolean listed;
    /** {@code provider/upstream}. */
    final String name;
    /** Milliseconds and tokens per second to expect of it before calls were seen. */
    final double usualFirstToken;

    final double usualRate;
    /** Why it cannot be asked at all, or null. */
    final @Nullable Rejected unusable;

    private final int modelFeatures;
    private final int wireFeatures;

    Deployment(Model model, boolean listed, @Nullable Set<Feature> carried, RoutingSettings settings) {
        this.model = model;
        this.listed = listed;
        this.name = model.deployment();
        this.modelFeatures = bits(model.features());
        this.wireFeatures = carried == null ? 0 : bits(carried);
        this.unusable = unusable(carried != null);
        Speed speed = settings.speed(model);
        this.usualFirstToken = speed.firstToken().toMillis();
        this.usualRate = speed.tokensPerSecond();
    }

    private @Nullable Rejected unusable(boolean spoken) {
        Provider provider = model.provider();
        if (!spoken) {
            return rejected("nothing here speaks " + provider.wire().label(), false);
        }
        if (provider.configured()) {
            return null;
        }
        boolean keyMissing = !provider.keyOptional() && provider.apiKey().isEmpty();
        return rejected((keyMissing ? "no key for provider " : "no address for provider ") + provider.name(), false);
    }

    static int bits(Set<Feature> features) {
        int bits = 0;
        for (Feature feature : features) {
            bits |= 1 << feature.ordinal();
        }
        return bits;
    }

    boolean can(int needs) {
        return (needs & ~(modelFeatures & wireFeatures)) == 0;
    }

    /** The first feature of those needed that it lacks. */
    Feature lacking(int needs) {
        return FEATURES[Integer.numberOfTrailingZeros(needs & ~(modelFeatures & wireFeatures))];
    }

    String lacks(Feature feature) {
        return (modelFeatures & 1 << feature.ordinal()) == 0
                ? "lacks " + feature.label()
                : "the " + model.provider().wire().family() + " wire cannot carry " + feature.label();
    }

    Rejected rejected(String reason, boolean passing) {
        return new Rejected(model.name(), model.provider().name(), reason, passing);
    }

    Candidate candidate(long picos, String why) {
        return candidate(Price.money(picos), why);
    }

    private Candidate candidate(Money estimate, String why) {
        Provider provider = model.provider();
        return new Candidate(
                model.name(),
                provider.name(),
                model.upstream(),
                provider.connector(),
                listed,
                listed ? model.contextWindow() : 0,
                estimate,
                why);
    }
}
