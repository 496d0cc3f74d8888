package io.serai.routing;

import io.serai.call.Decision.Rejected;
import io.serai.call.Preference;
import io.serai.call.Task;
import io.serai.catalog.Model;
import io.serai.catalog.Price;
import io.serai.routing.health.TakenOut;
import io.serai.routing.preference.NamePatterns;
import io.serai.usage.Money;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Looks at deployments for one call: who is unable, who is beyond the rule's limits, and what the others would cost and take. */
final class CandidateFilter {

    /** Tokens are counted by a common tokenizer, so a model the caller named is refused only where the count is far beyond. */
    private static final double DOUBT = 1.25;

    /** Samples from which on live figures count fully. */
    private static final double ENOUGH = 3;

    private static final BigDecimal MOST_PICOS = BigDecimal.valueOf(Long.MAX_VALUE);

    private final DecisionInput input;
    private final RoutingSettings settings;
    private final Task task;
    private final int needs;
    private final long now;
    private final long ceiling;

    CandidateFilter(DecisionInput input, RoutingSettings settings) {
        this.input = input;
        this.settings = settings;
        this.task = input.task();
        this.needs = Deployment.bits(task.needs());
        this.now = input.at().toEpochMilli();
        Money most = input.preference().maxCost();
        this.ceiling = most == null
                ? Long.MAX_VALUE
                : most.usd().movePointRight(12).min(MOST_PICOS).longValue();
    }

    /** Why a model the caller named cannot be asked, or null. */
    @Nullable
    Rejected namedUnable(Deployment deployment) {
        if (deployment.unusable != null) {
            return deployment.unusable;
        }
        if (!deployment.can(needs)) {
            return deployment.rejected(deployment.lacks(deployment.lacking(needs)), false);
        }
        int window = deployment.model.contextWindow();
        return task.promptTokens() > window * DOUBT
                ? deployment.rejected(tooLong(window, task.promptTokens() + " tokens of prompt"), false)
                : null;
    }

    /** Why a model cannot or may not be asked for {@code auto}, or null. */
    @Nullable
    Rejected unable(Deployment deployment, boolean simulated) {
        if (!simulated && deployment.model.provider().simulated()) {
            return deployment.rejected("simulated, and real providers are set up", false);
        }
        if (deployment.unusable != null) {
            return deployment.unusable;
        }
        String excluded = excluded(deployment.model);
        if (excluded != null) {
            return deployment.rejected(excluded, false);
        }
        if (!deployment.can(needs)) {
            return deployment.rejected(deployment.lacks(deployment.lacking(needs)), false);
        }
        return tooSmall(deployment);
    }

    private @Nullable String excluded(Model model) {
        List<String> keyMay = input.caller().models();
        if (!keyMay.isEmpty() && !keyMay.contains("auto") && !NamePatterns.allow(keyMay, model)) {
            return "the key may not use it";
        }
        Preference preference = input.preference();
        if (!NamePatterns.allow(preference.models(), model)) {
            return "not among the rule's models";
        }
        List<String> providers = preference.providers();
        return providers.isEmpty() || providers.contains(model.provider().name())
                ? null
                : "not among the rule's providers";
    }

    private @Nullable Rejected tooSmall(Deployment deployment) {
        Integer most = input.request().sampling().maxOutputTokens();
        int maxOutput = deployment.model.maxOutput();
        if (most != null && most > maxOutput) {
            return deployment.rejected("answers at most " + maxOutput + " tokens, " + most + " are asked", false);
        }
        int window = deployment.model.contextWindow();
        long answer = most == null ? Math.min(task.outputTokens(), maxOutput) : most;
        return task.promptTokens() + answer > window
                ? deployment.rejected(
                        tooLong(window, task.promptTokens() + " tokens of prompt and " + answer + " of answer"), false)
                : null;
    }

    private static String tooLong(int window, String needed) {
        return "context of " + window + " tokens is too small for " + needed;
    }

    /** The figures by which an able deployment is compared. */
    ScoredDeployment option(Deployment deployment) {
        DeploymentHealth health = input.health().of(deployment.name);
        Price price = deployment.model.prices().at(input.at());
        double millis = millis(deployment, health);
        return new ScoredDeployment(
                deployment,
                price.estimate(task.promptTokens(), task.outputTokens()),
                deployment.model.quality(task.type()),
                millis,
                Ranking.pace(millis),
                lot(deployment),
                health == null ? null : resting(health),
                health != null && health.takenOut(input.at()) != null);
    }

    private long lot(Deployment deployment) {
        long lot = (input.seed() ^ deployment.name.hashCode()) * 0x9E3779B97F4A7C15L;
        return (lot ^ lot >>> 32) * 0xBF58476D1CE4E5B9L;
    }

    /**
     * Milliseconds to the end of the answer: the figures expected of the deployment, moved towards the live ones as far as
     * those are many and fresh, for as many tries as its error rate makes likely.
     */
    private double millis(Deployment deployment, @Nullable DeploymentHealth health) {
        double wait = deployment.usualFirstToken;
        double rate = deployment.usualRate;
        double tries = 1;
        if (health != null) {
            double age = Math.max(now - health.updated().toEpochMilli(), 0);
            double fresh = Math.max(1 - age / settings.figuresFade().toMillis(), 0);
            wait += (health.firstTokenMs() - wait) * fresh * Math.min(health.firstTokenSamples() / ENOUGH, 1);
            rate += (health.tokensPerSecond() - rate) * fresh * Math.min(health.rateSamples() / ENOUGH, 1);
            tries = health.recent().tries(fresh);
        }
        return (wait + task.outputTokens() * 1_000.0 / rate) * tries;
    }

    private @Nullable String resting(DeploymentHealth health) {
        TakenOut takenOut = health.takenOut(input.at());
        if (takenOut != null) {
            return "taken out by an operator: " + takenOut.reason();
        }
        if (health.breakerOpen(input.at())) {
            return "circuit breaker open";
        }
        return health.coolingOff(input.at())
                ? (health.outFor() == null ? "left alone" : health.outFor().words()) + ", resting until "
                        + health.outUntil()
                : null;
    }

    /** Why an option is not what the rule wants, or null. */
    @Nullable
    Rejected beyondLimits(ScoredDeployment option) {
        if (option.takenOut) { // whom nobody named is not even a last resort while a person keeps it out
            return option.deployment.rejected(Objects.requireNonNull(option.resting), false);
        }
        Preference preference = input.preference();
        Double least = preference.minQuality();
        if (least != null && option.quality < least) {
            return option.deployment.rejected("quality " + option.quality + " is below " + least, false);
        }
        if (option.picos > ceiling) {
            return option.deployment.rejected(
                    "estimate $" + Price.money(option.picos) + " is above $" + preference.maxCost(), false);
        }
        Duration longest = preference.maxLatency();
        return longest != null && option.millis > longest.toMillis()
                ? option.deployment.rejected(
                        "expected " + (long) option.millis + " ms is above " + longest.toMillis() + " ms", true)
                : null;
    }
}
