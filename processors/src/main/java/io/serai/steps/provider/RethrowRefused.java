package io.serai.steps.provider;

import io.serai.call.ProviderFailure;
import io.serai.call.Refusal;
import io.serai.steps.call.CallerGone;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The verb {@code rethrowRefused}: throws what {@link ClassifyFailureStep} and {@link DecodeStep} only noted inside the breaker.
 *
 * <p>A request that the provider refused for what is in it says nothing of the provider's health, nor does a caller who left or
 * an answer that this gateway has no memory for.
 */
public final class RethrowRefused implements Processor {

    @Override
    public void process(Exchange exchange) {
        switch (exchange.getMessage().getBody()) {
            case ProviderFailure refused -> throw refused;
            case CallerGone gone -> throw gone;
            case Refusal noRoom -> throw noRoom;
            case null ->
                throw new IllegalStateException(
                        "the connector brought no answer: decode must come before rethrowRefused");
            default -> {} // the answer
        }
    }
}
