package io.serai.steps.patience;

import io.serai.call.Task;
import io.serai.catalog.Model;
import io.serai.chat.ChatRequest;
import io.serai.routing.DeploymentHealth;
import io.serai.routing.RoutingSettings;
import io.serai.routing.RoutingSettings.Speed;
import io.serai.routing.health.Latencies;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a call usually takes at a deployment, as far as it is known, in milliseconds.
 *
 * @param first           until the first content, in half of the calls
 * @param firstSlow       until the first content, in nearly all calls
 * @param whole           until a whole answer, by what this call asks for
 * @param wholes          how long whole answers took
 * @param tokensPerSecond from the first content on
 * @param tokens          of the answer, at most as far as one can tell
 * @param prompt          more, for a long prompt
 */
record UsualTime(
        double first,
        double firstSlow,
        double whole,
        Latencies wholes,
        double tokensPerSecond,
        double tokens,
        double prompt) {

    /** No wait is called slow that is shorter. */
    static final double SHORTEST = 2_000;

    /** Of a model that the catalogue does not list. */
    private static final Speed UNLISTED = new Speed(Duration.ofMillis(1_500), 40);

    private static final double PROMPT_TOKENS_PER_MILLI = 2;
    /** How much longer than usual answers are that nobody limits. */
    private static final int LONG_ANSWER = 4;

    static UsualTime of(
            @Nullable DeploymentHealth health,
            @Nullable Model model,
            RoutingSettings settings,
            ChatRequest request,
            Task task) {
        Speed expected = model == null ? UNLISTED : settings.speed(model);
        Latencies firsts = health == null ? Latencies.NONE : health.firstTokens();
        Latencies wholes = health == null ? Latencies.NONE : health.wholes();
        double prompt = task.promptTokens() / PROMPT_TOKENS_PER_MILLI;
        double first = firsts.known() ? firsts.p50() : expected.firstToken().toMillis() + prompt;
        double rate =
                health != null && health.rateSamples() > 2 ? health.tokensPerSecond() : expected.tokensPerSecond();
        Integer most = request.sampling().maxOutputTokens();
        double tokens = most == null ? task.outputTokens() : Math.min(most, task.outputTokens());
        double whole = first + tokens * 1_000 / rate;
        return new UsualTime(
                first,
                firsts.known() ? firsts.p95() : 2 * first,
                whole,
                wholes,
                rate,
                most == null ? (double) LONG_ANSWER * task.outputTokens() : most,
                prompt);
    }

    /** A caller who leaves later was kept waiting for longer than usual. */
    double slow(boolean streamed) {
        double usual = streamed ? 3 * first : Math.max(whole, wholes.known() ? 1.25 * wholes.p50() : 0);
        return Math.max(usual, SHORTEST);
    }

    /**
     * A deployment that looks silent is believed to be so then. One that is not known yet is guessed to answer sooner than its
     * price says: most do, and to be wrong costs a second ask.
     */
    double soon(boolean streamed) {
        double usual = streamed
                ? Math.max(2 * first, 1.25 * firstSlow)
                : wholes.known() ? Math.max(whole, 1.25 * wholes.p95()) : 0.6 * whole;
        return Math.max(usual, SHORTEST);
    }
}
