package io.serai.steps.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.call.CallId;
import io.serai.call.Candidate;
import io.serai.call.GatewayError;
import io.serai.steps.call.CallListener.End;
import io.serai.steps.call.CallListener.Result;
import io.serai.usage.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.MDC;

/** How a call is said to have ended, and that each is told once. */
class CallEndTest {

    private final Deadlines deadlines = new Deadlines(Duration.ofSeconds(10));
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private final List<End> told = new ArrayList<>();
    private final ListenedCall calls = new ListenedCall(List.of(), List.of());

    @AfterEach
    void stop() {
        deadlines.close();
        calls.close();
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of(new GatewayError.Unauthenticated("no key"), Result.REFUSED, 401, "unauthenticated"),
                Arguments.of(new GatewayError.Invalid("bad", null, null), Result.REFUSED, 400, "invalid"),
                Arguments.of(new GatewayError.NoCandidate("none", null, true), Result.REFUSED, 503, "no_candidate"),
                Arguments.of(
                        new GatewayError.AllFailed(429, "all", List.of(), false, null),
                        Result.FAILED,
                        429,
                        "all_failed"),
                Arguments.of(new GatewayError.Internal(500, "ours"), Result.FAILED, 500, "internal"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anErrorSaysHowItsCallEnded(GatewayError error, Result result, int status, String reason) {
        Call call = call();
        call.refused(error);
        assertThat(call.end()).isEqualTo(new End(result, status, 0, reason, null));
    }

    @Test
    void anAnswerIsOk() {
        Candidate candidate = calls.candidate("m", true);
        End end = calls.answers(candidate, Usage.of(3, 4));
        assertThat(end.result()).isEqualTo(Result.OK);
        assertThat(end.status()).isEqualTo(200);
        assertThat(end.attempts()).isEqualTo(1);
        assertThat(end.reason()).isNull();
        assertThat(end.answer()).isNotNull();
    }

    @Test
    void whoLeavesHearsNothing() {
        Call call = call();
        call.left();
        assertThat(call.end()).isEqualTo(new End(Result.HUNG_UP, 499, 0, null, null));
    }

    @Test
    void eachIsToldOnceWhateverAListenerThrowsAndItsIdIsInTheLogUntilThen() {
        MDC.remove("call"); // of whatever ran on this thread before
        Call call = call();
        EndOfCall.watch(call, List.of(new Broken(), new Told()));
        assertThat(MDC.get("call")).isEqualTo(call.id().value());
        UnitOfWorkHelper.doneSynchronizations(
                exchange, exchange.getExchangeExtension().handoverCompletions());
        assertThat(told).hasSize(1);
        assertThat(MDC.get("call")).isNull();
        assertThat(deadlines.size()).isZero();
    }

    private Call call() {
        return new Call(CallId.next(), Instant.EPOCH, new SilentCaller(), deadlines, exchange);
    }

    private static final class Broken implements CallListener {
        @Override
        public void opened(Call call) {
            throw new IllegalStateException("a listener that fails");
        }

        @Override
        public void ended(Call call, End end) {
            throw new IllegalStateException("a listener that fails");
        }
    }

    private final class Told implements CallListener {
        @Override
        public void ended(Call call, End end) {
            told.add(end);
        }
    }
}
