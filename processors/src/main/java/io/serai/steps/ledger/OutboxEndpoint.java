package io.serai.steps.ledger;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/** The endpoint {@code outbox:usage}. */
final class OutboxEndpoint extends DefaultEndpoint {

    private final OutboxComponent component;

    OutboxEndpoint(String uri, OutboxComponent component) {
        super(uri, component);
        this.component = component;
    }

    @Override
    public Producer createProducer() {
        return new OutboxProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        return new OutboxConsumer(this, processor, component);
    }
}
