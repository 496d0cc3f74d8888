package io.serai.steps.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.serai.call.GatewayError;
import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.call.Refusal;
import io.serai.catalog.files.LiveCatalog;
import io.serai.live.swap.Connectors;
import io.serai.live.swap.LiveParts;
import io.serai.live.swap.SwitchingDirect;
import io.serai.routing.DecisionEngine;
import io.serai.routing.Health;
import io.serai.routing.Settings;
import io.serai.routing.retry.RetryPolicy;
import io.serai.steps.patience.Patience;
import io.serai.steps.provider.Connections;
import io.serai.steps.rules.LargerModel;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class AttemptFailedStepTest {

    static final RetryPolicy POLICY = new RetryPolicy(1, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    private final AttemptFailedStep failed = new AttemptFailedStep(
            connections(),
            Health.UNKNOWN,
            POLICY,
            new LargerModel(new DecisionEngine(Map.of(), Settings.of(Map.of())), catalog(), Health.UNKNOWN),
            InstantSource.system());

    private static LiveCatalog catalog() {
        try {
            return new LiveCatalog(name -> null, Files.readAllBytes(Path.of("config/models.yaml")), "models.yaml");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Connections connections() {
        LiveParts parts = LiveParts.of(new DefaultCamelContext(), new SwitchingDirect(), new Connectors());
        Duration limit = Duration.ofSeconds(5);
        return new Connections(catalog(), parts.deployments(), new Patience(limit, limit, limit, limit));
    }

    @Test
    void remembersWhyAndMovesOn() {
        try (AskedCall call =
                new AskedCall().admitted("one", "two").asking().caught(new ConnectException("connection refused"))) {
            failed.process(call.exchange);

            assertThat(call.exchange.getProperty(Exchange.EXCEPTION_CAUGHT)).isNull();
            assertThat(call.attempts().trail().failed())
                    .singleElement()
                    .satisfies(attempt -> assertThat(attempt.failure().kind()).isEqualTo(Kind.CONNECTION));
        }
    }

    @Test
    void givesUpWithTheErrorThatItsCallerIsToHear() {
        ProviderFailure refused = new ProviderFailure(Kind.REQUEST_REFUSED, 400, "too long", null, null, null);
        try (AskedCall call = new AskedCall().admitted("one", "two").asking().caught(refused)) {
            assertThatExceptionOfType(Refusal.class)
                    .isThrownBy(() -> failed.process(call.exchange))
                    .satisfies(refusal -> assertThat(refusal.error().status()).isEqualTo(400));
        }
    }

    @Test
    void whatOneWireCannotCarryIsTriedAtTheNext() {
        Refusal cannot = new Refusal(new GatewayError.NoCandidate("no seed here", null, false));
        try (AskedCall call = new AskedCall().admitted("one", "two").asking().caught(cannot)) {
            failed.process(call.exchange);

            assertThat(call.attempts().trail().failed())
                    .singleElement()
                    .satisfies(attempt -> assertThat(attempt.failure().kind()).isEqualTo(Kind.UNSUPPORTED));
        }
    }

    @Test
    void whatNoOtherCandidateCanHelpWithEndsTheCallAsItIs() {
        Refusal cannot = new Refusal(new GatewayError.NoCandidate("no seed here", null, false));
        try (AskedCall call = new AskedCall().admitted("one").asking().caught(cannot)) {
            assertThatExceptionOfType(Refusal.class)
                    .isThrownBy(() -> failed.process(call.exchange))
                    .isSameAs(cannot);
        }
    }
}
