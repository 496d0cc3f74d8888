package io.serai.live.files;

import io.serai.live.files.RouteReview.Objection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * A file as Camel's model: its route configurations and, once those of all files are known, its routes.
 *
 * <p>Camel changes a model while it builds routes from it, so each context and each version reads the text anew.
 */
public final class Definitions {

    private final CamelContext context;
    private final RouteConfigurationBuilder builder;
    private final List<String> ids;

    private Definitions(CamelContext context, RouteConfigurationBuilder builder, List<String> ids) throws Exception {
        this.context = context;
        this.builder = builder;
        this.ids = ids;
        builder.setCamelContext(context);
        builder.getRouteConfigurationCollection().setCamelContext(context);
        builder.configuration();
    }

    public static Definitions read(CamelContext context, RouteText file) throws Exception {
        RouteBuilder builder = load(context, file.text());
        if (!(builder instanceof RouteConfigurationBuilder both)) {
            throw new IllegalStateException("Camel's YAML loader no longer reads routes and configurations together");
        }
        return new Definitions(context, both, List.copyOf(file.routes().keySet()));
    }

    public static RouteTemplateDefinition template(CamelContext context, Text connector) throws Exception {
        RouteBuilder builder = load(context, connector);
        builder.configureRoutes(context);
        return builder.getRouteTemplateCollection().getRouteTemplates().getFirst();
    }

    /** What the reviews doubt of a file's routes, as things are now. */
    public static List<Objection> doubts(CamelContext context, RouteText file) throws Exception {
        List<Objection> doubts = new ArrayList<>();
        for (RouteDefinition route : read(context, file).routes()) {
            for (RouteReview review : context.getRegistry().findByType(RouteReview.class)) {
                doubts.addAll(review.doubts(route));
            }
        }
        return doubts;
    }

    private static RouteBuilder load(CamelContext context, Text text) throws Exception {
        Resource resource = ResourceHelper.fromBytes(text.path(), text.bytes());
        Collection<RoutesBuilder> builders =
                PluginHelper.getRoutesLoader(context).findRoutesBuilders(resource);
        return (RouteBuilder) builders.iterator().next();
    }

    public List<RouteConfigurationDefinition> configurations() {
        return builder.getRouteConfigurationCollection().getRouteConfigurations();
    }

    /** The routes, merged with the configurations that the context has now; each with an id. */
    public List<RouteDefinition> routes() throws Exception {
        List<RouteDefinition> routes = builder.configureRoutes(context).getRoutes();
        for (int i = 0; i < routes.size(); i++) {
            routes.get(i).setId(ids.get(i));
        }
        for (RouteReview review : context.getRegistry().findByType(RouteReview.class)) {
            for (RouteDefinition route : routes) {
                review.review(route);
            }
        }
        return routes;
    }
}
