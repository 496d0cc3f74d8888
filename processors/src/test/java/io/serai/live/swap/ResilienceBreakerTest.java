package io.serai.live.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.live.swap.Breaker.State;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.resilience4j.ResilienceProcessor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.DefaultRoute;
import org.apache.camel.model.Resilience4jConfigurationDefinition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The breaker of a real Camel route: two failures of two open it for a second, one call on trial. */
class ResilienceBreakerTest {

    private static final RuntimeException FAULT = new IllegalStateException("broken");
    private static final RuntimeException NO_FAULT = new NoFault(new IllegalStateException("the caller hung up"));

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final AtomicReference<@Nullable RuntimeException> thrown = new AtomicReference<>();
    private ResilienceBreaker breaker;

    @BeforeEach
    void start() throws Exception {
        Resilience4jConfigurationDefinition settings = new Resilience4jConfigurationDefinition();
        settings.setFailureRateThreshold("100");
        settings.setSlidingWindowSize("2");
        settings.setMinimumNumberOfCalls("2");
        settings.setWaitDurationInOpenState("1");
        settings.setPermittedNumberOfCallsInHalfOpenState("1");
        settings.setThrowExceptionWhenHalfOpenOrOpenState("true");
        context.getRegistry().bind("shared", settings);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask")
                        .routeId("ask")
                        .errorHandler(noErrorHandler())
                        .circuitBreaker()
                        .configuration("shared")
                        .process(exchange -> {
                            RuntimeException now = thrown.get();
                            if (now != null) {
                                throw now;
                            }
                        })
                        .end();
            }
        });
        context.start();
        DefaultRoute route = (DefaultRoute) context.getRoute("ask");
        breaker = route.filter("*").stream()
                .filter(ResilienceProcessor.class::isInstance)
                .map(processor -> ResilienceBreaker.of((ResilienceProcessor) processor))
                .findAny()
                .orElseThrow();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private @Nullable Exception ask(@Nullable RuntimeException outcome) {
        thrown.set(outcome);
        Exchange exchange = context.createProducerTemplate().send("direct:ask", each -> {});
        return exchange.getException();
    }

    @Test
    void whatIsNoFaultPassesAndCountsNeitherWay() {
        for (int i = 0; i < 5; i++) {
            assertThat(ask(NO_FAULT)).isSameAs(NO_FAULT);
        }
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        ask(FAULT);
        ask(NO_FAULT);
        ask(FAULT);
        assertThat(breaker.state())
                .as("two failures, and no success between them")
                .isEqualTo(State.OPEN);
    }

    @Test
    void aTrialThatIsNoFaultLeavesTheTrialToTheNextCall() {
        ask(FAULT);
        ask(FAULT);
        await().until(() -> ask(NO_FAULT) == NO_FAULT);
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        assertThat(ask(NO_FAULT)).isSameAs(NO_FAULT);
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        assertThat(ask(null)).isNull();
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void saysHowLongEachOpeningStillLasts() {
        assertThat(breaker.openFor()).isZero();
        ask(FAULT);
        ask(FAULT);
        Duration first = breaker.openFor();
        assertThat(first).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(1));
        await().until(() -> breaker.openFor().compareTo(first.dividedBy(2)) < 0);
        await().until(() -> ask(FAULT) == FAULT);
        assertThat(breaker.openFor()).as("the trial failed, so it waits anew").isGreaterThan(Duration.ofMillis(100));
    }

    @Test
    void opensWhenItIsToldAndWaitsOnce() {
        breaker.open();
        Duration first = breaker.openFor();
        breaker.open();
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThat(breaker.openFor()).isLessThanOrEqualTo(first);
        await().until(() -> ask(null) == null);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }
}
