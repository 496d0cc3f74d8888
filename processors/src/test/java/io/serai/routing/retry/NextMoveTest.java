package io.serai.routing.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.call.Attempt;
import io.serai.call.Candidate;
import io.serai.call.FailedAttempt;
import io.serai.call.GatewayError;
import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.call.Trail;
import io.serai.usage.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NextMoveTest {

    private static final Candidate FIRST = candidate("a/one", true);
    private static final Candidate SECOND = candidate("b/two", true);

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REQUEST_REFUSED")
    void movesOnWhileSomebodyIsLeft(Kind kind) {
        assertThat(NextMove.after(trail(List.of(SECOND), failed(FIRST, kind, 0, null))))
                .isEqualTo(new NextMove.MoveOn(SECOND));
    }

    @ParameterizedTest
    @CsvSource({"0, 400", "400, 400", "422, 422", "429, 413"})
    void asksNobodyElseWhatAProviderRefused(int said, int told) {
        GatewayError error = error(trail(List.of(SECOND), failed(FIRST, Kind.REQUEST_REFUSED, said, null)));

        assertThat(error).isInstanceOf(GatewayError.RefusedByProvider.class);
        assertThat(error.status()).isEqualTo(told);
    }

    @ParameterizedTest
    @CsvSource({
        "LIMITED, 429",
        "TIMEOUT, 504",
        "BREAKER_OPEN, 503",
        "CONNECTION, 502",
        "SERVER, 502",
        "CREDENTIALS, 502"
    })
    void tellsTheOneKindOfFailureByItsStatus(Kind kind, int status) {
        GatewayError error = error(trail(List.of(), failed(FIRST, kind, 0, null), failed(SECOND, kind, 0, null)));

        assertThat(error.status()).isEqualTo(status);
        assertThat(error.message())
                .startsWith("All 2 candidates failed: a/one ")
                .contains("; b/two ");
    }

    @ParameterizedTest
    @CsvSource({"LIMITED, BREAKER_OPEN, 503", "LIMITED, SERVER, 502", "TIMEOUT, CONNECTION, 502"})
    void tellsAMixtureOfFailuresAsABadGateway(Kind one, Kind other, int status) {
        assertThat(error(trail(List.of(), failed(FIRST, one, 0, null), failed(SECOND, other, 0, null)))
                        .status())
                .isEqualTo(status);
    }

    @Test
    void tellsTheShortestTimeToWait() {
        GatewayError error = error(trail(
                List.of(),
                failed(FIRST, Kind.LIMITED, 429, Duration.ofSeconds(30)),
                failed(SECOND, Kind.LIMITED, 429, Duration.ofSeconds(7))));

        assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void aNameThatItsCallerMadeUpIsTheCallersFault() {
        GatewayError error =
                error(trail(List.of(), failed(candidate("a/made-up", false), Kind.NO_SUCH_MODEL, 404, null)));

        assertThat(error).isInstanceOf(GatewayError.RefusedByProvider.class);
        assertThat(error.status()).isEqualTo(404);
    }

    private static GatewayError error(Trail trail) {
        return ((NextMove.GiveUp) NextMove.after(trail)).error();
    }

    private static Trail trail(List<Candidate> left, FailedAttempt... failed) {
        return new Trail(left, new ArrayList<>(List.of(failed)));
    }

    private static FailedAttempt failed(Candidate candidate, Kind kind, int status, @Nullable Duration retryAfter) {
        return new FailedAttempt(
                new Attempt(1, candidate, Instant.EPOCH),
                new ProviderFailure(kind, status, "no", null, null, retryAfter),
                Duration.ofMillis(5));
    }

    private static Candidate candidate(String deployment, boolean listed) {
        String[] parts = deployment.split("/", 2);
        return new Candidate(parts[1], parts[0], parts[1], "openai-chat-sink", listed, Money.ZERO, "first");
    }
}
