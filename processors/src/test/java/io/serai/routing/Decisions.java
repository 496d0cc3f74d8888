package io.serai.routing;

import io.serai.call.Caller;
import io.serai.call.Candidate;
import io.serai.call.Decision;
import io.serai.call.Preference;
import io.serai.call.Task;
import io.serai.catalog.Catalog;
import io.serai.chat.ChatRequest;
import io.serai.chat.Feature;
import io.serai.routing.preference.ModelChoice;
import io.serai.routing.preference.ModelResolver;
import io.serai.routing.preference.Preferences;
import io.serai.routing.preference.Ruling;
import io.serai.routing.task.TaskClassifier;
import io.serai.routing.task.TaskFacts;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Decides as the steps of a call do: resolves the model, finds the facts, asks the rules, decides. */
public final class Decisions {

    static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

    private static final TaskClassifier CLASSIFIER = new TaskClassifier();

    private static final RoutingSettings DEFAULTS = Settings.defaults();

    private final Catalog catalog;
    private final Map<String, String> settings = new HashMap<>();
    private final Map<String, Set<Feature>> wires = new HashMap<>();
    private List<String> keyMay = List.of();
    private String sentence = "balanced";
    private Health health = Health.UNKNOWN;
    private int promptTokens = 100;
    private long seed = 1;

    private Decisions(Catalog catalog) {
        this.catalog = catalog;
        wires.put("openai", EnumSet.allOf(Feature.class));
        wires.put("anthropic", EnumSet.complementOf(EnumSet.of(Feature.SEED, Feature.OPENAI_EXTRAS)));
    }

    public static Decisions in(Catalog catalog) {
        return new Decisions(catalog);
    }

    public Decisions keyMay(String... names) {
        keyMay = List.of(names);
        return this;
    }

    Decisions rule(String sentence) {
        this.sentence = sentence;
        return this;
    }

    Decisions health(Health health) {
        this.health = health;
        return this;
    }

    Decisions promptTokens(int tokens) {
        promptTokens = tokens;
        return this;
    }

    Decisions seed(long seed) {
        this.seed = seed;
        return this;
    }

    Decisions setting(String name, String value) {
        settings.put(name, value);
        return this;
    }

    Caller caller() {
        return new Caller("key_1", "test key", null, null, keyMay);
    }

    public ModelChoice resolve(Requests request) {
        return new ModelResolver().resolve(request.build(), caller(), catalog);
    }

    Decision decide(Requests asked) {
        ChatRequest request = asked.build();
        RoutingSettings routing = settings.isEmpty() ? DEFAULTS : Settings.of(settings);
        ModelChoice choice = resolve(asked);
        Task task = new TaskFacts(routing, CLASSIFIER, any -> promptTokens).of(request, null, NOW);
        Preference own = choice.preference();
        Preference preference =
                own != null ? own : ((Ruling.Prefers) new Preferences().parse("rule-1", sentence)).preference();
        return new DecisionEngine(wires, routing)
                .decide(new DecisionInput(request, choice, task, preference, caller(), catalog, health, NOW, seed));
    }

    /** The names of the candidates in their order. */
    List<String> names(Requests request) {
        return names(decide(request));
    }

    static List<String> names(Decision decision) {
        return decision.candidates().stream().map(Candidate::model).toList();
    }

    static String reason(Decision decision, String model) {
        return decision.rejected().stream()
                .filter(rejected -> rejected.model().equals(model))
                .map(Decision.Rejected::reason)
                .findFirst()
                .orElse("not rejected");
    }
}
