package io.serai.live.swap;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Replaced versions that still have calls inside; each is removed when its last call has ended. */
public final class Draining {

    private static final Logger log = LoggerFactory.getLogger(Draining.class);

    /** What is removed together once {@code dry} says so. */
    public record Retired(List<RouteDefinition> routes, List<Endpoint> endpoints, BooleanSupplier dry) {}

    private final ModelCamelContext context;
    private final ReentrantLock making;
    private final ConcurrentLinkedQueue<Retired> waiting = new ConcurrentLinkedQueue<>();

    /** @param making see {@link LiveParts#making}: Camel's list of routes cannot be gone through while it grows */
    Draining(ModelCamelContext context, ReentrantLock making) {
        this.context = context;
        this.making = making;
    }

    public void add(Retired retired) {
        waiting.add(retired);
    }

    /** Everything that waits now. */
    public Collection<Retired> waiting() {
        return List.copyOf(waiting);
    }

    /** Removes what nobody is inside of any more. */
    public void sweep() {
        for (Retired retired : waiting) {
            if (retired.dry().getAsBoolean() && waiting.remove(retired)) {
                making.lock(); // for each anew, so that calls wait for one removal at most
                try {
                    remove(retired.routes(), retired.endpoints());
                } finally {
                    making.unlock();
                }
            }
        }
    }

    /**
     * Removes routes at once; for holders of the making lock.
     *
     * <p>Removing a route shuts down the endpoint it reads from, even where its next version reads from the same one. A
     * direct endpoint or a Kamelet's source has nothing to shut down; of any other route only the consumer is stopped,
     * once, and the rest stays in Camel's list, asleep, until the gateway ends.
     */
    void remove(List<RouteDefinition> routes, List<Endpoint> endpoints) {
        for (RouteDefinition route : routes) {
            String from = route.getInput().getEndpointUri();
            try {
                if (from.startsWith("direct:") || from.startsWith("kamelet:")) {
                    context.removeRouteDefinition(route);
                } else {
                    Route asleep = context.getRoute(route.getId());
                    if (asleep != null && ServiceHelper.isStarted(asleep.getConsumer())) {
                        ServiceHelper.stopService(asleep.getConsumer());
                    }
                }
            } catch (Exception e) {
                log.warn(
                        "Route {} was replaced but cannot be removed; it goes with the next restart", route.getId(), e);
            }
        }
        for (Endpoint endpoint : endpoints) {
            try {
                context.removeEndpoint(endpoint);
            } catch (Exception e) {
                log.warn("Endpoint {} cannot be removed; it goes with the next restart", endpoint.getEndpointKey(), e);
            }
        }
    }
}
