package io.serai.app;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.jms.JmsConsumer;
import org.springframework.jms.listener.AbstractMessageListenerContainer;
import org.springframework.jms.listener.DefaultMessageListenerContainer;

/**
 * A route of the house that takes messages from a queue.
 *
 * @param route     the id it has in its file
 * @param queue     its name at the broker
 * @param isRunning whether it has been started
 * @param consumers how many of its consumers take messages at a time
 */
record Listener(String route, String queue, boolean isRunning, int consumers) {

    private static final String DOOR = "door-queue-chat";
    private static final String LEDGER = "metering-ledger";

    boolean isLedger() {
        return route.equals(LEDGER);
    }

    /** Those that are there now: while an edit comes into force, the version that runs. */
    static List<Listener> ofTheHouse(CamelContext camel) {
        Map<String, Listener> found = new LinkedHashMap<>();
        for (Route route : camel.getRoutes()) {
            String id = original(route.getRouteId());
            if ((id.equals(DOOR) || id.equals(LEDGER)) && route.getConsumer() instanceof JmsConsumer consumer) {
                found.merge(id, of(id, consumer), (one, other) -> one.isRunning() ? one : other);
            }
        }
        return List.copyOf(found.values());
    }

    /** A version that came by a live edit is called {@code door-queue-chat@2}. */
    private static String original(String routeId) {
        int version = routeId.indexOf('@');
        return version < 0 ? routeId : routeId.substring(0, version);
    }

    private static Listener of(String id, JmsConsumer consumer) {
        AbstractMessageListenerContainer container = container(consumer);
        int consumers = container instanceof DefaultMessageListenerContainer many ? many.getActiveConsumerCount() : 1;
        return new Listener(id, consumer.getEndpoint().getDestinationName(), container.isRunning(), consumers);
    }

    private static AbstractMessageListenerContainer container(JmsConsumer consumer) {
        try {
            return consumer.getListenerContainer();
        } catch (Exception e) {
            throw new IllegalStateException("the listener of " + consumer.getEndpoint() + " was not made", e);
        }
    }
}
