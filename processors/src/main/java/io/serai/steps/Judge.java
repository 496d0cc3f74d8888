package io.serai.steps;

import io.serai.chat.ProviderFailure;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The verb {@code judge}: throws what {@link DecodeStep} only noted inside the breaker.
 *
 * <p>A request that the provider refused for what is in it says nothing of the provider's health.
 */
final class Judge implements Processor {

    @Override
    public void process(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof ProviderFailure refused) {
            throw refused;
        }
    }
}
