package io.serai.live.swap;

import io.serai.live.files.Definitions;
import io.serai.live.files.RouteText;
import io.serai.live.files.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.Endpoint;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.component.kamelet.KameletEndpoint;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteTemplateDefinition;
import org.jspecify.annotations.Nullable;

/**
 * The {@code kamelet:} component over the connectors that are in force.
 *
 * <p>An instance of a Kamelet is a route; once made it does not follow its template. So an edited connector gets new
 * instances beside the old ones: a fixed {@code kamelet:name/id} in a route is given a new route id from the second
 * version on. Exceptions leave a Kamelet as they are: it has no error handler of its own.
 */
public final class Connectors extends KameletComponent {

    /** Where a template has the model's name as a parameter, its instances are good for one model only. */
    private static final String MODEL = "{{upstream";

    /** Held while routes or their templates are added or removed, see {@link LiveParts#making}. */
    final ReentrantLock making = new ReentrantLock();

    private record Connector(Text text, int version, boolean namesModel) {

        static Connector of(Text text, int version) {
            return new Connector(text, version, new String(text.bytes(), StandardCharsets.UTF_8).contains(MODEL));
        }
    }

    private final ConcurrentMap<String, Connector> connectors = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Properties> secrets = new ConcurrentHashMap<>();

    public Connectors() {
        setNoErrorHandler(true);
        setRouteProperties(secrets);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        int slash = remaining.indexOf('/');
        Connector connector = slash < 0 ? null : connectors.get(remaining.substring(0, slash));
        if (connector == null || connector.version() == 1 || remaining.contains(RouteText.VERSION)) {
            return super.createEndpoint(uri, remaining, parameters);
        }
        return super.createEndpoint(uri, remaining + RouteText.VERSION + connector.version(), parameters);
    }

    /** Registers a connector, or its next version; instances made from now on are made from it. */
    public void put(ModelCamelContext context, String name, Text text) throws Exception {
        RouteTemplateDefinition template = Definitions.template(context, text);
        making.lock();
        try {
            RouteTemplateDefinition before = context.getRouteTemplateDefinition(name);
            if (before != null) {
                context.removeRouteTemplateDefinition(before);
            }
            context.addRouteTemplateDefinitions(List.of(template));
            connectors.merge(name, Connector.of(text, 1), (old, first) -> Connector.of(text, old.version() + 1));
        } finally {
            making.unlock();
        }
    }

    public void remove(ModelCamelContext context, String name) throws Exception {
        making.lock();
        try {
            RouteTemplateDefinition before = context.getRouteTemplateDefinition(name);
            if (before != null) {
                context.removeRouteTemplateDefinition(before);
            }
            connectors.remove(name);
        } finally {
            making.unlock();
        }
    }

    /** Whether each instance of the connector serves one model only, because its template has the model's name in it. */
    boolean namesModel(String name) {
        Connector connector = connectors.get(name);
        return connector != null && connector.namesModel();
    }

    Set<String> names() {
        return Set.copyOf(connectors.keySet());
    }

    @Nullable
    public Text text(String name) {
        Connector connector = connectors.get(name);
        return connector == null ? null : connector.text();
    }

    /**
     * Makes an instance under that route id with parameters that appear in no URI.
     *
     * @return the endpoint that reaches it
     */
    Endpoint instantiate(ModelCamelContext context, String name, String routeId, Map<String, String> parameters) {
        Properties properties = new Properties();
        parameters.forEach(properties::setProperty);
        secrets.put(routeId, properties);
        try {
            Endpoint endpoint = context.getEndpoint("kamelet:" + name + "/" + routeId);
            endpoint.start();
            return endpoint;
        } finally {
            secrets.remove(routeId);
        }
    }

    /**
     * Makes the gateway forget the endpoints through which routes use this connector by a fixed name, so that the next
     * version of those routes gets new ones.
     *
     * @return ids of the instance routes behind them, which still serve the present version of those routes
     */
    public List<String> forgetFixed(ModelCamelContext context, String name) {
        List<String> instances = new ArrayList<>();
        List.copyOf(context.getEndpointRegistry().entrySet()).forEach(entry -> {
            if (entry.getValue() instanceof KameletEndpoint kamelet
                    && kamelet.getTemplateId().equals(name)
                    && !kamelet.getEndpointUri().contains(RouteText.VERSION)) {
                context.getEndpointRegistry().remove(entry.getKey());
                instances.add(kamelet.getRouteId());
            }
        });
        return instances;
    }
}
