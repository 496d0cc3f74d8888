package io.serai.steps.provider;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The verb {@code requireAnswer}: an answer must be there once the breaker has let the call through. */
public final class RequireAnswerStep implements Processor {

    @Override
    public void process(Exchange exchange) {
        if (exchange.getMessage().getBody() == null) {
            throw new IllegalStateException("the connector brought no answer: decode must come before requireAnswer");
        }
    }
}
