package io.serai.steps.verbs;

import io.serai.steps.call.Slot;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The verb {@code read}: the caller's bytes become a request, once it is known who asks. */
public final class ReadStep implements Processor {

    @Override
    public void process(Exchange exchange) {
        Slot.CALLER.of(exchange);
        Slot.REQUEST.set(exchange, Slot.CALL.of(exchange).side().read());
    }
}
