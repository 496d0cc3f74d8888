package io.serai.routing.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.call.Attempt;
import io.serai.call.Candidate;
import io.serai.call.FailedAttempt;
import io.serai.call.GatewayError;
import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.call.Trail;
import io.serai.routing.retry.NextMove.Again;
import io.serai.routing.retry.NextMove.GiveUp;
import io.serai.routing.retry.NextMove.MoveOn;
import io.serai.routing.retry.RetryDecision.Conditions;
import io.serai.usage.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryDecisionTest {

    private static final Candidate FIRST = candidate("a/one", 8_000);
    private static final Candidate SECOND = candidate("b/two", 8_000);
    private static final Candidate LARGE = candidate("c/large", 100_000);
    private static final RetryPolicy POLICY = new RetryPolicy(
            2, Duration.ofSeconds(3), Duration.ofSeconds(30), Duration.ofMillis(200), Duration.ofSeconds(1));
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final Duration TOOK = Duration.ofMillis(5);
    /** Half luck changes no pause by a quarter. */
    private static final Conditions QUIET = new Conditions(NOW, Duration.ofDays(1), false, 0.5);

    /**
     * The policy as a table: what failed, at the first or the second time, with another model left or not, and what comes next.
     *
     * <p>{@code again 200} asks the same deployment after so many milliseconds.
     */
    @ParameterizedTest(name = "{0} {1} retry-after={2} asks={3} others={4}: {5}")
    @CsvSource({
        // A limit: a short wait is better than another model, a longer one is not; nobody else: as long as is bearable.
        "LIMITED,     429, 2000,  1, yes, again 2100",
        "LIMITED,     429, 2000,  2, yes, on",
        "LIMITED,     429, 5000,  1, yes, on",
        "LIMITED,     429, -,     1, yes, again 1000",
        "LIMITED,     429, 5000,  1, no,  again 5100",
        "LIMITED,     429, 40000, 1, no,  429 after 40000",
        "LIMITED,     429, 2000,  2, no,  429 after 2000",
        "LIMITED,     429, -,     1, no,  again 1000",
        "LIMITED,     429, -,     2, no,  429 after 1000",
        // What passes is asked once more at the same deployment.
        "SERVER,      500, -,     1, yes, again 200",
        "SERVER,      500, -,     2, yes, on",
        "SERVER,      502, -,     1, no,  again 200",
        "SERVER,      500, -,     2, no,  502",
        "CONNECTION,  0,   -,     1, yes, again 0",
        "CONNECTION,  0,   -,     2, yes, on",
        "CONNECTION,  0,   -,     2, no,  502",
        // What says of itself that it lasts is not, where somebody else is left.
        "SERVER,      503, -,     1, yes, on",
        "SERVER,      529, -,     1, yes, on",
        "SERVER,      503, -,     1, no,  again 200",
        "SERVER,      503, 7000,  1, no,  again 7100",
        "SERVER,      503, 7000,  2, no,  503 after 7000",
        "SERVER,      529, -,     2, no,  503",
        // Who was silent is not asked again in the same call.
        "TIMEOUT,     0,   -,     1, yes, on",
        "TIMEOUT,     0,   -,     1, no,  504",
        "STALLED,     0,   -,     1, no,  502",
        // An answer that is none.
        "MALFORMED,   200, -,     1, yes, on",
        "MALFORMED,   200, -,     1, no,  again 0",
        "MALFORMED,   200, -,     2, no,  502",
        "CUT,         0,   -,     1, yes, on",
        // Our account and the model's name stay as they are.
        "CREDENTIALS, 401, -,     1, yes, on",
        "CREDENTIALS, 401, -,     1, no,  502 for good",
        "NO_SUCH_MODEL, 404, -,   1, no,  502 for good",
        // A breaker says when it lets a call through.
        "BREAKER_OPEN, 0,  4000,  1, yes, on",
        "BREAKER_OPEN, 0,  4000,  1, no,  again 4100",
        "BREAKER_OPEN, 0,  4000,  2, no,  503 after 4000",
        // What is in the request.
        "REQUEST_REFUSED, 422, -, 1, yes, 422",
        "REQUEST_REFUSED, 429, -, 1, yes, 413",
        "UNSUPPORTED,  0,  -,     1, yes, on",
        "UNSUPPORTED,  0,  -,     1, no,  400",
        "TOO_LONG,     400, -,    1, yes, 400",
        "TOO_LONG,     400, -,    1, no,  400",
    })
    void table(Kind kind, int status, String retryAfter, int asks, String others, String move) {
        FailedAttempt[] failed = new FailedAttempt[asks];
        for (int i = 0; i < asks; i++) {
            failed[i] = failed(FIRST, kind, status, millis(retryAfter));
        }
        assertThat(words(RetryDecision.after(
                        trail(others.equals("yes") ? List.of(SECOND) : List.of(), failed), POLICY, QUIET)))
                .isEqualTo(move);
    }

    private static String words(NextMove move) {
        return switch (move) {
            case Again again -> "again " + again.pause().toMillis();
            case MoveOn on -> "on";
            case GiveUp end -> {
                Duration wait = end.error().retryAfter();
                boolean lasting = end.error() instanceof GatewayError.AllFailed all && !all.retryable();
                yield end.error().status()
                        + (wait == null ? "" : " after " + wait.toMillis())
                        + (lasting ? " for good" : "");
            }
        };
    }

    private static @Nullable Duration millis(String text) {
        return text.equals("-") ? null : Duration.ofMillis(Long.parseLong(text));
    }

    @Test
    void theSameModelElsewhereIsBetterThanAWait() {
        Candidate elsewhere = candidate("other/vendor/One", 8_000);
        FailedAttempt limited = failed(FIRST, Kind.LIMITED, 429, Duration.ofSeconds(1));

        assertThat(RetryDecision.after(trail(List.of(SECOND, elsewhere), limited), POLICY, QUIET))
                .isEqualTo(new MoveOn(elsewhere));
    }

    @Test
    void aTroubledDeploymentIsNotAskedAgainWhereOthersAreLeft() {
        Conditions troubled = new Conditions(NOW, Duration.ofDays(1), true, 0.5);
        FailedAttempt failed = failed(FIRST, Kind.SERVER, 500, null);

        assertThat(RetryDecision.after(trail(List.of(SECOND), failed), POLICY, troubled))
                .isEqualTo(new MoveOn(SECOND));
        assertThat(RetryDecision.after(trail(List.of(), failed), POLICY, troubled))
                .isInstanceOf(Again.class);
    }

    @Test
    void nobodyIsWaitedForLongerThanTheCallerWaits() {
        Conditions hurried = new Conditions(NOW, Duration.ofMillis(1_500), false, 0.5);
        FailedAttempt limited = failed(FIRST, Kind.LIMITED, 429, Duration.ofSeconds(2));

        assertThat(words(RetryDecision.after(trail(List.of(), limited), POLICY, hurried)))
                .isEqualTo("429 after 2000");
        assertThat(RetryDecision.after(trail(List.of(SECOND), limited), POLICY, hurried))
                .isEqualTo(new MoveOn(SECOND));

        Conditions over = new Conditions(NOW, Duration.ofMillis(-1), false, 0.5);
        assertThat(words(RetryDecision.after(
                        trail(List.of(SECOND), failed(FIRST, Kind.TIMEOUT, 0, null)), POLICY, over)))
                .isEqualTo("504");
    }

    @Test
    void ofThoseThatRestTheFirstThatComesBackIsAskedAgain() {
        FailedAttempt slow = failed(FIRST, Kind.LIMITED, 429, Duration.ofSeconds(9));
        FailedAttempt soon = failed(SECOND, Kind.LIMITED, 429, Duration.ofSeconds(4));
        FailedAttempt silent = failed(LARGE, Kind.TIMEOUT, 0, null);

        assertThat(RetryDecision.after(trail(List.of(), slow, soon, silent), POLICY, QUIET))
                .isEqualTo(new Again(SECOND, Duration.ofSeconds(4)));
    }

    @Test
    void aPromptThatIsTooLongGoesToALargerContextOnly() {
        FailedAttempt tooLong = failed(FIRST, Kind.TOO_LONG, 400, null);

        assertThat(RetryDecision.after(trail(List.of(SECOND, LARGE), tooLong), POLICY, QUIET))
                .isEqualTo(new MoveOn(LARGE));
    }

    /** The fallback's 400 would hide why the first choice did not answer. */
    @Test
    void theFirstCauseExplainsWhyAFallbackWasAskedAtAll() {
        FailedAttempt down = failed(FIRST, Kind.SERVER, 503, null);
        FailedAttempt refused = failed(SECOND, Kind.REQUEST_REFUSED, 400, null);

        assertThat(RetryDecision.after(trail(List.of(LARGE), down, refused), POLICY, QUIET))
                .isEqualTo(new MoveOn(LARGE));
        GatewayError error = error(trail(List.of(), down, refused));
        assertThat(error.status()).isEqualTo(503);
        assertThat(error.message())
                .startsWith("All 2 candidates failed: a/one server error (503): no; b/two request refused (400)");
    }

    @ParameterizedTest
    @CsvSource({"LIMITED, BREAKER_OPEN, 503", "LIMITED, SERVER, 502", "TIMEOUT, CONNECTION, 502"})
    void tellsAMixtureOfFailuresAsABadGateway(Kind one, Kind other, int status) {
        assertThat(error(trail(
                                List.of(),
                                failed(FIRST, one, 0, null),
                                failed(FIRST, one, 0, null),
                                failed(SECOND, other, 0, null),
                                failed(SECOND, other, 0, null)))
                        .status())
                .isEqualTo(status);
    }

    @Test
    void tellsTheShortestTimeToWait() {
        GatewayError error = error(trail(
                List.of(),
                failed(FIRST, Kind.LIMITED, 429, Duration.ofSeconds(50)),
                failed(SECOND, Kind.LIMITED, 429, Duration.ofSeconds(40))));

        assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void aNameThatItsCallerMadeUpIsTheCallersFault() {
        Candidate madeUp = new Candidate("made-up", "a", "made-up", "openai-chat-sink", false, 0, Money.ZERO, "named");
        GatewayError error = error(trail(List.of(), failed(madeUp, Kind.NO_SUCH_MODEL, 404, null)));

        assertThat(error).isInstanceOf(GatewayError.RefusedByProvider.class);
        assertThat(error.status()).isEqualTo(404);
    }

    @Test
    void callsThatFailedTogetherDoNotComeAgainTogether() {
        FailedAttempt failed = failed(FIRST, Kind.SERVER, 500, null);

        assertThat(pause(failed, 0)).isEqualTo(Duration.ofMillis(150));
        assertThat(pause(failed, 0.99)).isBetween(Duration.ofMillis(245), Duration.ofMillis(250));
        assertThat(pause(failed(FIRST, Kind.LIMITED, 429, Duration.ofSeconds(2)), 0))
                .isEqualTo(Duration.ofSeconds(2));
    }

    private static Duration pause(FailedAttempt failed, double luck) {
        Conditions conditions = new Conditions(NOW, Duration.ofDays(1), false, luck);
        return ((Again) RetryDecision.after(trail(List.of(), failed), POLICY, conditions)).pause();
    }

    private static GatewayError error(Trail trail) {
        return ((GiveUp) RetryDecision.after(trail, POLICY, QUIET)).error();
    }

    private static Trail trail(List<Candidate> left, FailedAttempt... failed) {
        return new Trail(left, new ArrayList<>(List.of(failed)));
    }

    private static FailedAttempt failed(Candidate candidate, Kind kind, int status, @Nullable Duration retryAfter) {
        return new FailedAttempt(
                new Attempt(1, candidate, NOW.minus(TOOK)),
                new ProviderFailure(kind, status, "no", null, null, retryAfter),
                TOOK);
    }

    private static Candidate candidate(String deployment, int window) {
        String[] parts = deployment.split("/", 2);
        return new Candidate(parts[1], parts[0], parts[1], "openai-chat-sink", true, window, Money.ZERO, "first");
    }
}
