package io.serai.steps.provider;

import io.serai.steps.call.Failures;
import io.serai.steps.call.Slot;
import io.serai.steps.patience.Verdict;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The verb {@code classifyFailure}: says what an exception on the way to a provider means, inside the breaker.
 *
 * <p>A caller who hangs up ends the wait with the same broken connection as a provider that dies. Only the provider is to open
 * the breaker, so what says nothing of it is thrown as {@link io.serai.live.swap.NoFault}.
 */
public final class ClassifyFailureStep implements Processor {

    private final Verdict verdict;

    public ClassifyFailureStep(Verdict verdict) {
        this.verdict = verdict;
    }

    @Override
    public void process(Exchange exchange) {
        Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        RuntimeException meaning = Failures.of(thrown, Slot.CALL.of(exchange).deadline());
        throw verdict.on(meaning, Slot.ATTEMPTS.of(exchange).running());
    }
}
