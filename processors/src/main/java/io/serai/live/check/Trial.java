package io.serai.live.check;

import io.serai.live.files.ConnectorText;
import io.serai.live.files.Definitions;
import io.serai.live.files.RouteReview;
import io.serai.live.files.RouteText;
import io.serai.live.files.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Endpoint;
import org.apache.camel.LoggingLevel;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.FromDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.RouteTemplateParameterDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * Builds and warms up routes and connectors in a scratch context with the gateway's beans.
 *
 * <p>Everything is done that Camel does at a start, but no consumer starts and no producer that might open a
 * connection: nothing is read, sent, bound or dialled. Takes some tenths of a second.
 */
public final class Trial {

    /** Components whose producers open nothing when they start, so their mistakes can be found here. */
    private static final Set<String> HARMLESS = Set.of(
            "direct", "kamelet", "log", "http", "https", "bean", "timer", "file", "mock", "seda", "stub", "jdbc");

    private static final String PROBE = "trial";

    private final CamelContext real;

    public Trial(CamelContext real) {
        this.real = real;
    }

    /**
     * Tries the routes with those connectors.
     *
     * @param around the other files: their route configurations hold for the routes, and what they set may be read
     * @param probes parameters with which connectors are built even where no route uses them by name
     * @throws Exception Camel's own, to be explained by {@link Explanation}
     */
    public void run(
            Collection<RouteText> routes,
            Collection<RouteText> around,
            Collection<ConnectorText> connectors,
            Map<String, List<Map<String, String>>> probes)
            throws Exception {
        try (DefaultCamelContext scratch = scratch()) {
            start(scratch);
            Map<String, Properties> parameters = new ConcurrentHashMap<>();
            scratch.getComponent("kamelet", KameletComponent.class).setRouteProperties(parameters);
            for (ConnectorText connector : connectors) {
                RouteTemplateDefinition template = Definitions.template(scratch, connector.text());
                scratch.addRouteTemplateDefinitions(List.of(template));
                List<Map<String, String>> known = probes.getOrDefault(connector.name(), List.of());
                for (int i = 0; i < known.size(); i++) {
                    probe(scratch, template, connector.text(), PROBE + i, known.get(i), parameters);
                }
            }
            List<RouteDefinition> built = addRoutes(scratch, routes, around);
            for (Endpoint endpoint : scratch.getEndpoints()) {
                checkSpelling(scratch, endpoint);
            }
            rehearse(scratch, built, routes, around);
        }
    }

    /**
     * Starts it empty: routes that are added later are built and warmed up at once, and fail with their own reason.
     *
     * <p>A test that advises routes before the start forbids its thread to start any context; it means the running one.
     */
    private static void start(DefaultCamelContext scratch) {
        boolean forbidden = DefaultCamelContext.isNoStart();
        DefaultCamelContext.setNoStart(false);
        try {
            scratch.start();
        } finally {
            DefaultCamelContext.setNoStart(forbidden);
        }
        if (!scratch.isStarted()) {
            throw new IllegalStateException("the trial context does not start");
        }
    }

    private static List<RouteDefinition> addRoutes(
            DefaultCamelContext scratch, Collection<RouteText> routes, Collection<RouteText> around) throws Exception {
        Map<RouteText, Definitions> read = new LinkedHashMap<>();
        List<RouteDefinition> built = new ArrayList<>();
        for (RouteText file :
                Stream.concat(routes.stream(), around.stream()).distinct().toList()) {
            if (routes.contains(file) || !file.configurations().isEmpty()) {
                Definitions definitions = Definitions.read(scratch, file);
                definitions.configurations().forEach(scratch::addRouteConfiguration);
                read.put(file, definitions);
            }
        }
        for (RouteText file : routes) {
            Definitions definitions = read.get(file);
            if (definitions != null) {
                List<RouteDefinition> next = definitions.routes();
                scratch.addRouteDefinitions(next);
                built.addAll(next);
            }
        }
        return built;
    }

    private static void rehearse(
            DefaultCamelContext scratch,
            List<RouteDefinition> built,
            Collection<RouteText> routes,
            Collection<RouteText> around)
            throws RouteReview.Objection {
        Set<String> properties = new TreeSet<>();
        Stream.concat(routes.stream(), around.stream()).map(RouteText::sets).forEach(properties::addAll);
        for (RouteReview review : scratch.getRegistry().findByType(RouteReview.class)) {
            for (RouteDefinition route : built) {
                review.rehearse(route, properties);
            }
        }
    }

    /** An HTTP endpoint takes an option that it does not know for a part of the query and sends it to the provider. */
    private static void checkSpelling(DefaultCamelContext scratch, Endpoint endpoint) throws MisspeltOption {
        if (endpoint instanceof HttpEndpoint http && http.getHttpUri().getRawQuery() != null) {
            Set<String> known = scratch.getCamelContextExtension()
                    .getEndpointUriFactory("http")
                    .propertyNames();
            for (String part : http.getHttpUri().getRawQuery().split("&", -1)) {
                String option = part.split("=", 2)[0];
                for (String right : known) {
                    if (!option.equals(right) && DslSchema.distance(option, right) <= option.length() / 5) {
                        throw new MisspeltOption(option, right);
                    }
                }
            }
        }
    }

    /** An option of an endpoint that is nearly, but not quite, one that there is. */
    static final class MisspeltOption extends Exception {
        private static final long serialVersionUID = 1L;

        private final String option;

        MisspeltOption(String option, String right) {
            super("the endpoint has no option '" + option + "'; did you mean '" + right + "'?");
            this.option = option;
        }

        String option() {
            return option;
        }
    }

    private DefaultCamelContext scratch() {
        DefaultCamelContext scratch = new DefaultCamelContext(new SharedBeans(real.getRegistry()));
        scratch.getCamelContextExtension().setName("trial");
        scratch.disableJMX();
        scratch.setAutoStartup(false);
        scratch.setStartupSummaryLevel(StartupSummaryLevel.Off);
        scratch.getRouteController().setLoggingLevel(LoggingLevel.OFF);
        scratch.setLoadTypeConverters(false);
        scratch.setApplicationContextClassLoader(real.getApplicationContextClassLoader());
        scratch.getPropertiesComponent().addPropertiesSource(new PropertiesSource() {
            @Override
            public String getName() {
                return "gateway";
            }

            @Override
            @SuppressWarnings("NullAway") // Camel's interface is not annotated; null means there is no such property.
            public String getProperty(String name) {
                return real.getPropertiesComponent().resolveProperty(name).orElse(null);
            }
        });
        scratch.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onComponentAdd(String name, Component component) {
                if (component instanceof JmsComponent jms) {
                    jms.setConnectionFactory(new NoBroker());
                }
                if (!HARMLESS.contains(name) && component instanceof DefaultComponent lazy) {
                    lazy.setLazyStartProducer(true);
                }
            }
        });
        return scratch;
    }

    private static void probe(
            DefaultCamelContext scratch,
            RouteTemplateDefinition template,
            Text text,
            String id,
            Map<String, String> given,
            Map<String, Properties> parameters)
            throws Exception {
        Properties properties = new Properties();
        if (template.getTemplateParameters() != null) {
            for (RouteTemplateParameterDefinition parameter : template.getTemplateParameters()) {
                if (parameter.getDefaultValue() == null && needed(parameter, text)) {
                    properties.setProperty(parameter.getName(), standIn(parameter.getName()));
                }
            }
        }
        given.forEach(properties::setProperty);
        String routeId = template.getId() + "-" + id;
        parameters.put(routeId, properties);
        RouteDefinition route = new RouteDefinition();
        route.setId("probe-" + routeId);
        route.setInput(new FromDefinition("direct:probe-" + routeId));
        route.addOutput(new ToDefinition("kamelet:" + template.getId() + "/" + routeId));
        scratch.addRouteDefinitions(List.of(route));
    }

    private static boolean needed(RouteTemplateParameterDefinition parameter, Text text) {
        return parameter.isRequired()
                || new String(text.bytes(), StandardCharsets.UTF_8).contains("{{" + parameter.getName() + "}}");
    }

    /** Something that fits where nobody has said anything yet. */
    private static String standIn(String parameter) {
        return parameter.toLowerCase(Locale.ROOT).contains("url") ? "http://localhost:1" : "1";
    }
}
