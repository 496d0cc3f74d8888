package io.serai.steps.ledger;

import io.serai.metering.Batch;
import io.serai.metering.outbox.UsageSender;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;

/**
 * Hands the outbox's batches to a route, oldest first and one at a time, on the outbox's own thread.
 *
 * <p>The outbox forgets a batch when its exchange has completed without an exception; else it hands it over again, for as long as
 * it takes. Where the process dies in between, a batch comes twice.
 */
final class OutboxConsumer extends DefaultConsumer implements UsageSender {

    private final OutboxComponent component;
    private boolean reading;

    OutboxConsumer(OutboxEndpoint endpoint, Processor processor, OutboxComponent component) {
        super(endpoint, processor);
        this.component = component;
    }

    @Override
    public void deliver(Batch batch) throws Exception {
        Exchange exchange = createExchange(false);
        try {
            exchange.getMessage().setBody(batch.body());
            getProcessor().process(exchange);
            if (exchange.getException() != null) {
                throw exchange.getException();
            }
            if (exchange.isRollbackOnly()) {
                throw new IllegalStateException("the route rolled the batch back");
            }
        } finally {
            releaseExchange(exchange, false);
        }
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        component.outbox().deliverTo(this);
        reading = true;
    }

    /** What has been appended by now is handed over first, as far as there is time. */
    @Override
    protected void doStop() throws Exception {
        if (reading) {
            reading = false;
            component.outbox().stopDelivering();
        }
        super.doStop();
    }
}
