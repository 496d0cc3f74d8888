package io.serai.steps.provider;

import io.serai.call.ProviderFailure;
import io.serai.steps.call.CallerGone;
import io.serai.steps.call.Failures;
import io.serai.steps.call.Slot;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The verb {@code classifyFailure}: tells the provider's failures from others, inside the breaker.
 *
 * <p>A caller who hangs up ends the wait with the same broken connection as a provider that dies. Only the provider is to open
 * the breaker, so a hang-up is noted in the body, for {@link RethrowRefused} to throw outside of it; so is what one name of many that
 * share a breaker did.
 */
public final class ClassifyFailureStep implements Processor {

    @Override
    public void process(Exchange exchange) {
        Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        RuntimeException meaning = Failures.of(thrown, Slot.CALL.of(exchange).deadline());
        boolean noted = meaning instanceof CallerGone
                || (meaning instanceof ProviderFailure failure
                        && !Failures.opensBreaker(Slot.ATTEMPT.of(exchange).candidate(), failure));
        if (!noted) {
            throw meaning;
        }
        exchange.removeProperty(Exchange.EXCEPTION_CAUGHT);
        exchange.getMessage().setBody(meaning);
    }
}
