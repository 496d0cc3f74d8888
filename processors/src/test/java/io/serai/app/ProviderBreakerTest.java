package io.serai.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** One set of numbers for the breakers of all connectors, over which a connector's own ones count. */
class ProviderBreakerTest {

    @Test
    void takesTheNumbersFromTheSettings() throws Exception {
        CircuitBreakerConfig breaker = breaker(
                Map.of(
                        "serai.breaker.failure-rate-threshold", "30.5",
                        "serai.breaker.sliding-window-size", "40",
                        "serai.breaker.minimum-number-of-calls", "8",
                        "serai.breaker.wait-duration-in-open-state", "1200ms",
                        "serai.breaker.permitted-calls-in-half-open-state", "3"),
                "{}");

        assertThat(breaker.getFailureRateThreshold()).isEqualTo(30.5f);
        assertThat(breaker.getSlidingWindowSize()).isEqualTo(40);
        assertThat(breaker.getMinimumNumberOfCalls()).isEqualTo(8);
        assertThat(openFor(breaker)).isEqualTo(Duration.ofSeconds(2));
        assertThat(breaker.getPermittedNumberOfCallsInHalfOpenState()).isEqualTo(3);
        assertThat(breaker.isWritableStackTraceEnabled()).isFalse();
    }

    @Test
    void aConnectorsOwnNumberCountsAndLeavesTheOthers() throws Exception {
        CircuitBreakerConfig breaker = breaker(Map.of(), "{waitDurationInOpenState: 60}");

        assertThat(openFor(breaker)).isEqualTo(Duration.ofMinutes(1));
        assertThat(breaker.getFailureRateThreshold()).isEqualTo(100);
        assertThat(breaker.getSlidingWindowSize()).isEqualTo(7);
        assertThat(breaker.getMinimumNumberOfCalls()).isEqualTo(5);
        assertThat(breaker.getPermittedNumberOfCallsInHalfOpenState()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "failure-rate-threshold, 0",
        "failure-rate-threshold, 100.1",
        "failure-rate-threshold, NaN",
        "sliding-window-size, 0",
        "minimum-number-of-calls, -1",
        "wait-duration-in-open-state, 0s",
        "permitted-calls-in-half-open-state, 0"
    })
    void namesTheSettingThatMakesNoSense(String name, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> {
                    try {
                        settings(Map.of("serai.breaker." + name, value));
                    } catch (RuntimeException e) {
                        throw cause(e);
                    }
                })
                .withMessageStartingWith("serai.breaker." + name);
    }

    private static RuntimeException cause(Throwable thrown) {
        Throwable deepest = thrown;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest instanceof RuntimeException e ? e : new IllegalStateException(deepest);
    }

    private static SeraiProperties settings(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate("serai", SeraiProperties.class);
    }

    private static CircuitBreakerConfig breaker(Map<String, String> settings, String own) throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.disableJMX();
            CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();
            camel.getRegistry().bind("breakers", breakers);
            camel.getRegistry().bind("providerBreaker", new CamelConfiguration().providerBreaker(settings(settings)));
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(ResourceHelper.fromString("one.camel.yaml", """
                            - route:
                                id: one
                                from:
                                  uri: direct:one
                                  steps:
                                    - circuitBreaker:
                                        id: breaker
                                        configuration: providerBreaker
                                        resilience4jConfiguration: %s
                                        steps:
                                          - log: {id: say, message: one}
                            """.formatted(own)));
            camel.start();
            return breakers.circuitBreaker("breaker").getCircuitBreakerConfig();
        }
    }

    private static Duration openFor(CircuitBreakerConfig breaker) {
        return Duration.ofMillis(breaker.getWaitIntervalFunctionInOpenState().apply(1));
    }
}
