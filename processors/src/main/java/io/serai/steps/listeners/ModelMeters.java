package io.serai.steps.listeners;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.serai.call.ProviderFailure;
import io.serai.call.UsageRecord;
import io.serai.usage.TokenClass;
import io.serai.usage.Usage;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The meters of one model at one provider, made once, so that a call finds them without making names.
 *
 * <p>Names and buckets are those of OpenTelemetry's conventions for generative AI, where they have one.
 */
final class ModelMeters {

    private static final TokenClass[] CLASSES = TokenClass.values();

    private final MeterRegistry registry;
    private final String provider;
    private final String model;
    private final Tags tags;
    private final Timer answered;
    /** Those that ended otherwise, by what stands in the tag. */
    private final Map<String, Timer> others = new ConcurrentHashMap<>();

    private final Timer firstChunk;
    private final DistributionSummary input;
    private final DistributionSummary output;
    private final Map<TokenClass, Counter> tokens = new ConcurrentHashMap<>();
    private final Counter cost;

    ModelMeters(MeterRegistry registry, String provider, String model) {
        this.registry = registry;
        this.provider = provider;
        this.model = model;
        this.tags = Tags.of(
                "gen_ai.operation.name", "chat", "gen_ai.provider.name", provider, "gen_ai.request.model", model);
        this.answered = attempts("none");
        this.firstChunk = Timer.builder("gen_ai.client.operation.time_to_first_chunk")
                .description("From asking a provider for a stream to its first content")
                .tags(tags)
                .serviceLevelObjectives(Buckets.FIRST)
                .register(registry);
        this.input = usage("input");
        this.output = usage("output");
        this.cost = Counter.builder("serai.cost.usd")
                .description("Cost of all that was billed, in US dollars")
                .tags("provider", provider, "model", model)
                .register(registry);
    }

    private Timer attempts(String error) {
        return Timer.builder("gen_ai.client.operation.duration")
                .description("From asking a provider to the end of its answer")
                .tags(tags)
                .tag("error.type", error)
                .serviceLevelObjectives(Buckets.DURATION)
                .register(registry);
    }

    private DistributionSummary usage(String type) {
        return DistributionSummary.builder("gen_ai.client.token.usage")
                .description("Tokens of an attempt: all of its prompt, all of its answer")
                .tags(tags)
                .tag("gen_ai.token.type", type)
                .serviceLevelObjectives(Buckets.TOKENS)
                .register(registry);
    }

    /** False where an edit has moved the model to another provider. */
    boolean isOf(String name) {
        return provider.equals(name);
    }

    private Counter tokens(TokenClass kind) {
        return Counter.builder("serai.tokens")
                .description("Tokens billed, by classes that do not overlap")
                .tags("provider", provider, "model", model, "class", kind.label())
                .register(registry);
    }

    Timer answered() {
        return answered;
    }

    Timer left() {
        return others.computeIfAbsent("left", this::attempts);
    }

    Timer failed(ProviderFailure.Kind kind) {
        return others.computeIfAbsent(kind.name().toLowerCase(Locale.ROOT), this::attempts);
    }

    Timer firstChunk() {
        return firstChunk;
    }

    void billed(UsageRecord record) {
        Usage usage = record.usage();
        input.record(usage.promptTotal());
        output.record(usage.completionTotal());
        for (TokenClass kind : CLASSES) {
            long count = usage.tokens(kind);
            if (count > 0) {
                tokens.computeIfAbsent(kind, this::tokens).increment(count);
            }
        }
        cost.increment(record.cost().usd().doubleValue());
    }
}
