package io.serai.steps.patience;

import io.serai.call.Candidate;
import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.call.Task;
import io.serai.catalog.Model;
import io.serai.chat.ChatRequest;
import io.serai.routing.DeploymentHealth;
import io.serai.routing.Health;
import io.serai.routing.RoutingSettings;
import io.serai.steps.call.Call;
import io.serai.steps.call.RunningAttempt;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How long each attempt may take: what is configured, more for models that think and for long prompts and answers, and more
 * for a deployment that was seen to need it.
 *
 * <p>A silence that is longer than usual is believed to be a fault long before its limit: where others are left to ask, only
 * two calls at a time go on waiting at a deployment that answers nobody, and none where silence was the last that was heard of
 * it. The rest move on. So a deployment that falls silent takes few callers with it, and a trial none.
 */
public final class AnswerLimits {

    private static final int REASONING = 4;
    /** A deployment that was seen to be slow gets as many times the configured limit, at most. */
    private static final int MOST_TIMES = 4;

    private static final double LEAST_TOKENS_PER_SECOND = 10;

    private final Function<Candidate, Patience> configured;
    private final Function<Candidate, @Nullable Model> models;
    private final Health health;
    private final RoutingSettings settings;
    private final Pioneers pioneers = new Pioneers();
    private final InstantSource clock;

    public AnswerLimits(
            Function<Candidate, Patience> configured,
            Function<Candidate, @Nullable Model> models,
            Health health,
            RoutingSettings settings,
            InstantSource clock) {
        this.configured = configured;
        this.models = models;
        this.health = health;
        this.settings = settings;
        this.clock = clock;
    }

    /** @param othersLeft whether somebody else can be asked when this attempt fails */
    public void set(RunningAttempt attempt, ChatRequest request, Task task, boolean othersLeft) {
        Candidate candidate = attempt.candidate();
        Patience patience = configured.apply(candidate);
        Model model = models.apply(candidate);
        DeploymentHealth known = health.of(candidate.deployment());
        UsualTime usual = UsualTime.of(known, model, settings, request, task);
        int thinks = model != null && model.reasoning() ? REASONING : 1;
        double firstByte = limit(patience.firstByte(), thinks, usual, known);
        double firstToken = limit(patience.firstToken(), thinks, usual, known);
        long soon = (long) usual.soon(attempt.streamed());
        attempt.limited(new RunningAttempt.Limits(
                millis(attempt.streamed() ? firstByte : whole(patience, firstByte, thinks, usual, known)),
                millis(firstToken),
                patience.idle(),
                millis(usual.slow(attempt.streamed())),
                othersLeft ? () -> isHopeless(attempt, soon) : () -> false));
    }

    private static double limit(Duration base, int thinks, UsualTime usual, @Nullable DeploymentHealth known) {
        double configured = base.toMillis();
        double seen = known == null || !known.firstTokens().known()
                ? 0
                : Math.min(2.0 * known.firstTokens().p99(), MOST_TIMES * configured);
        return Math.max(configured * thinks + usual.prompt(), seen);
    }

    private static double whole(
            Patience patience, double firstByte, int thinks, UsualTime usual, @Nullable DeploymentHealth known) {
        double rate = Math.max(usual.tokensPerSecond() / 2, LEAST_TOKENS_PER_SECOND);
        double seen = known == null || !known.wholes().known()
                ? 0
                : 2.0 * known.wholes().p99();
        double most = patience.whole().toMillis();
        return Math.clamp(
                Math.max(firstByte + thinks * usual.tokens() * 1_000 / rate, seen), Math.min(firstByte, most), most);
    }

    private static Duration millis(double millis) {
        return Duration.ofMillis((long) millis);
    }

    /** Asked again and again while the attempt waits for its first content. */
    private boolean isHopeless(RunningAttempt attempt, long soonMillis) {
        if (attempt.millis() < soonMillis) {
            return false;
        }
        String deployment = attempt.candidate().deployment();
        DeploymentHealth known = health.of(deployment);
        if (known != null && known.onProbation()) {
            return true;
        }
        boolean alive = known != null
                && known.aliveAt() != null
                && clock.millis() - known.aliveAt().toEpochMilli() < soonMillis;
        return !alive && !pioneers.admit(deployment, attempt);
    }

    /** An attempt has ended. */
    public void ended(RunningAttempt attempt) {
        pioneers.ended(attempt);
    }

    /**
     * What the leaving of its caller says of the deployment where nothing of the answer is there.
     *
     * @return null where it says nothing
     */
    public @Nullable ProviderFailure leftTooLate(RunningAttempt attempt) {
        return attempt.nanos() < attempt.limits().slow().toNanos()
                ? null
                : new ProviderFailure(
                        Kind.TIMEOUT, "its caller left after " + seconds(attempt.nanos()) + " without an answer");
    }

    /** What it says whenever the caller leaves; null where it says nothing. */
    public @Nullable ProviderFailure leftTooLate(Call call, RunningAttempt attempt) {
        if (!attempt.begun()) {
            return leftTooLate(attempt);
        }
        long silent = call.deadline().hungUp() ? call.deadline().lastWaitNanos() : 0;
        return silent < Math.max(attempt.limits().idle().toNanos() / 2, (long) UsualTime.SHORTEST * 1_000_000)
                ? null
                : new ProviderFailure(Kind.STALLED, "its caller left after " + seconds(silent) + " of silence");
    }

    private static String seconds(long nanos) {
        return Math.round(nanos / 1e9) + " s";
    }
}
