package io.serai.routing.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.call.Attempt;
import io.serai.call.Candidate;
import io.serai.call.FailedAttempt;
import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.call.Trail;
import io.serai.routing.HealthView;
import io.serai.routing.Settings;
import io.serai.usage.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FirstBackTest {

    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final Candidate ONE = candidate("one");
    private static final Candidate TWO = candidate("two");

    private final HealthView health = new HealthView(() -> NOW, Settings.of(Map.of()), name -> true);

    @Test
    void whoMayBeAskedIsAskedInOrder() {
        assertThat(FirstBack.of(new Trail(List.of(ONE, TWO), List.of()), health, NOW))
                .isNull();
        fails(ONE, Kind.SERVER, Duration.ofSeconds(9));
        assertThat(FirstBack.of(new Trail(List.of(ONE, TWO), List.of()), health, NOW))
                .isNull();
    }

    @Test
    void whereAllLimitUsTheFirstThatComesBackIsWaitedFor() {
        fails(ONE, Kind.LIMITED, Duration.ofSeconds(9));
        assertThat(FirstBack.of(new Trail(List.of(ONE, TWO), List.of()), health, NOW))
                .isEqualTo(new FirstBack(TWO, Duration.ZERO));

        fails(TWO, Kind.LIMITED, Duration.ofSeconds(4));
        assertThat(FirstBack.of(new Trail(List.of(ONE, TWO), List.of()), health, NOW))
                .isEqualTo(new FirstBack(TWO, Duration.ofSeconds(4)));
        assertThat(FirstBack.of(new Trail(List.of(ONE, TWO), List.of()), health, NOW.plusSeconds(10)))
                .isNull();
    }

    /** The call has waited for it by then as long as it was worth. */
    @Test
    void whoWasAskedBeforeIsAskedAgain() {
        fails(ONE, Kind.LIMITED, Duration.ofSeconds(9));
        FailedAttempt asked = new FailedAttempt(
                new Attempt(1, ONE, NOW), new ProviderFailure(Kind.LIMITED, "no"), Duration.ofMillis(5));

        assertThat(FirstBack.of(new Trail(List.of(ONE), List.of(asked)), health, NOW))
                .isNull();
    }

    private void fails(Candidate candidate, Kind kind, Duration wait) {
        health.failed(candidate.deployment(), new ProviderFailure(kind, 429, "no", null, null, wait), NOW);
    }

    private static Candidate candidate(String model) {
        return new Candidate(model, "a", model, "openai-chat-sink", true, 0, Money.ZERO, "first");
    }
}
