package io.serai.live.check;

import io.serai.live.files.ConnectorText;
import io.serai.live.files.Definitions;
import io.serai.live.files.RouteReview;
import io.serai.live.files.RouteText;
import io.serai.live.files.Text;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Endpoint;
import org.apache.camel.LoggingLevel;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.component.file.GenericFileEndpoint;
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

    /** Components that read or make something by being built. */
    private static final Set<String> ACTS_AT_ONCE = Set.of("dataset-test");

    private static final String PROBE = "trial";

    /** How long a trial may take; on a machine that is busy it takes seconds. */
    public static final Duration WITHIN = Duration.ofSeconds(60);

    /** Threads of trials that did not come back. */
    private static final int MOST_STUCK = 4;

    private final CamelContext real;
    private final Duration within;
    private final AtomicInteger stuck = new AtomicInteger();

    /** @param within how long one may take */
    public Trial(CamelContext real, Duration within) {
        this.real = real;
        this.within = within;
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
        try {
            inTime(() -> {
                build(routes, around, connectors, probes);
                return routes;
            });
        } catch (Exception e) {
            throw new TrialFailed(
                    e,
                    Placeholders.of(
                            real,
                            Stream.concat(
                                            Stream.concat(routes.stream(), around.stream())
                                                    .map(RouteText::yaml),
                                            connectors.stream().map(ConnectorText::yaml))
                                    .distinct()
                                    .toList()));
        }
    }

    /** What a file makes hang, such as an address that nobody answers, must not keep all other edits waiting. */
    private void inTime(Callable<?> trial) throws Exception {
        if (stuck.get() >= MOST_STUCK) {
            throw new TrialFailed.TooLong("cannot be tried: the trials of " + MOST_STUCK
                    + " earlier files have not come back; a restart ends them");
        }
        AtomicBoolean left = new AtomicBoolean();
        FutureTask<?> task = new FutureTask<>(() -> {
            try {
                return trial.call();
            } finally {
                if (!left.compareAndSet(false, true)) {
                    stuck.decrementAndGet();
                }
            }
        });
        Thread thread = Thread.ofPlatform().daemon().name("serai-trial").start(task);
        try {
            task.get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            if (left.compareAndSet(false, true)) {
                stuck.incrementAndGet();
            }
            thread.interrupt();
            throw new TrialFailed.TooLong("its trial takes longer than " + within.toSeconds()
                    + " s; look for what waits for something that does not come");
        } catch (InterruptedException e) {
            thread.interrupt();
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception failure) {
                throw failure;
            }
            throw e;
        }
    }

    private void build(
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

    /** A consumer makes its folder as it is built. */
    private static Endpoint harmless(Endpoint endpoint) {
        if (endpoint instanceof GenericFileEndpoint<?> file) {
            file.setAutoCreate(false);
        }
        return endpoint;
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
        scratch.getCamelContextExtension().registerEndpointCallback((uri, endpoint) -> harmless(endpoint));
        scratch.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onComponentAdd(String name, Component component) {
                if (ACTS_AT_ONCE.contains(name)) {
                    throw new IllegalArgumentException("'" + name
                            + ":' reads what it compares with as soon as the file is read; it is for tests of routes and"
                            + " has no place here");
                }
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
