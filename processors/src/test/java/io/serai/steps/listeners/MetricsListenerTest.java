package io.serai.steps.listeners;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serai.call.Candidate;
import io.serai.live.swap.Breaker;
import io.serai.steps.call.ListenedCall;
import io.serai.usage.Usage;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one call leaves in the meters. */
class MetricsListenerTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Breaker.State state = Breaker.State.CLOSED;
    private final MetricsListener metrics = new MetricsListener(registry, candidate -> Optional.of(new Known()));
    private final ListenedCall calls = new ListenedCall(metrics, metrics);

    @AfterEach
    void stop() {
        calls.close();
    }

    @Test
    void anAnswerIsCountedOnceWithItsTokensAndItsCost() {
        calls.answers(calls.candidate("m", true), Usage.of(100, 7));

        assertThat(registry.get("serai.calls")
                        .tags("outcome", "ok", "model", "m")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("serai.tokens")
                        .tags("class", "input", "model", "m")
                        .counter()
                        .count())
                .isEqualTo(100);
        assertThat(registry.get("serai.cost.usd").tags("model", "m").counter().count())
                .isPositive();
        assertThat(registry.get("gen_ai.client.operation.duration")
                        .tags("error.type", "none")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aModelThatMovesToAnotherProviderHasMetersOfItsOwnThere() {
        calls.answers(calls.candidate("m", true), Usage.of(1, 1));
        Candidate moved = calls.candidate("m", "b", true);
        calls.answers(moved, Usage.of(1, 1));

        assertThat(registry.get("serai.cost.usd").tags("model", "m").counters())
                .extracting(counter -> counter.getId().getTag("provider"))
                .containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void unlistedNamesAreOneModel() {
        calls.answers(calls.candidate("made-up", false), Usage.of(1, 1));
        int meters = registry.getMeters().size();
        for (int i = 0; i < 1_000; i++) {
            calls.answers(calls.candidate("made-up-" + i, false), Usage.of(1, 1));
        }
        assertThat(registry.get("serai.cost.usd").counters())
                .singleElement()
                .satisfies(
                        counter -> assertThat(counter.getId().getTag("model")).isEqualTo("unlisted"));
        assertThat(registry.getMeters()).hasSize(meters);
    }

    @Test
    void aBreakerIsReadWhenSomebodyLooks() {
        calls.answers(calls.candidate("m", true), Usage.of(1, 1));
        state = Breaker.State.OPEN;
        assertThat(registry.get("serai.breaker.open").gauge().value()).isEqualTo(1);
        state = Breaker.State.HALF_OPEN;
        assertThat(registry.get("serai.breaker.open").gauge().value()).isEqualTo(0.5);
    }

    private final class Known implements Breaker {
        @Override
        public State state() {
            return state;
        }

        @Override
        public Duration openFor() {
            return Duration.ofSeconds(15);
        }

        @Override
        public void open() {}

        @Override
        public float failureRate() {
            return -1;
        }

        @Override
        public void failed(Duration after, Throwable reason) {}

        @Override
        public void succeeded(Duration after) {}
    }
}
