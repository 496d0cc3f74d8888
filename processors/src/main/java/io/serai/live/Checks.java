package io.serai.live;

import io.serai.live.check.Circles;
import io.serai.live.check.DslSchema;
import io.serai.live.check.Explanation;
import io.serai.live.check.Trial;
import io.serai.live.files.ConnectorText;
import io.serai.live.files.Definitions;
import io.serai.live.files.DoorPath;
import io.serai.live.files.EditRefused;
import io.serai.live.files.RouteText;
import io.serai.live.files.Text;
import io.serai.live.swap.SwitchingDirect;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** Everything a route or connector file must pass before the running context hears of it. */
final class Checks {

    /** Route files that had another place before, and where they are now. */
    private static final Map<String, String> MOVED = Map.of(
            "routes/house-rules.camel.yaml", "routes/system/house-rules.camel.yaml",
            "routes/metering.camel.yaml", "routes/system/metering.camel.yaml",
            "routes/queue-reply.camel.yaml", "routes/system/queue-reply.camel.yaml");

    private final DslSchema schema = new DslSchema();
    private final SwitchingDirect direct;
    private final Trial trial;
    private final CamelContext context;
    private final boolean classes;

    /** @param classes whether files may name Java classes */
    Checks(SwitchingDirect direct, CamelContext context, Trial trial, boolean classes) {
        this.context = context;
        this.classes = classes;
        this.direct = direct;
        this.trial = trial;
    }

    /** Reads a route file and holds it against the language; a tested one was held against it when it was built. */
    RouteText routes(Text text) throws EditRefused {
        refuseMoved(text);
        RouteText file = RouteText.read(text, classes);
        if (!text.tested()) {
            schema.checkRoutes(file.yaml());
        }
        return file;
    }

    private static void refuseMoved(Text text) throws EditRefused {
        String moved = MOVED.get(text.path());
        if (moved != null && !text.shipped()) {
            throw new EditRefused("this file is " + moved + " now, which is read at the start only: carry over what you"
                    + " changed, delete this file and restart");
        }
    }

    /** Reads a connector file and holds it against the language. */
    ConnectorText connector(Text text) throws EditRefused {
        ConnectorText file = ConnectorText.read(text, classes);
        if (!text.tested()) {
            schema.checkConnector(file.yaml());
        }
        return file;
    }

    /** Refuses a route file that does not fit to the other files. */
    void fits(
            RouteText file,
            @Nullable RouteText before,
            Collection<RouteText> others,
            Collection<ConnectorText> connectors)
            throws EditRefused {
        clashes(file, others, connectors);
        findsAll(file, before, others);
        keepsRequired(file, others);
    }

    /** Refuses a route file that takes an id or an endpoint that another file has, or closes a circle with them. */
    void clashes(RouteText file, Collection<RouteText> others, Collection<ConnectorText> connectors)
            throws EditRefused {
        for (RouteText other : others) {
            for (Map.Entry<String, String> id : file.ids().entrySet()) {
                if (other.ids().containsKey(id.getKey())) {
                    throw new EditRefused(
                            "id '" + id.getKey() + "' is already used in "
                                    + other.text().path() + "; choose another",
                            file.yaml().place(id.getValue()));
                }
            }
            for (Map.Entry<String, String> entry : file.entries().entrySet()) {
                if (other.entries().containsKey(entry.getKey())) {
                    throw new EditRefused(
                            entry.getKey() + " is already read in "
                                    + other.text().path() + "; only one route may",
                            file.yaml().place(entry.getValue()));
                }
            }
        }
        for (RouteText other : others) {
            keepsClear(file, other);
        }
        Circles.refuse(file, others, connectors);
    }

    /** Refuses a door over another file's, and a second reader of a queue that the gateway itself reads. */
    private static void keepsClear(RouteText file, RouteText other) throws EditRefused {
        for (Map.Entry<String, DoorPath> door : file.doors().entrySet()) {
            for (DoorPath taken : other.doors().values()) {
                if (door.getValue().meets(taken)) {
                    throw new EditRefused(
                            door.getValue().uri() + " would answer requests of " + taken.uri() + " in "
                                    + other.text().path() + "; choose another path or other methods",
                            file.yaml().place(door.getKey()));
                }
            }
        }
        for (Map.Entry<String, String> queue : file.queues().entrySet()) {
            if ((file.text().shipped() || other.text().shipped())
                    && other.queues().containsKey(queue.getKey())) {
                throw new EditRefused(
                        "the queue " + queue.getKey() + " is already read in "
                                + other.text().path()
                                + ", which would get only some of its messages; read another queue",
                        file.yaml().place(queue.getValue()));
            }
        }
    }

    private void findsAll(RouteText file, @Nullable RouteText before, Collection<RouteText> others) throws EditRefused {
        Set<String> read = new TreeSet<>(file.reads());
        Set<String> configurations = new TreeSet<>(file.configurations());
        others.forEach(other -> {
            read.addAll(other.reads());
            configurations.addAll(other.configurations());
        });
        for (Map.Entry<String, String> call : file.calls().entrySet()) {
            // What runs and stands in no file was made in Java; what only the version before reads goes with it.
            boolean made = direct.reads(call.getValue())
                    && (before == null || !before.reads().contains(call.getValue()));
            if (!read.contains(call.getValue()) && !made) {
                throw new EditRefused(
                        "no route reads direct:" + call.getValue() + "; check the name or add the route first",
                        file.yaml().place(call.getKey()));
            }
        }
        for (Map.Entry<String, String> wanted : file.wanted().entrySet()) {
            if (!configurations.contains(wanted.getValue())) {
                throw new EditRefused(
                        "there is no routeConfiguration '" + wanted.getValue() + "'",
                        file.yaml().place(wanted.getKey()));
            }
        }
    }

    /** Refuses a file of the gateway's own that lacks an address which is needed, where no other file has it. */
    void keepsRequired(RouteText file, Collection<RouteText> others) throws EditRefused {
        for (RequiredAddress required : RequiredAddress.values()) {
            if (required.file().equals(file.text().path()) && file.text().shipped()) {
                require(required, file, others);
            }
        }
    }

    private static void require(RequiredAddress required, @Nullable RouteText file, Collection<RouteText> others)
            throws EditRefused {
        boolean read = file != null && file.reads().contains(required.address());
        if (!read && others.stream().noneMatch(other -> other.reads().contains(required.address()))) {
            throw new EditRefused("no route reads " + required.uri() + ", which " + required.neededBy()
                    + " needs; put that route back");
        }
    }

    /** Refuses that a file goes with the only route that reads an address which is needed. */
    void mayGo(RouteText before, Collection<RouteText> others) throws EditRefused {
        keepsRequired(null, before, others);
    }

    private static void keepsRequired(@Nullable RouteText file, RouteText before, Collection<RouteText> others)
            throws EditRefused {
        for (RequiredAddress required : RequiredAddress.values()) {
            if (before.reads().contains(required.address())) {
                require(required, file, others);
            }
        }
    }

    /** Refuses an edit that takes away a direct endpoint to which other files still send. */
    void keepsPromises(RouteText file, @Nullable RouteText before, Collection<RouteText> others) throws EditRefused {
        if (before == null) {
            return;
        }
        keepsRequired(file, before, others);
        for (RouteText other : others) {
            for (String name : other.calls().values()) {
                if (before.reads().contains(name) && !file.reads().contains(name)) {
                    throw new EditRefused("no longer reads direct:" + name + ", to which "
                            + other.text().path() + " still sends; change that file first");
                }
            }
        }
    }

    /** Refuses a connector whose name another file has, or that leads back to itself. */
    void fits(ConnectorText file, Collection<ConnectorText> others, Collection<RouteText> routes) throws EditRefused {
        for (ConnectorText other : others) {
            if (!other.text().path().equals(file.text().path()) && other.name().equals(file.name())) {
                throw new EditRefused(
                        "the name '" + file.name() + "' is already taken by "
                                + other.text().path() + "; choose another",
                        file.yaml().place("/metadata/name"));
            }
        }
        Circles.refuse(file, others, routes);
    }

    /** Refuses an edit that gives a connector another name: all calls through it would fail. */
    void keepsItsName(ConnectorText file, @Nullable ConnectorText before) throws EditRefused {
        if (before != null && !before.name().equals(file.name())) {
            throw new EditRefused(
                    "would take the connector '" + before.name() + "' away; put '" + file.name()
                            + "' into a file of its own",
                    file.yaml().place("/metadata/name"));
        }
    }

    /** Builds the routes of a file in a scratch context, with the route configurations of all files around it. */
    void works(RouteText file, Collection<RouteText> around, Collection<ConnectorText> connectors) throws EditRefused {
        // A change of what holds for other routes is a change of those routes.
        Collection<RouteText> concerned = file.configurations().isEmpty()
                ? List.of(file)
                : Stream.concat(Stream.of(file), around.stream()).toList();
        try {
            trial.run(concerned, around, connectors, Map.of());
        } catch (Exception e) {
            throw Explanation.of(e, file.yaml(), context);
        }
    }

    /** What of a file cannot work as things outside it are now; null where all may. */
    static @Nullable EditRefused doubt(CamelContext context, RouteText file) {
        try {
            return Definitions.doubts(context, file).stream()
                    .findFirst()
                    .map(doubt -> Explanation.of(doubt, file.yaml(), context))
                    .orElse(null);
        } catch (Exception e) {
            return Explanation.of(e, file.yaml(), context);
        }
    }

    /** Builds a connector in a scratch context, once for each of the parameters and in every route that names it. */
    void works(ConnectorText file, List<Map<String, String>> parameters, Collection<RouteText> routes)
            throws EditRefused {
        List<RouteText> users = routes.stream()
                .filter(route -> route.kamelets().contains(file.name())
                        && route.kamelets().size() == 1)
                .toList();
        List<Map<String, String>> probes = parameters.isEmpty() ? List.of(Map.of()) : parameters;
        try {
            trial.run(users, routes, List.of(file), Map.of(file.name(), probes));
        } catch (Exception e) {
            throw Explanation.of(e, file.yaml(), context);
        }
    }

    /**
     * Builds everything at once; for the start, where nearly always everything is good.
     *
     * <p>What was shipped together has been built together before: it needs no trial.
     */
    boolean allWork(Collection<RouteText> routes, Collection<ConnectorText> connectors) {
        if (Stream.concat(
                        routes.stream().map(RouteText::text),
                        connectors.stream().map(ConnectorText::text))
                .allMatch(Text::tested)) {
            return true;
        }
        Map<String, List<Map<String, String>>> probes = new HashMap<>();
        connectors.forEach(connector -> probes.put(connector.name(), List.of(Map.of())));
        try {
            trial.run(routes, routes, connectors, probes);
            return true;
        } catch (Exception e) {
            // Which file it was, and why, is found by trying them one by one.
            return false;
        }
    }
}
