package io.serai.catalog;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All models and providers at one moment; immutable, every look-up is one hash. */
public final class Catalog {

    private final Map<String, Provider> providers;
    private final List<Model> models;
    private final List<Model> chatModels;
    private final Map<String, Model> byName;
    private final PriceList defaultPrices;

    /** Trusts its reader: names and aliases are unique, and each model's provider is among the providers. */
    public Catalog(Collection<Provider> providers, List<Model> models, PriceList defaultPrices) {
        LinkedHashMap<String, Provider> inOrder = new LinkedHashMap<>();
        providers.forEach(provider -> inOrder.put(provider.name(), provider));
        this.providers = inOrder;
        this.models = List.copyOf(models);
        this.chatModels =
                models.stream().filter(model -> model.kind() == Model.Kind.CHAT).toList();
        this.byName = index(this.models);
        this.defaultPrices = defaultPrices;
    }

    private static Map<String, Model> index(List<Model> models) {
        Map<String, Model> byName = HashMap.newHashMap(models.size() * 4);
        for (Model model : models) {
            byName.put(model.name(), model);
            model.aliases().forEach(alias -> byName.put(alias, model));
        }
        // After all real names, so that none of them is hidden; of two models over one deployment the first stands.
        for (Model model : models) {
            byName.putIfAbsent(model.provider().name() + '/' + model.name(), model);
            byName.putIfAbsent(model.deployment(), model);
        }
        return byName;
    }

    /** The model of a name, an alias, {@code provider/name} or {@code provider/upstream}; null where there is none. */
    public @Nullable Model find(String nameOrAlias) {
        return byName.get(nameOrAlias);
    }

    /** The provider of a name, configured or not; null where there is none. */
    public @Nullable Provider provider(String name) {
        return providers.get(name);
    }

    /** In the order of the file. */
    public Collection<Provider> providers() {
        return Collections.unmodifiableCollection(providers.values());
    }

    /** All models in the order of the file, whether or not their providers are configured. */
    public List<Model> models() {
        return models;
    }

    /** The models that chat, in the order of the file, whether or not their providers are configured. */
    public List<Model> chatModels() {
        return chatModels;
    }

    /** What a model costs that the catalogue does not know. */
    public PriceList defaultPrices() {
        return defaultPrices;
    }
}
