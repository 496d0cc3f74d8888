package io.serai.steps.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.serai.call.ProviderFailure;
import io.serai.catalog.Tokenizer;
import io.serai.routing.Health;
import io.serai.routing.Settings;
import io.serai.routing.retry.NextMove;
import io.serai.steps.call.Slot;
import io.serai.steps.patience.AnswerLimits;
import io.serai.steps.patience.Patience;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class NextAttemptStepTest {

    private final NextAttemptStep next = new NextAttemptStep(
            AttemptFailedStepTest.connections(),
            new Tokenizer(),
            Health.UNKNOWN,
            AttemptFailedStepTest.POLICY,
            new AnswerLimits(
                    candidate -> new Patience(
                            Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5)),
                    candidate -> null,
                    Health.UNKNOWN,
                    Settings.of(Map.of()),
                    InstantSource.system()),
            InstantSource.system());

    @Test
    void asksTheBestCandidateThatWasNotAskedYet() {
        try (AskedCall call = new AskedCall().admitted("one", "two").asking()) {
            call.attempts()
                    .failed(
                            new ProviderFailure(ProviderFailure.Kind.SERVER, "boom"),
                            trail -> new NextMove.MoveOn(Objects.requireNonNull(trail.next())));
            // Its provider is not in the catalogue, which is known only when it is looked for: the attempt has begun by
            // then.
            assertThatExceptionOfType(ProviderFailure.class)
                    .isThrownBy(() -> next.process(call.exchange))
                    .withMessageContaining("left the catalogue");

            assertThat(Slot.ATTEMPT.of(call.exchange).candidate().model()).isEqualTo("two");
            assertThat(Slot.ATTEMPT.of(call.exchange).number()).isEqualTo(2);
            assertThat(Slot.UPSTREAM.of(call.exchange)).isEqualTo("two");
            assertThat(call.attempts().running().candidate().model()).isEqualTo("two");
        }
    }

    @Test
    void endsTheLoopWhereNoneIsLeft() {
        try (AskedCall call = new AskedCall().admitted("one").asking()) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> next.process(call.exchange))
                    .withMessageContaining("attemptFailed");
            assertThat(Slot.UNANSWERED.of(call.exchange)).isFalse();
        }
    }
}
