package io.serai.live.swap;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The breaker that Camel's circuitBreaker made for one instance of a connector. */
record ResilienceBreaker(CircuitBreaker breaker) implements Breaker {

    @Override
    public State state() {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> State.OPEN;
            case HALF_OPEN -> State.HALF_OPEN;
            case CLOSED, DISABLED, METRICS_ONLY -> State.CLOSED;
        };
    }

    @Override
    public Duration openFor() {
        return Duration.ofMillis(breaker.getCircuitBreakerConfig()
                .getWaitIntervalFunctionInOpenState()
                .apply(1));
    }

    @Override
    public float failureRate() {
        return breaker.getMetrics().getFailureRate();
    }

    @Override
    public void failed(Duration after, Throwable reason) {
        breaker.onError(after.toNanos(), TimeUnit.NANOSECONDS, reason);
    }

    @Override
    public void succeeded(Duration after) {
        breaker.onSuccess(after.toNanos(), TimeUnit.NANOSECONDS);
    }
}
