package io.serai.steps.provider;

import io.serai.steps.call.Slot;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The verb {@code keepOpen}: hands the provider's response over to the call, so that it outlives breaker and connector.
 *
 * <p>Both run on copies of the exchange, and camel-http closes its response when the copy it served is done.
 */
public final class KeepOpen implements Processor {

    @Override
    public void process(Exchange exchange) {
        exchange.getExchangeExtension()
                .handoverCompletions(Slot.CALL.of(exchange).exchange());
    }
}
