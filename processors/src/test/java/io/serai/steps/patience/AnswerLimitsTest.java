package io.serai.steps.patience;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.call.Candidate;
import io.serai.call.Task;
import io.serai.catalog.Catalog;
import io.serai.routing.Catalogs;
import io.serai.routing.HealthView;
import io.serai.routing.Requests;
import io.serai.routing.Settings;
import io.serai.steps.call.Calls;
import io.serai.steps.call.RunningAttempt;
import io.serai.usage.Money;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an attempt gets of the configured limits, and when it is given up before. */
class AnswerLimitsTest {

    private static final Patience DEFAULTS = new Patience(seconds(300), seconds(15), seconds(10), seconds(10));

    private final Catalog catalog = Catalogs.with()
            .provider("a", "openai")
            .model("plain", "a", "1", "2", 0.5)
            .model("thinker", "a", "1", "2", 0.5, "reasoning: true; features: [tools]")
            .build();
    private final HealthView health = new HealthView(InstantSource.system(), Settings.of(Map.of()), name -> true);
    private final AnswerLimits limits = new AnswerLimits(
            candidate -> DEFAULTS,
            candidate -> catalog.find(candidate.model()),
            health,
            Settings.of(Map.of()),
            InstantSource.system());
    private final Calls calls = new Calls();

    @AfterEach
    void close() {
        calls.close();
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis((long) (seconds * 1_000));
    }

    private RunningAttempt.Limits of(String model, boolean streamed, int promptTokens, @Nullable Integer most) {
        Candidate candidate = new Candidate(model, "a", model, "openai-chat-sink", true, 0, Money.ZERO, "first");
        RunningAttempt attempt = streamed ? calls.streamed(candidate) : calls.attempt(candidate);
        Task task = new Task("general", false, promptTokens, 300, Set.of(), 12, DayOfWeek.MONDAY, false, Map.of());
        Requests request = Requests.model(model);
        limits.set(attempt, (most == null ? request : request.maxOutput(most)).build(), task, true);
        return attempt.limits();
    }

    @Test
    void aPlainCallGetsWhatIsConfigured() {
        RunningAttempt.Limits given = of("plain", true, 0, null);
        assertThat(given.answer()).isEqualTo(seconds(15));
        assertThat(given.firstToken()).isEqualTo(seconds(10));
        assertThat(given.idle()).isEqualTo(seconds(10));
        assertThat(given.slow()).isEqualTo(seconds(2));
    }

    @Test
    void modelsThatThinkAndLongPromptsGetMore() {
        assertThat(of("thinker", true, 0, null).firstToken()).isEqualTo(seconds(40));
        assertThat(of("plain", true, 40_000, null).firstToken()).isEqualTo(seconds(30));
        assertThat(of("thinker", true, 0, null).slow()).isEqualTo(seconds(7.5));
    }

    @Test
    void aWholeAnswerGetsWhatItsLengthTakesAtASlowRate() {
        assertThat(of("plain", false, 0, null).answer())
                .as("1,200 tokens at half of 100 a second")
                .isEqualTo(seconds(15 + 24));
        assertThat(of("plain", false, 0, 50).answer()).isEqualTo(seconds(16));
        assertThat(of("plain", false, 0, 100_000).answer()).isEqualTo(seconds(300));
    }

    @Test
    void aDeploymentThatWasSeenToNeedLongerGetsLongerWithinBounds() {
        for (int i = 0; i < 10; i++) {
            health.firstToken("a/plain", 8_000);
        }
        assertThat(of("plain", true, 0, null).firstToken()).isEqualTo(seconds(16));
        assertThat(of("plain", true, 0, null).slow()).isEqualTo(seconds(24));
        for (int i = 0; i < 64; i++) {
            health.firstToken("a/plain", 90_000);
        }
        assertThat(of("plain", true, 0, null).firstToken()).isEqualTo(seconds(40));
    }

    @Test
    void aFastDeploymentGetsNoLessThanIsConfiguredAndIsSlowSooner() {
        for (int i = 0; i < 10; i++) {
            health.firstToken("a/plain", 100);
            health.answered("a/plain", 300, 1_000);
        }
        assertThat(of("plain", true, 0, null).firstToken()).isEqualTo(seconds(10));
        assertThat(of("plain", false, 0, null).slow()).isEqualTo(seconds(2));
    }

    @Test
    void aWaitIsNotHopelessBeforeItIsLong() {
        assertThat(of("plain", true, 0, null).hopeless().getAsBoolean()).isFalse();
    }
}
