package io.serai.live.swap;

import io.serai.live.check.Explanation;
import io.serai.live.files.RouteText;
import io.serai.live.swap.Draining.Retired;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.component.resilience4j.ResilienceProcessor;
import org.apache.camel.impl.engine.DefaultRoute;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running instance of a connector for each deployment: its own parameters, connections and circuit breaker.
 *
 * <p>An instance is made when it is first asked for; where it cannot be made, the next call after some seconds tries again. When its connector is edited, or its parameters are other ones, a
 * new instance takes over with a fresh breaker and the old one goes on until its last call has ended.
 */
public final class Deployments {

    private static final Logger log = LoggerFactory.getLogger(Deployments.class);

    private static final Pattern SECRET = Pattern.compile("(?i)key|secret|token|password|credential");

    /** How long a failure to make an instance is believed: whatever was the reason, it may be gone by then. */
    private static final long RETRY_NANOS = 5_000_000_000L;

    private record Instance(
            String connector,
            Map<String, String> parameters,
            String address,
            Drain drain,
            @Nullable Endpoint endpoint,
            @Nullable Breaker breaker,
            @Nullable String failure,
            long madeAt) {

        boolean serves(String wanted, Map<String, String> given) {
            return (parameters == given || parameters.equals(given))
                    && connector.equals(wanted)
                    && (failure == null || System.nanoTime() - madeAt < RETRY_NANOS);
        }
    }

    private final ModelCamelContext context;
    private final Connectors connectors;
    private final Draining draining;
    private final ConcurrentMap<String, Instance> instances = new ConcurrentHashMap<>();
    private final AtomicLong counter = new AtomicLong();
    private final ReentrantLock making;

    Deployments(ModelCamelContext context, Connectors connectors, Draining draining, ReentrantLock making) {
        this.making = making;
        this.context = context;
        this.connectors = connectors;
        this.draining = draining;
    }

    /**
     * Where this call reaches the deployment now: what follows {@code kamelet:} in an endpoint.
     *
     * <p>The instance behind it stays alive until the exchange is done. Cheapest when the same map instance comes in
     * each time; values, such as an account's key, appear in no address, route id or log.
     *
     * @param call the call's own exchange, not a copy that ends earlier
     * @param connector name of a connector, e.g. {@code openai-chat-sink}
     * @param parameters what the connector's Kamelet needs to know for this deployment
     * @throws NoConnector when there is no such connector or it does not start with these parameters
     */
    public String address(Exchange call, String connector, String deployment, Map<String, String> parameters) {
        while (true) {
            Instance instance = instances.get(deployment);
            if (instance == null || !instance.serves(connector, parameters)) {
                instance = renew(connector, deployment, parameters);
            }
            if (instance.failure() != null) {
                throw new NoConnector(instance.failure());
            }
            // Turned away only by an instance that another has just replaced, so this ends.
            if (instance.drain().enter(call)) {
                return instance.address();
            }
        }
    }

    /** Whether each instance of the connector serves one model only, rather than whatever model a call is for. */
    public boolean oneModelEach(String connector) {
        return connectors.namesModel(connector);
    }

    /** Names of the connectors in force; none before the start. */
    public Set<String> connectors() {
        return connectors.names();
    }

    /** The breaker of the deployment's present instance; empty before its first call or when its connector has none. */
    public Optional<Breaker> breaker(String deployment) {
        Instance instance = instances.get(deployment);
        return instance == null ? Optional.empty() : Optional.ofNullable(instance.breaker());
    }

    /** Lets go of every deployment but these; calls inside the others go on to their end. */
    public void retain(Set<String> deployments) {
        making.lock();
        try {
            for (String deployment : List.copyOf(instances.keySet())) {
                if (!deployments.contains(deployment)) {
                    retire(instances.remove(deployment));
                }
            }
        } finally {
            making.unlock();
        }
    }

    private Instance renew(String connector, String deployment, Map<String, String> parameters) {
        making.lock();
        try {
            Instance before = instances.get(deployment);
            if (before != null && before.serves(connector, parameters)) {
                return before;
            }
            Instance next;
            try {
                next = make(connector, deployment, parameters);
            } catch (RuntimeException e) {
                next = failed(connector, parameters, String.valueOf(e.getMessage()));
                log.warn("Deployment {} cannot be called: {}", deployment, next.failure());
            }
            instances.put(deployment, next);
            retire(before);
            return next;
        } finally {
            making.unlock();
        }
    }

    private Instance make(String connector, String deployment, Map<String, String> parameters) {
        if (connectors.text(connector) == null) {
            throw new IllegalStateException("there is no connector '" + connector + "' in connectors/");
        }
        String routeId = deployment.replaceAll("[^A-Za-z0-9._-]+", "-") + RouteText.VERSION + counter.incrementAndGet();
        Map<String, String> given = Map.copyOf(parameters);
        try {
            Endpoint endpoint = connectors.instantiate(context, connector, routeId, given);
            // Keeping the caller's own map lets the next call recognise it without comparing.
            return new Instance(
                    connector,
                    parameters,
                    connector + "/" + routeId,
                    new Drain(),
                    endpoint,
                    breakerOf(routeId),
                    null,
                    System.nanoTime());
        } catch (Exception e) {
            forget(routeId);
            throw new IllegalStateException("connector '" + connector + "' does not start for '" + deployment + "': "
                    + Explanation.reason(e, secretsAmong(given)));
        }
    }

    private static List<String> secretsAmong(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .filter(parameter -> SECRET.matcher(parameter.getKey()).find())
                .map(Map.Entry::getValue)
                .toList();
    }

    private static Instance failed(String connector, Map<String, String> parameters, String failure) {
        return new Instance(connector, parameters, "", new Drain(), null, null, failure, System.nanoTime());
    }

    private @Nullable Breaker breakerOf(String routeId) {
        Route route = context.getRoute(routeId);
        if (route instanceof DefaultRoute made) {
            for (Processor processor : made.filter("*")) {
                if (processor instanceof ResilienceProcessor resilience && resilience.getCircuitBreaker() != null) {
                    return ResilienceBreaker.of(resilience);
                }
            }
        }
        return null;
    }

    private void forget(String routeId) {
        RouteDefinition half = context.getRouteDefinition(routeId);
        if (half != null) {
            draining.remove(List.of(half), List.of());
        }
    }

    private void retire(@Nullable Instance instance) {
        if (instance == null || instance.endpoint() == null) {
            return;
        }
        instance.drain().close();
        String routeId = instance.address().substring(instance.connector().length() + 1);
        RouteDefinition definition = context.getRouteDefinition(routeId);
        draining.add(new Retired(
                definition == null ? List.of() : List.of(definition),
                List.of(instance.endpoint()),
                instance.drain()::dry));
    }

    /** Parameters with which this connector runs now; what its next version is tried with. */
    public List<Map<String, String>> parametersOf(String connector) {
        List<Map<String, String>> known = new ArrayList<>();
        instances.values().stream()
                .filter(instance -> instance.connector().equals(connector))
                .forEach(instance -> known.add(instance.parameters()));
        return known;
    }

    /**
     * Replaces every instance of this connector by one made from its present version.
     *
     * @throws IllegalStateException when one does not start; then all instances are as they were
     */
    public void renewAll(String connector) {
        making.lock();
        try {
            Map<String, Instance> made = new LinkedHashMap<>();
            try {
                instances.forEach((deployment, instance) -> {
                    if (instance.connector().equals(connector)) {
                        made.put(deployment, make(connector, deployment, instance.parameters()));
                    }
                });
            } catch (IllegalStateException e) {
                made.values().forEach(this::retire);
                throw e;
            }
            made.forEach((deployment, instance) -> retire(instances.put(deployment, instance)));
        } finally {
            making.unlock();
        }
    }

    /** Ends all instances of a connector that is gone. */
    public void end(String connector) {
        making.lock();
        try {
            instances.forEach((deployment, instance) -> {
                if (instance.connector().equals(connector)) {
                    instances.remove(deployment);
                    retire(instance);
                }
            });
        } finally {
            making.unlock();
        }
    }
}
