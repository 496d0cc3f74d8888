package io.serai.steps.ledger;

import io.serai.keys.Signer;
import io.serai.metering.outbox.Outbox;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.spring.boot.CamelContextConfiguration;

/** Empties the outbox into the metering route once the routes are there, oldest first. */
public final class UsageDelivery implements CamelContextConfiguration {

    private final Outbox outbox;
    private final ProducerTemplate routes;
    private final Signer signer;

    public UsageDelivery(Outbox outbox, ProducerTemplate routes, Signer signer) {
        this.outbox = outbox;
        this.routes = routes;
        this.signer = signer;
    }

    @Override
    public void beforeApplicationStart(CamelContext camel) {
        // the routes are not there yet
    }

    @Override
    public void afterApplicationStart(CamelContext camel) {
        outbox.deliverTo(new QueueUsageSender(routes, signer));
    }
}
