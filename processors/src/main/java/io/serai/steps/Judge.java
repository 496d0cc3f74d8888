package io.serai.steps;

import io.serai.chat.ProviderFailure;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Processor;

/**
 * The verb {@code judge}: throws what {@link DecodeStep} only noted inside the breaker.
 *
 * <p>A request that the provider refused for what is in it says nothing of the provider's health, nor does a caller who left.
 */
final class Judge implements Processor {

    @Override
    public void process(Exchange exchange) {
        if (Boolean.TRUE.equals(exchange.getProperty(ExchangePropertyKey.CIRCUIT_BREAKER_RESPONSE_IGNORED))) {
            throw new CallerGone(); // the one thing that breakers are told to ignore
        }
        if (exchange.getMessage().getBody() instanceof ProviderFailure refused) {
            throw refused;
        }
    }
}
