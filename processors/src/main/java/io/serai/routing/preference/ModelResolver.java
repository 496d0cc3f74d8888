package io.serai.routing.preference;

import io.serai.call.Caller;
import io.serai.call.GatewayError;
import io.serai.call.Profile;
import io.serai.call.Refusal;
import io.serai.catalog.Catalog;
import io.serai.catalog.Model;
import io.serai.catalog.Provider;
import io.serai.chat.ChatRequest;
import io.serai.chat.Feature;
import io.serai.routing.preference.ModelChoice.Wanted;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a caller's model name means.
 *
 * <p>{@code auto} and {@code auto:<profile>} leave the choice to Serai. Any other name is looked up as it is, then without
 * regard to case. {@code provider/name} reaches a model that the catalogue does not know; {@code openai/} in front of a name
 * that the catalogue knows is taken for what some clients put before every name.
 */
public final class ModelResolver {

    private static final String AUTO = "auto";

    private static final String CLIENT_PREFIX = "openai/";

    private static final int LONGEST_NAME = 128;

    private static final Set<Feature> ALL_FEATURES = EnumSet.allOf(Feature.class);

    private volatile @Nullable AnyCase anyCase;

    /** Names of a catalogue in lower case. */
    private record AnyCase(Catalog catalog, Map<String, Model> models) {}

    /**
     * What the request's model and fallbacks mean for a caller.
     *
     * @throws Refusal {@code ModelNotFound}, {@code Forbidden} where the caller's key may not use it, {@code Invalid} where it
     *     cannot chat or the name is no name
     */
    public ModelChoice resolve(ChatRequest request, Caller caller, Catalog catalog) {
        List<String> fallbacks = request.fallbacks();
        String name = request.model();
        Automatic automatic = automatic(name);
        if (automatic != null) {
            if (fallbacks.isEmpty() && automatic.profile == null) {
                return ModelChoice.Auto.byRules();
            }
            return new ModelChoice.Auto(automatic.profile, wanted(fallbacks, caller, catalog));
        }
        Wanted first = wanted(name, "model", caller, catalog);
        if (fallbacks.isEmpty()) {
            return new ModelChoice.Named(List.of(first));
        }
        List<Wanted> order = new ArrayList<>(fallbacks.size() + 1);
        order.add(first);
        order.addAll(wanted(fallbacks, caller, catalog));
        return new ModelChoice.Named(order);
    }

    private record Automatic(@Nullable Profile profile) {}

    private static @Nullable Automatic automatic(String name) {
        int start = name.startsWith(CLIENT_PREFIX) ? CLIENT_PREFIX.length() : 0;
        if (!name.regionMatches(true, start, AUTO, 0, AUTO.length())) {
            return null;
        }
        String rest = name.substring(start + AUTO.length());
        if (rest.isEmpty()) {
            return new Automatic(null);
        }
        if (rest.charAt(0) != ':') {
            return null;
        }
        Profile profile = Preferences.profile(rest.substring(1).toLowerCase(Locale.ROOT));
        if (profile == null) {
            throw notFound("There is no profile '" + shown(rest.substring(1)) + "'; behind auto: comes one of "
                    + Preferences.profileWords() + ".");
        }
        return new Automatic(profile);
    }

    private List<Wanted> wanted(List<String> names, Caller caller, Catalog catalog) {
        List<Wanted> wanted = new ArrayList<>(names.size());
        for (String name : names) {
            if (automatic(name) != null) {
                throw new Refusal(new GatewayError.Invalid(
                        "'" + shown(name)
                                + "' cannot stand in models; name the models to fall back to, or ask for model"
                                + " 'auto' alone, which falls back by itself.",
                        "models",
                        "invalid_value"));
            }
            wanted.add(wanted(name, "models", caller, catalog));
        }
        return wanted;
    }

    private Wanted wanted(String name, String param, Caller caller, Catalog catalog) {
        Wanted wanted = find(name, caller, catalog);
        if (!NamePatterns.allow(caller.models(), wanted.model())) {
            throw new Refusal(new GatewayError.Forbidden(
                    "The key '" + caller.keyName() + "' may not use the model '" + shown(name) + "'; it may use "
                            + String.join(", ", caller.models()) + ".",
                    param));
        }
        if (wanted.model().kind() == Model.Kind.EMBEDDING) {
            throw new Refusal(new GatewayError.Invalid(
                    "The model '" + shown(name) + "' makes embeddings and cannot chat; choose a chat model.",
                    param,
                    "model_not_supported"));
        }
        return wanted;
    }

    private Wanted find(String name, Caller caller, Catalog catalog) {
        Model known = known(name, catalog);
        if (known == null && name.startsWith(CLIENT_PREFIX)) {
            known = known(name.substring(CLIENT_PREFIX.length()), catalog);
        }
        if (known != null) {
            return new Wanted(known, true);
        }
        int slash = name.indexOf('/');
        if (slash > 0) {
            return new Wanted(unlisted(name, slash, catalog), false);
        }
        throw notFound("The model '" + shown(name) + "' is not known here." + NearNames.hint(name, caller, catalog));
    }

    private @Nullable Model known(String name, Catalog catalog) {
        Model model = catalog.find(name);
        return model != null ? model : anyCase(catalog).get(name.toLowerCase(Locale.ROOT));
    }

    private Map<String, Model> anyCase(Catalog catalog) {
        AnyCase index = anyCase;
        if (index == null || index.catalog != catalog) {
            Map<String, Model> models = new HashMap<>();
            for (Model model : catalog.models()) {
                models.putIfAbsent(model.name().toLowerCase(Locale.ROOT), model);
                model.aliases().forEach(alias -> models.putIfAbsent(alias.toLowerCase(Locale.ROOT), model));
                models.putIfAbsent((model.provider().name() + '/' + model.name()).toLowerCase(Locale.ROOT), model);
                models.putIfAbsent(model.deployment().toLowerCase(Locale.ROOT), model);
            }
            index = new AnyCase(catalog, models);
            anyCase = index;
        }
        return index.models;
    }

    /** A model of a provider that the catalogue does not know; what it can do, the provider will say. */
    private Model unlisted(String name, int slash, Catalog catalog) {
        String upstream = name.substring(slash + 1);
        Provider provider = catalog.provider(name.substring(0, slash));
        if (provider == null) {
            throw notFound("The model '" + shown(name) + "' is not known here, and there is no provider '"
                    + shown(name.substring(0, slash)) + "'; providers are "
                    + String.join(
                            ", ",
                            catalog.providers().stream().map(Provider::name).toList()) + ".");
        }
        if (!isName(upstream) || provider.simulated() && !isFaulty(name, slash, catalog)) {
            throw notFound("The provider " + provider.name() + " has no model '" + shown(upstream) + "'.");
        }
        return new Model(
                name,
                Model.Kind.CHAT,
                provider,
                upstream,
                List.of(),
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                false,
                ALL_FEATURES,
                catalog.defaultPrices(),
                Map.of(),
                "",
                0);
    }

    /** Whether the name is one of the simulator's models with faults behind it, or nothing else: {@code simulator/fast+503}. */
    private boolean isFaulty(String name, int slash, Catalog catalog) {
        if (name.startsWith("fault-", slash + 1)) {
            return true; // the simulator itself knows which there are
        }
        int faults = name.indexOf('+', slash);
        return faults > 0 && known(name.substring(0, faults), catalog) != null;
    }

    /** Whether a text can be a model's name in the path of an address without leading elsewhere. */
    private static boolean isName(String text) {
        boolean good = !text.isEmpty() && text.length() <= LONGEST_NAME && !text.contains("..") && !text.contains("//");
        for (int i = 0; good && i < text.length(); i++) {
            char c = text.charAt(i);
            good = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "._:/@+-".indexOf(c) >= 0;
        }
        return good && text.charAt(0) != '/' && text.charAt(text.length() - 1) != '/';
    }

    private static Refusal notFound(String message) {
        return new Refusal(new GatewayError.ModelNotFound(message));
    }

    /** A caller's text, short enough for a message. */
    private static String shown(String text) {
        return text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME) + "…";
    }

    /** Whether the caller's key may use the model. */
    public static boolean mayUse(Caller caller, Model model) {
        return NamePatterns.allow(caller.models(), model);
    }
}
