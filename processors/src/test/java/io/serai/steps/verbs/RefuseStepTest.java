package io.serai.steps.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.serai.call.GatewayError;
import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.call.Refusal;
import io.serai.steps.call.CallerGone;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class RefuseStepTest {

    private static final GatewayError FORBIDDEN = new GatewayError.Forbidden("Not for this key.", null);

    private final RefuseStep refuse = new RefuseStep();

    @Test
    void tellsTheCallerWhatARefusalSaysHoweverDeepItLies() {
        try (AskedCall call = new AskedCall().caught(new RuntimeCamelException(new Refusal(FORBIDDEN)))) {
            refuse.process(call.exchange);

            assertThat(call.side.heard).containsExactly(FORBIDDEN);
        }
    }

    @Test
    void aProvidersFailureThatNothingMovedOnFromIsA502() {
        try (AskedCall call = new AskedCall().caught(new ProviderFailure(Kind.CONNECTION, "connection refused"))) {
            refuse.process(call.exchange);

            assertThat(call.side.heard)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            GatewayError.AllFailed.class,
                            error -> assertThat(error.message()).contains("connection refused"));
        }
    }

    @Test
    void aDefectIsA500WithTheCallsIdAndNoneOfItsWords() {
        try (AskedCall call = new AskedCall().caught(new IllegalStateException("password=secret"))) {
            refuse.process(call.exchange);

            assertThat(call.side.heard)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            GatewayError.Internal.class,
                            error -> assertThat(error.message())
                                    .contains(call.call.id().value())
                                    .doesNotContain("secret"));
        }
    }

    @Test
    void saysNothingToACallerWhoHasLeft() {
        try (AskedCall call = new AskedCall().admitted("one").asking().caught(new CallerGone())) {
            call.exchange.getMessage().setBody("half an answer");

            refuse.process(call.exchange);

            assertThat(call.side.heard).isEmpty();
            assertThat(call.exchange.getMessage().getBody()).isNull();
        }
    }

    @Test
    void aDoorThatFailsBeforeThereIsACallFailsLoudly() {
        assertThatIllegalStateException()
                .isThrownBy(() -> refuse.process(new DefaultExchange(new DefaultCamelContext())))
                .withMessageContaining("before it knew its caller");
    }
}
