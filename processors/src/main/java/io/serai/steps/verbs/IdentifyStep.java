package io.serai.steps.verbs;

import io.serai.keys.Keyring;
import io.serai.steps.call.CallerConnection;
import io.serai.steps.call.Slot;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The verb {@code identify}: whose key is this. */
public final class IdentifyStep implements Processor {

    private final Keyring keyring;

    public IdentifyStep(Keyring keyring) {
        this.keyring = keyring;
    }

    @Override
    public void process(Exchange exchange) {
        CallerConnection side = Slot.CALL.of(exchange).side();
        String checked = side.checkedKeyId();
        Slot.CALLER.set(exchange, checked == null ? keyring.identify(side.key()) : keyring.identifyById(checked));
    }
}
