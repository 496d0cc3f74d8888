package io.serai.catalog.files;

import io.serai.catalog.Model;
import io.serai.catalog.Provider;
import io.serai.chat.Feature;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the models one after the other, so that it sees a name that was there before. */
final class ModelReader {

    private static final Set<String> KEYS = Fields.known(
            "name",
            "provider",
            "upstream",
            "aliases",
            "kind",
            "released",
            "context-window",
            "max-output",
            "reasoning",
            "features",
            "prices",
            "quality",
            "source");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,127}");
    private static final String NAME_FORM = "a name without blanks";
    private static final Map<String, Feature> FEATURES = Fields.byLabel(Feature.values(), Feature::label);
    /** Task types that the gateway itself knows; callers may have words of their own. */
    private static final Set<String> TASKS = Fields.known(
            Model.GENERAL,
            "support",
            "reasoning",
            "coding",
            "summarisation",
            "extraction",
            "classification",
            "translation",
            "creative",
            "tool-use");

    private final String file;
    private final Map<String, Provider> providers;
    private final Map<String, String> owners = new HashMap<>();

    ModelReader(String file, Map<String, Provider> providers) {
        this.file = file;
        this.providers = providers;
    }

    Model read(Node node) {
        String label = Fields.peek(node, "name");
        Fields fields = Fields.of(file, label == null ? "model" : "model " + label, node, KEYS);
        String name = fields.text("name", NAME, NAME_FORM);
        Provider provider = provider(fields);
        Model.Kind kind = kind(fields);
        claim(name, name, provider, fields, "name");
        List<String> aliases = fields.texts("aliases", NAME, NAME_FORM);
        aliases.forEach(alias -> claim(alias, name, provider, fields, "aliases"));
        int contextWindow = fields.positive("context-window");
        return new Model(
                name,
                kind,
                provider,
                fields.has("upstream") ? fields.text("upstream", NAME, NAME_FORM) : name,
                aliases,
                contextWindow,
                maxOutput(fields, kind, contextWindow),
                fields.flag("reasoning"),
                features(fields, kind),
                PriceReader.prices(fields, kind),
                qualities(fields),
                fields.text("source", ""),
                fields.has("released")
                        ? fields.date("released").atStartOfDay(ZoneOffset.UTC).toEpochSecond()
                        : 0);
    }

    private Provider provider(Fields fields) {
        String name = fields.text("provider");
        Provider provider = providers.get(name);
        if (provider == null) {
            throw fields.refused(
                    fields.node("provider"),
                    "unknown provider " + Fields.quoted(name) + "; " + Nearest.hint(name, providers.keySet()));
        }
        return provider;
    }

    /** Notes a name as taken, once for all models. */
    private void claim(String taken, String model, Provider provider, Fields fields, String key) {
        if (taken.equals("auto") || taken.startsWith("auto:")) {
            throw fields.refused(
                    fields.node(key),
                    "the name " + Fields.quoted(taken) + " means that the rules choose; take another");
        }
        int slash = taken.indexOf('/');
        if (slash > 0) {
            String prefix = taken.substring(0, slash);
            if (providers.containsKey(prefix) && !prefix.equals(provider.name())) {
                throw fields.refused(
                        fields.node(key),
                        "the name " + Fields.quoted(taken) + " would mean a model at provider " + prefix + ", not at "
                                + provider.name() + "; take another");
            }
        }
        String owner = owners.putIfAbsent(taken, model);
        if (owner != null) {
            throw fields.refused(
                    fields.node(key),
                    "the name " + Fields.quoted(taken) + " is already that of model " + owner + "; take another");
        }
    }

    private static Model.Kind kind(Fields fields) {
        return switch (fields.text("kind", "chat")) {
            case "chat" -> Model.Kind.CHAT;
            case "embedding" -> Model.Kind.EMBEDDING;
            case String other ->
                throw fields.refused(fields.node("kind"), "kind must be chat or embedding: " + Fields.quoted(other));
        };
    }

    private static int maxOutput(Fields fields, Model.Kind kind, int contextWindow) {
        if (kind == Model.Kind.EMBEDDING && !fields.has("max-output")) {
            return 0;
        }
        int maxOutput = fields.positive("max-output");
        if (maxOutput > contextWindow) {
            throw fields.refused(
                    fields.node("max-output"),
                    "max-output " + maxOutput + " is more than context-window " + contextWindow + "; correct one");
        }
        return maxOutput;
    }

    private static Set<Feature> features(Fields fields, Model.Kind kind) {
        EnumSet<Feature> features = EnumSet.noneOf(Feature.class);
        for (Node item : fields.items("features")) {
            String label = fields.scalar(item, "features");
            Feature feature = FEATURES.get(label);
            if (feature == null) {
                throw fields.refused(
                        item,
                        "unknown feature " + Fields.quoted(label) + "; " + Nearest.hint(label, FEATURES.keySet()));
            }
            if (kind == Model.Kind.EMBEDDING) {
                throw fields.refused(item, "an embedding model has no features; delete them");
            }
            features.add(feature);
        }
        return features;
    }

    private static Map<String, Double> qualities(Fields fields) {
        if (!fields.has("quality")) {
            return Map.of();
        }
        Fields figures = fields.inner("quality", Set.of());
        Map<String, Double> qualities = new HashMap<>();
        for (String task : figures.keys()) {
            String meant = TASKS.contains(task) ? null : Nearest.to(task, TASKS);
            if (meant != null) {
                throw figures.refused(
                        figures.node(task), "unknown task " + Fields.quoted(task) + "; did you mean '" + meant + "'?");
            }
            BigDecimal figure = figures.decimal(task);
            if (figure.signum() < 0 || figure.compareTo(BigDecimal.ONE) > 0) {
                throw figures.refused(figures.node(task), task + " must be from 0 to 1: '" + figure + '\'');
            }
            qualities.put(task, figure.doubleValue());
        }
        if (!fields.has("source")) {
            throw fields.refused("quality needs a source; add one line that says where the figures come from");
        }
        return qualities;
    }
}
