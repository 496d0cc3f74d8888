package io.serai.bench;

import io.serai.call.Caller;
import io.serai.call.Decision;
import io.serai.call.Preference;
import io.serai.call.Task;
import io.serai.catalog.Catalog;
import io.serai.catalog.files.LiveCatalog;
import io.serai.chat.ChatRequest;
import io.serai.chat.Feature;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.ResponseFormat;
import io.serai.chat.Sampling;
import io.serai.chat.ToolChoice;
import io.serai.routing.DecisionEngine;
import io.serai.routing.DecisionInput;
import io.serai.routing.HealthView;
import io.serai.routing.RoutingSettings;
import io.serai.routing.preference.ModelChoice;
import io.serai.routing.preference.ModelResolver;
import io.serai.routing.preference.Preferences;
import io.serai.routing.preference.Ruling;
import io.serai.routing.task.TaskClassifier;
import io.serai.routing.task.TaskFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** What a decision costs over the shipped catalogue with every provider set up and live figures for each deployment. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecisionBench {

    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

    private static final String PROMPT =
            ("Our new office opens in spring and I would like to tell our customers about it. They are used to"
                            + " come by on Mondays, which will change, and parking will be behind the house from then on. ")
                    .repeat(2)
                    .concat(
                            "Please put that into a friendly letter of at most one page, and do not forget the opening hours.");

    private final ModelResolver resolver = new ModelResolver();
    private final Preferences preferences = new Preferences();
    private final TaskClassifier classifier = new TaskClassifier();
    private final Caller caller = new Caller("key_1", "bench", null, null, List.of());
    private final ChatRequest named = request("gpt-4o-mini", PROMPT);
    private final ChatRequest auto = request("auto", PROMPT);
    private final ChatRequest megabyte = request("auto", PROMPT.repeat(2_500));

    private RoutingSettings settings;
    private Catalog catalog;
    private HealthView health;
    private DecisionEngine engine;
    private TaskFacts facts;
    private Task task;
    private long seed;

    private static ChatRequest request(String model, String prompt) {
        Sampling sampling = new Sampling(null, null, null, List.of(), null, null, null, null, null, null, null, null);
        return new ChatRequest(
                model,
                List.of(),
                List.of(new Message.User(List.of(new Part.Text(prompt)), null)),
                List.of(),
                new ToolChoice.Auto(),
                new ResponseFormat.Text(),
                sampling,
                true,
                false,
                Map.of(),
                null,
                Map.of(),
                null);
    }

    @Setup
    public void start() throws IOException {
        settings = new Binder(new MapConfigurationPropertySource(Map.of()))
                .bindOrCreate("serai.routing", RoutingSettings.class);
        catalog = new LiveCatalog(
                        name -> name != null && name.endsWith("KEY") ? "sk-bench" : null,
                        Files.readAllBytes(Path.of("config/models.yaml")),
                        "config/models.yaml")
                .current();
        health = new HealthView(InstantSource.fixed(NOW), settings, name -> true);
        catalog.chatModels().forEach(model -> {
            int wait = 200 + model.name().hashCode() % 100;
            for (int i = 0; i < 5; i++) {
                health.firstToken(model.deployment(), wait + i);
                health.completed(model.deployment(), 200, 2_000 + wait);
            }
        });
        Set<Feature> all = EnumSet.allOf(Feature.class);
        engine = new DecisionEngine(Map.of("openai", all, "anthropic", all, "gemini", all), settings);
        facts = new TaskFacts(settings, classifier, request -> 120);
        task = facts.of(auto, null, NOW);
    }

    private Decision decide(ChatRequest request, String sentence) {
        ModelChoice choice = resolver.resolve(request, caller, catalog);
        Preference own = choice.preference();
        Preference preference =
                own != null ? own : ((Ruling.Prefers) preferences.parse(sentence, sentence)).preference();
        return engine.decide(
                new DecisionInput(request, choice, task, preference, caller, catalog, health, NOW, seed++));
    }

    @Benchmark
    public Decision namedModel() {
        return decide(named, "");
    }

    @Benchmark
    public Decision autoFastest() {
        return decide(auto, "fastest");
    }

    @Benchmark
    public Decision autoBest() {
        return decide(auto, "best, quality >= 0.5, cost <= 0.05, latency <= 1m");
    }

    @Benchmark
    public Decision autoCheapest() {
        return decide(auto, "cheapest");
    }

    @Benchmark
    public Decision autoBalanced() {
        return decide(auto, "balanced");
    }

    @Benchmark
    public String classify() {
        return classifier.classify(auto);
    }

    @Benchmark
    public String classifyAMegabyte() {
        return classifier.classify(megabyte);
    }

    @Benchmark
    public Task factsWithoutTokens() {
        return facts.of(auto, null, NOW);
    }
}
