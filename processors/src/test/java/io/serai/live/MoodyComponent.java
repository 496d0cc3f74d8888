package io.serai.live;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.mock.MockComponent;
import org.jspecify.annotations.Nullable;

/** Makes endpoints in any context but the running one, so that a trial passes and the real start fails. */
public final class MoodyComponent extends MockComponent {

    private final AtomicBoolean broken;
    private final @Nullable CamelContext running;

    /** For the trial. */
    public MoodyComponent() {
        this(null, new AtomicBoolean());
    }

    MoodyComponent(@Nullable CamelContext running, AtomicBoolean broken) {
        this.running = running;
        this.broken = broken;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        if (getCamelContext() == running && broken.get()) {
            throw new IllegalStateException("in no mood");
        }
        return super.createEndpoint(uri, remaining, parameters);
    }
}
