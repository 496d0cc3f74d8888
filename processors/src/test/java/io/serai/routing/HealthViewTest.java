package io.serai.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.routing.health.TakenOut;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HealthViewTest {

    private static final String GPT = "openai/gpt-4o";
    private static final Set<String> LISTED = Set.of(GPT);
    private static final Instant START = Instant.parse("2026-11-23T09:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final InstantSource clock = now::get;
    private final HealthView view = new HealthView(clock, Settings.defaults(), LISTED::contains);

    private DeploymentHealth gpt() {
        return Objects.requireNonNull(view.of(GPT));
    }

    private static ProviderFailure failure(Kind kind, @Nullable Duration retryAfter) {
        return new ProviderFailure(kind, 0, "", null, null, retryAfter);
    }

    @Test
    void knowsNothingOfWhatWasNeverAsked() {
        assertThat(view.of(GPT)).isNull();
        assertThat(view.all()).isEmpty();
    }

    @Test
    void theFirstSampleIsTheFigureAndLaterOnesMoveIt() {
        view.firstToken(GPT, 1000);
        assertThat(gpt().firstTokenMs()).isEqualTo(1000);
        view.firstToken(GPT, 500);
        assertThat(gpt().firstTokenMs()).isEqualTo(900);
        for (int i = 0; i < 40; i++) {
            view.firstToken(GPT, 500);
        }
        assertThat(gpt().firstTokenMs()).isCloseTo(500, within(1.0));
        assertThat(gpt().firstTokenSamples()).isEqualTo(42);
    }

    @Test
    void countsTokensPerSecondFromTheFirstContentOn() {
        view.completed(GPT, 100, 2000);
        assertThat(gpt().tokensPerSecond()).isEqualTo(50);
    }

    @Test
    void takesTheWaitOutOfAWholeAnswersTime() {
        view.firstToken(GPT, 1000);
        view.answered(GPT, 100, 3000);
        assertThat(gpt().tokensPerSecond()).isEqualTo(50);
    }

    @Test
    void shortAnswersAndNoTimeSayNothingAbsurdAboutSpeed() {
        view.completed(GPT, 2, 1);
        assertThat(gpt().rateSamples()).isZero();
        view.completed(GPT, 100, 0);
        assertThat(gpt().tokensPerSecond()).isFinite();
    }

    @Test
    void coolsOffUntilARetryAfterIsDue() {
        view.failed(GPT, failure(Kind.LIMITED, Duration.ofSeconds(20)), START);
        assertThat(gpt().coolingOff(START.plusSeconds(19))).isTrue();
        assertThat(gpt().coolingOff(START.plusSeconds(20))).isFalse();
    }

    @Test
    void neverCoolsOffForLongerThanAnHour() {
        view.failed(GPT, failure(Kind.LIMITED, Duration.ofDays(300_000_000)), START);
        assertThat(gpt().coolingOff(START.plusSeconds(3599))).isTrue();
        assertThat(gpt().coolingOff(START.plusSeconds(3600))).isFalse();
    }

    @Test
    void aShorterRetryAfterDoesNotEndALongerOne() {
        view.failed(GPT, failure(Kind.LIMITED, Duration.ofSeconds(20)), START);
        view.failed(GPT, failure(Kind.LIMITED, null), START);
        assertThat(gpt().coolingOff(START.plusSeconds(19))).isTrue();
    }

    @Test
    void refusedCredentialsCoolOffForTheSetTime() {
        view.failed(GPT, failure(Kind.CREDENTIALS, null), START);
        assertThat(gpt().coolingOff(START.plusSeconds(59))).isTrue();
        assertThat(gpt().coolingOff(START.plusSeconds(60))).isFalse();
        assertThat(gpt().lastFailure()).isEqualTo(Kind.CREDENTIALS);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"CONNECTION", "TIMEOUT", "SERVER", "MALFORMED", "CUT", "STALLED"})
    void countsFailuresUntilASuccess(Kind kind) {
        view.failed(GPT, failure(kind, null), START);
        view.failed(GPT, failure(kind, null), START);
        assertThat(gpt().failures()).isEqualTo(2);
        assertThat(gpt().coolingOff(START)).isFalse();
        view.completed(GPT, 100, 1000);
        assertThat(gpt().failures()).isZero();
        assertThat(gpt().lastFailure()).isNull();
    }

    @Test
    void aRequestThatWasRefusedIsNotTheDeploymentsFault() {
        view.failed(GPT, failure(Kind.REQUEST_REFUSED, null), START);
        view.failed(GPT, failure(Kind.UNSUPPORTED, null), START);
        assertThat(view.of(GPT)).isNull();
    }

    @Test
    void believesAnOpenBreakerForASetTimeUnlessItCloses() {
        view.breaker(GPT, true);
        assertThat(gpt().breakerOpen(START.plusMillis(3_999))).isTrue();
        assertThat(gpt().breakerOpen(START.plusSeconds(4))).isFalse();
        now.set(START.plusSeconds(5));
        view.failed(GPT, failure(Kind.BREAKER_OPEN, null), now.get());
        assertThat(gpt().breakerOpen(now.get())).isTrue();
        view.breaker(GPT, false);
        assertThat(gpt().breakerOpen(now.get())).isFalse();
    }

    @Test
    void meetingAnOpenBreakerMakesItOpenNoLonger() {
        view.breaker(GPT, true);
        now.set(START.plusSeconds(3));
        view.failed(GPT, failure(Kind.BREAKER_OPEN, null), now.get());
        assertThat(gpt().breakerOpen(START.plusSeconds(4))).isFalse();
        view.breaker(GPT, Duration.ZERO);
        assertThat(gpt().breakerOpen(START.plusSeconds(4)))
                .as("one that is on trial lets the next call find out")
                .isFalse();
    }

    @Test
    void believesABreakerThatSaysHowLongItStaysOpen() {
        view.failed(GPT, failure(Kind.BREAKER_OPEN, Duration.ofSeconds(3)), START);
        assertThat(gpt().breakerOpen(START.plusSeconds(2))).isTrue();
        assertThat(gpt().breakerOpen(START.plusSeconds(3))).isFalse();
    }

    @Test
    void aLimitIsNoFailure() {
        for (int i = 0; i < 10; i++) {
            view.failed(GPT, failure(Kind.LIMITED, Duration.ofSeconds(1)), START);
        }
        assertThat(gpt().failures()).isZero();
        assertThat(gpt().recent().errorRate()).isZero();
        assertThat(Objects.requireNonNull(gpt().last()).kind()).isEqualTo(Kind.LIMITED);
    }

    @Test
    void pausesAfterLimitsGrowUntilAnAnswerAndCallsUnderWayAreNoneOfTheirOwn() {
        assertThat(pausesOf(null, 8))
                .containsExactly(2_000L, 4_000L, 8_000L, 16_000L, 32_000L, 60_000L, 60_000L, 60_000L);
        view.completed(GPT, 100, 1000);
        assertThat(pausesOf(null, 1)).containsExactly(2_000L);
    }

    @Test
    void aSecondLimitMakesTheAskedPauseLonger() {
        assertThat(pausesOf(Duration.ofSeconds(3), 3)).containsExactly(3_000L, 4_500L, 9_000L);
    }

    /** Chance is at its middle: no jitter where a pause may be shorter or longer, an eighth where it may only be longer. */
    private List<Long> pausesOf(@Nullable Duration asked, int times) {
        HealthView even = new HealthView(clock, Settings.defaults(), LISTED::contains, () -> 0.5);
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            Instant at = now.get();
            even.failed(GPT, failure(Kind.LIMITED, asked), at);
            even.failed(GPT, failure(Kind.LIMITED, asked), at);
            Instant until =
                    Objects.requireNonNull(Objects.requireNonNull(even.of(GPT)).outUntil());
            pauses.add(Duration.between(at, until).toMillis());
            now.set(until.plusSeconds(1));
        }
        return pauses;
    }

    @Test
    void knowsTheQuantilesOfTheLatestCalls() {
        for (int i = 1; i <= 64; i++) {
            view.firstToken(GPT, 10_000);
        }
        for (int i = 1; i <= 65; i++) {
            view.firstToken(GPT, i);
            view.answered(GPT, 100, 2L * i);
        }
        assertThat(gpt().firstTokens().p50()).isBetween(32, 34);
        assertThat(gpt().firstTokens().p99()).isBetween(63, 65);
        assertThat(gpt().firstTokens().samples()).isEqualTo(64);
        assertThat(gpt().wholes().p95()).isBetween(120, 126);
    }

    @Test
    void theErrorRateIsOfTheLatestAttempts() {
        for (int i = 0; i < 50; i++) {
            view.failed(GPT, failure(Kind.SERVER, null), START);
        }
        assertThat(gpt().recent().errorRate()).isEqualTo(1);
        for (int i = 0; i < 24; i++) {
            view.completed(GPT, 100, 1000);
        }
        assertThat(gpt().recent().errorRate()).isEqualTo(0.25);
        assertThat(gpt().recent().tries(1)).isBetween(1.2, 1.4);
        assertThat(gpt().recent().tries(0)).isEqualTo(1);
        assertThat(gpt().last()).isNotNull();
    }

    @Test
    void silenceIsProbationUntilAnAnswerOrAnotherFailure() {
        view.failed(GPT, failure(Kind.TIMEOUT, null), START);
        view.failed(GPT, failure(Kind.STALLED, null), START);
        assertThat(gpt().onProbation()).isTrue();
        assertThat(gpt().silences()).isEqualTo(2);
        view.failed(GPT, failure(Kind.SERVER, null), START);
        assertThat(gpt().onProbation()).isFalse();
    }

    @Test
    void whatAPersonTookOutStaysOutUntilItIsDueOrPutBack() {
        view.takeOut(GPT, new TakenOut("bad answers", START, START.plusSeconds(60)));
        assertThat(gpt().takenOut(START.plusSeconds(59))).isNotNull();
        assertThat(gpt().takenOut(START.plusSeconds(60))).isNull();
        view.failed(GPT, failure(Kind.CREDENTIALS, null), START);
        view.putBack(GPT);
        assertThat(gpt().takenOut(START)).isNull();
        assertThat(gpt().coolingOff(START)).isFalse();
    }

    @Test
    void aSnapshotDoesNotMove() {
        view.firstToken(GPT, 1000);
        Health snapshot = view.snapshot();
        view.firstToken(GPT, 9000);
        assertThat(Objects.requireNonNull(snapshot.of(GPT)).firstTokenMs()).isEqualTo(1000);
    }

    @Test
    void forgetsTheDeploymentThatWasIdleLongest() {
        for (int i = 0; i <= HealthView.MOST; i++) {
            now.set(START.plusMillis(i));
            view.firstToken("openai/name-" + i, 100);
        }
        assertThat(view.all()).hasSize(HealthView.MOST);
        assertThat(view.of("openai/name-0")).isNull();
        assertThat(view.of("openai/name-1")).isNotNull();
    }

    @Test
    void namesThatACallerMadeUpMakeNoListedModelForgotten() {
        view.failed(GPT, failure(Kind.CREDENTIALS, null), START);
        for (int i = 0; i < HealthView.MOST + 50; i++) {
            now.set(START.plusMillis(1 + i));
            view.firstToken("openai/made-up-" + i, 100);
        }
        assertThat(view.all()).hasSize(HealthView.MOST);
        assertThat(gpt().coolingOff(START.plusSeconds(1))).isTrue();
    }

    @Test
    void losesNoSampleOfManyThreads() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 2_000; i++) {
                    view.firstToken(GPT, 100);
                    view.failed(GPT, failure(Kind.SERVER, null), START);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(gpt().firstTokenSamples()).isEqualTo(8_000);
        assertThat(gpt().failures()).isEqualTo(8_000);
        assertThat(gpt().firstTokenMs()).isCloseTo(100, within(0.001));
    }
}
