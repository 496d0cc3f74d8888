package io.serai.app.own;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Takes from a caller's message the headers by which components take orders, as a mail's {@code To}.
 *
 * <p>Which ones those are the components say themselves, those of an added jar too, in the description that each carries. A route
 * reads what was taken in a property, and gives it back as a header where it means to.
 */
public final class SteeringHeaders {

    /** The exchange property that holds what was taken, by name in whatever case. */
    public static final String PROPERTY = "incoming";

    private static final String SERVICES = "META-INF/services/org/apache/camel/component/";

    /** They say what the body is, whoever sent it, and a route cannot read it without. */
    private static final Set<String> SAYS_WHAT_THE_BODY_IS = Set.of("content-type", "content-encoding", "accept");

    /** What no component describes: orders to the broker, its word for who was checked, and clients of other systems. */
    private static final List<String> ORDERS =
            List.of("org.apache.camel.", "_amq", "__amq", "amq_", "serai_caller", "kafka.");

    private static final String OF_JMS = "jms";

    private final Set<String> names;

    private SteeringHeaders(Set<String> names) {
        this.names = Set.copyOf(names);
    }

    /** Asks every component that this class loader finds. */
    public static SteeringHeaders of(ClassLoader components) {
        Set<String> names = new HashSet<>();
        ObjectMapper json = new ObjectMapper();
        try {
            for (Resource service :
                    new PathMatchingResourcePatternResolver(components).getResources("classpath*:" + SERVICES + "*")) {
                URL description = description(service, components);
                if (description != null) {
                    try (InputStream in = description.openStream()) {
                        for (Map.Entry<String, JsonNode> header :
                                json.readTree(in).path("headers").properties()) {
                            names.add(header.getKey().toLowerCase(Locale.ROOT));
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("The descriptions of Camel's components cannot be read.", e);
        }
        names.removeAll(SAYS_WHAT_THE_BODY_IS);
        // The consumer's own word; what a caller says in their place never comes in.
        names.removeIf(name -> name.startsWith("camel"));
        return new SteeringHeaders(names);
    }

    /** As Camel finds it: beside the class of the component, under its name. */
    private static @Nullable URL description(Resource service, ClassLoader components) throws IOException {
        String name = service.getFilename();
        if (name == null || name.isEmpty()) {
            return null;
        }
        Properties said = new Properties();
        try (InputStream in = service.getInputStream()) {
            said.load(in);
        }
        String type = said.getProperty("class", "");
        int end = type.lastIndexOf('.');
        return end < 0
                ? null
                : components.getResource("META-INF/" + type.substring(0, end).replace('.', '/') + "/" + name + ".json");
    }

    /** Of a caller by HTTP. */
    void takeFrom(Map<String, Object> headers, Exchange exchange) {
        take(headers, exchange, false);
    }

    /** Of a message; what JMS itself says of it, such as its correlation id, stays. */
    public void takeFromMessage(Map<String, Object> headers, Exchange exchange) {
        take(headers, exchange, true);
    }

    private void take(Map<String, Object> headers, Exchange exchange, boolean message) {
        Map<String, Object> taken = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Map.Entry<String, Object> header : new HashMap<>(headers).entrySet()) {
            if (steers(header.getKey().toLowerCase(Locale.ROOT), message)) {
                headers.remove(header.getKey());
                if (header.getValue() != null) {
                    taken.put(header.getKey(), header.getValue());
                }
            }
        }
        exchange.setProperty(PROPERTY, Collections.unmodifiableMap(taken));
    }

    private boolean steers(String name, boolean message) {
        if (name.startsWith(OF_JMS)) {
            return !message;
        }
        return names.contains(name) || ORDERS.stream().anyMatch(name::startsWith);
    }
}
