package io.serai.steps;

import io.serai.metering.Outbox;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.spring.boot.CamelContextConfiguration;

/** Begins to empty the outbox into the metering route once the routes are there, with what an earlier run left first. */
final class UsageDelivery implements CamelContextConfiguration {

    private final Outbox outbox;
    private final ProducerTemplate routes;

    UsageDelivery(Outbox outbox, ProducerTemplate routes) {
        this.outbox = outbox;
        this.routes = routes;
    }

    @Override
    public void beforeApplicationStart(CamelContext camel) {
        // the routes are not there yet
    }

    @Override
    public void afterApplicationStart(CamelContext camel) {
        outbox.deliverTo(new UsageCourier(routes));
    }
}
