package io.serai.live.swap;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.resilience4j.ResilienceProcessor;
import org.jspecify.annotations.Nullable;

/** The breaker that Camel's circuitBreaker made for one instance of a connector. */
final class ResilienceBreaker implements Breaker {

    /** One time of being open; the library counts each with figures of its own, by which it is known again. */
    private record Opening(Metrics of, long sinceNanos) {}

    private final CircuitBreaker breaker;
    private final long openNanos;
    private volatile @Nullable Opening opening;

    ResilienceBreaker(CircuitBreaker breaker) {
        this.breaker = breaker;
        this.openNanos = Duration.ofMillis(breaker.getCircuitBreakerConfig()
                        .getWaitIntervalFunctionInOpenState()
                        .apply(1))
                .toNanos();
    }

    /**
     * Gives the processor a breaker of the same settings that does not count a {@link NoFault}.
     *
     * <p>Camel's own {@code ignoreExceptions} would swallow the exception and go on with the body as it is, and it is read from
     * the connector alone, not from a configuration that it names.
     */
    static ResilienceBreaker of(ResilienceProcessor processor) {
        CircuitBreaker made = processor.getCircuitBreaker();
        CircuitBreakerConfig settings = made.getCircuitBreakerConfig();
        CircuitBreaker breaker = CircuitBreaker.of(
                made.getName(),
                CircuitBreakerConfig.from(settings)
                        .ignoreException(settings.getIgnoreExceptionPredicate().or(NoFault::isReasonOf))
                        .build());
        processor.setCircuitBreaker(breaker);
        return new ResilienceBreaker(breaker);
    }

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
        if (state() != State.OPEN) {
            return Duration.ZERO;
        }
        Metrics figures = breaker.getMetrics();
        Opening known = opening;
        if (known == null || known.of != figures) {
            known = new Opening(figures, System.nanoTime());
            opening = known;
        }
        return Duration.ofNanos(Math.max(0, openNanos - (System.nanoTime() - known.sinceNanos)));
    }

    @Override
    public void open() {
        if (state() != State.OPEN) { // else it would begin to wait anew
            breaker.transitionToOpenState();
        }
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
