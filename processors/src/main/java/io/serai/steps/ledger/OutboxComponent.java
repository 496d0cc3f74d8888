package io.serai.steps.ledger;

import io.serai.metering.outbox.Outbox;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;

/**
 * Camel's way to this node's outbox: {@code outbox:usage}.
 *
 * <p>A route that begins with it gets batches of usage records, a route that sends a call to it taps the call's answer.
 */
public final class OutboxComponent extends DefaultComponent {

    private static final String USAGE = "usage";

    private final @Nullable Outbox outbox;

    /** Without an outbox, for routes that are tried and never run. */
    public OutboxComponent() {
        this(null);
    }

    public OutboxComponent(@Nullable Outbox outbox) {
        this.outbox = outbox;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        if (!remaining.equals(USAGE)) {
            throw new IllegalArgumentException("there is one outbox, outbox:" + USAGE + ", not '" + remaining + "'");
        }
        return new OutboxEndpoint(uri, this);
    }

    Outbox outbox() {
        if (outbox == null) {
            throw new IllegalStateException("this component has no outbox to read");
        }
        return outbox;
    }
}
