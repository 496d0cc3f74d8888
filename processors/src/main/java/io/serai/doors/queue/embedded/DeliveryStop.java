package io.serai.doors.queue.embedded;

import java.util.function.BooleanSupplier;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;

/**
 * Delivers nothing more once the broker is ending.
 *
 * <p>The broker closes one session after the other. What one of them had not acknowledged would be delivered to the next, be
 * counted each time, and end among the dead letters, or nowhere at all where the disk is full.
 */
final class DeliveryStop implements ActiveMQServerMessagePlugin {

    private final BooleanSupplier ending;

    DeliveryStop(BooleanSupplier ending) {
        this.ending = ending;
    }

    @Override
    public boolean canAccept(ServerConsumer consumer, MessageReference reference) {
        return !ending.getAsBoolean();
    }
}
