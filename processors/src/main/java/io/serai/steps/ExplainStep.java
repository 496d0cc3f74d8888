package io.serai.steps;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The verb {@code explain}: says what an exception on the way to a provider means, inside the breaker.
 *
 * <p>A caller who hangs up ends the wait with the same broken connection as a provider that dies. Only the provider is to open
 * the breaker, so a hang-up is noted in the body, for {@link Judge} to throw outside of it.
 */
final class ExplainStep implements Processor {

    @Override
    public void process(Exchange exchange) {
        Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        RuntimeException meaning = Failures.of(thrown, Slot.CALL.of(exchange).lifeline());
        if (!(meaning instanceof CallerGone)) {
            throw meaning;
        }
        exchange.removeProperty(Exchange.EXCEPTION_CAUGHT);
        exchange.getMessage().setBody(meaning);
    }
}
