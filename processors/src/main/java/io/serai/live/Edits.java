package io.serai.live;

import io.serai.live.check.Explanation;
import io.serai.live.files.ConnectorText;
import io.serai.live.files.EditRefused;
import io.serai.live.files.LiveFile;
import io.serai.live.files.RouteText;
import io.serai.live.files.Text;
import io.serai.live.swap.Draining.Retired;
import io.serai.live.swap.LiveParts;
import io.serai.live.swap.RouteVersions;
import io.serai.live.swap.RouteVersions.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries one edit at a time from the disk into the running context, or writes down why not. */
final class Edits {

    private static final Logger log = LoggerFactory.getLogger(Edits.class);

    private static final String SYSTEM =
            "system routes are read at the start only, because calls and bills depend on them";

    private static final String DOOR = "a door cannot be replaced without turning callers away";

    private final LiveParts parts;
    private final Checks checks;
    private final LiveStatus status;
    private final RouteVersions versions;
    private final Map<String, ConnectorText> connectors = new TreeMap<>();
    private final Map<String, Text> refused = new TreeMap<>();
    private final Map<LiveFile, Text> refusedLive = new LinkedHashMap<>();

    Edits(LiveParts parts, Checks checks, LiveStatus status) {
        this.parts = parts;
        this.checks = checks;
        this.status = status;
        this.versions = new RouteVersions(parts);
    }

    /** Hands the first version of everything to a context that has not started. */
    void begin(FirstLoad first) throws Exception {
        for (ConnectorText connector : first.connectors()) {
            parts.connectors().put(parts.context(), connector.name(), connector.text());
            connectors.put(connector.text().path(), connector);
            status.inForce(connector.text());
        }
        versions.begin(first.routes());
        first.routes().forEach(file -> status.inForce(file.text()));
        refused.putAll(first.refused());
        first.refusals().forEach((path, why) -> {
            status.refused(path, why);
            Text text = first.refused().get(path);
            if (text != null && text.shipped()) {
                status.lacks(path);
            }
        });
    }

    /** Looks whether what is in force still fits to what it names outside its file, and reports what does not. */
    void doubt() {
        versions.texts().values().forEach(file -> status.doubted(file.text(), Checks.doubt(parts.context(), file)));
    }

    /** Tries once more what was refused: what it lacked may have come. */
    void again() {
        Map.copyOf(refusedLive).forEach((file, text) -> live(file, text, null));
        for (Text text : List.copyOf(refused.values())) {
            if (text.path().startsWith("connectors/")) {
                connector(text.path(), text);
            } else if (text.path().startsWith("routes/")) {
                route(text.path(), text);
            }
        }
    }

    /**
     * Applies one of the other live files; whether it came into force.
     *
     * @param instead what is applied where it is refused and nothing was in force before
     */
    boolean live(LiveFile file, Text text, @Nullable Text instead) {
        refusedLive.remove(file);
        EditRefused why;
        try {
            if (text.fault() != null) {
                throw new EditRefused(text.fault());
            }
            file.apply(text.bytes());
            status.inForce(text);
            return true;
        } catch (EditRefused refusal) {
            why = refusal;
        } catch (RuntimeException e) {
            log.error("{} could not be checked", text.path(), e);
            why = new EditRefused("could not be checked: " + e);
        }
        if (instead != null) {
            live(file, instead, null);
        } else if (file.hasDefault()) {
            status.byDefault(text);
        } else {
            status.lacks(text.path());
        }
        refusedLive.put(file, text);
        status.refused(text.path(), why);
        return false;
    }

    /** One of the other live files has neither a text on disk nor a packaged default. */
    void missing(LiveFile file) {
        refusedLive.remove(file);
        status.refused(file.path(), new EditRefused("there is no such file"));
        status.lacks(file.path());
    }

    /** A route file changed or went; whether anything came into force. */
    boolean route(String path, @Nullable Text text) {
        refused.remove(path);
        Map<String, RouteText> inForce = versions.texts();
        RouteText before = inForce.remove(path);
        if (text == null) {
            return removeRoute(path, before, inForce.values());
        }
        if (before != null && before.text().sameBytes(text)) {
            status.corrected(text);
            return false;
        }
        RouteText file = null;
        try {
            file = checks.routes(text);
            passes(file, before, inForce.values());
            if (text.isSystem()) {
                status.restartNeeded(path, SYSTEM);
                return false;
            }
            if (versions.put(file, false) == Outcome.RESTART_NEEDED) {
                status.restartNeeded(path, DOOR);
                return false;
            }
            status.inForce(text);
            followConfigurations(before, file, inForce.values());
            return true;
        } catch (EditRefused refusal) {
            refuse(text, refusal);
        } catch (Exception e) {
            refuse(
                    text,
                    file == null
                            ? new EditRefused(String.valueOf(e))
                            : Explanation.of(e, file.yaml(), parts.context()));
        }
        return false;
    }

    private void passes(RouteText file, @Nullable RouteText before, Collection<RouteText> others) throws EditRefused {
        checks.fits(file, before, others, connectors.values());
        checks.keepsPromises(file, before, others);
        checks.works(file, others, connectors.values());
        EditRefused doubt = Checks.doubt(parts.context(), file);
        if (doubt != null) {
            throw doubt;
        }
    }

    /** Checks a route file as an edit would be, and lets it be. */
    void tryRoute(Text text) throws EditRefused {
        Map<String, RouteText> others = versions.texts();
        RouteText before = others.remove(text.path());
        passes(checks.routes(text), before, others.values());
    }

    /** Checks a connector as an edit would be, and lets it be. */
    void tryConnector(Text text) throws EditRefused {
        passes(checks.connector(text), connectors.get(text.path()));
    }

    private void passes(ConnectorText file, @Nullable ConnectorText before) throws EditRefused {
        checks.keepsItsName(file, before);
        checks.fits(file, connectors.values(), versions.texts().values());
        checks.works(
                file,
                parts.deployments().parametersOf(file.name()),
                versions.texts().values());
    }

    private boolean removeRoute(String path, @Nullable RouteText before, Collection<RouteText> others) {
        if (before == null) {
            status.gone(path);
            return false;
        }
        if (before.text().isSystem()) {
            status.restartNeeded(path, SYSTEM);
            return false;
        }
        try {
            checks.mayGo(before, others);
        } catch (EditRefused refusal) {
            status.refused(path, refusal);
            return false;
        }
        if (versions.remove(path) == Outcome.RESTART_NEEDED) {
            status.restartNeeded(path, DOOR);
            return false;
        }
        status.gone(path);
        for (RouteText other : others) {
            other.calls().values().stream()
                    .filter(before.reads()::contains)
                    .forEach(name -> log.warn(
                            "{} still sends to direct:{}, which went with {}; those calls fail",
                            other.text(),
                            name,
                            path));
        }
        followConfigurations(before, null, others);
        return true;
    }

    /** What holds for other routes has changed, so their next versions take it up. */
    private void followConfigurations(
            @Nullable RouteText before, @Nullable RouteText now, Collection<RouteText> others) {
        boolean had = before != null && !before.configurations().isEmpty();
        boolean has = now != null && !now.configurations().isEmpty();
        if ((had || has) && (before == null || now == null || !before.shared().equals(now.shared()))) {
            Set<String> ids = new HashSet<>(before == null ? Set.of() : before.configurations());
            ids.addAll(now == null ? Set.of() : now.configurations());
            others.stream()
                    .filter(other -> other.follows(ids))
                    .forEach(other -> putAgain(other, "its route configuration has changed"));
        }
    }

    private boolean putAgain(RouteText file, String why) {
        try {
            if (versions.put(file, true) == Outcome.RESTART_NEEDED) {
                status.restartNeeded(file.text().path(), why + " and " + DOOR);
                return false;
            }
            status.inForce(file.text());
            return true;
        } catch (Exception e) {
            status.refused(file.text().path(), Explanation.of(e, file.yaml(), parts.context()));
            return false;
        }
    }

    private void refuse(Text text, EditRefused refusal) {
        refused.put(text.path(), text);
        status.refused(text.path(), refusal);
    }

    /** A connector file changed or went; whether anything came into force. */
    boolean connector(String path, @Nullable Text text) {
        refused.remove(path);
        ConnectorText before = connectors.get(path);
        if (text == null) {
            return removeConnector(path, before);
        }
        if (before != null && before.text().sameBytes(text)) {
            status.corrected(text);
            return false;
        }
        ConnectorText file = null;
        try {
            file = checks.connector(text);
            passes(file, before);
            putConnector(file);
            return true;
        } catch (EditRefused refusal) {
            refuse(text, refusal);
        } catch (Exception e) {
            refuse(
                    text,
                    file == null
                            ? new EditRefused(String.valueOf(e))
                            : Explanation.of(e, file.yaml(), parts.context()));
        }
        return false;
    }

    private void putConnector(ConnectorText file) throws Exception {
        Text present = parts.connectors().text(file.name());
        parts.connectors().put(parts.context(), file.name(), file.text());
        try {
            parts.deployments().renewAll(file.name());
        } catch (IllegalStateException e) {
            if (present != null) {
                parts.connectors().put(parts.context(), file.name(), present);
            }
            throw new EditRefused(String.valueOf(e.getMessage()));
        }
        connectors.put(file.text().path(), file);
        status.inForce(file.text());
        followFixed(file.name());
    }

    /** Routes that name the connector themselves get a next version that uses its next version. */
    private void followFixed(String name) {
        List<RouteText> users = versions.texts().values().stream()
                .filter(route -> route.kamelets().contains(name))
                .toList();
        if (users.isEmpty()) {
            return;
        }
        List<String> instances = parts.connectors().forgetFixed(parts.context(), name);
        boolean all = true;
        for (RouteText user : users) {
            all &= putAgain(user, "its connector " + name + " has changed");
        }
        if (!all) {
            // Somebody still uses the old instances: they stay until the next start.
            return;
        }
        List<RouteDefinition> routes = new ArrayList<>();
        instances.stream()
                .map(parts.context()::getRouteDefinition)
                .filter(Objects::nonNull)
                .forEach(routes::add);
        Collection<Retired> parents = parts.draining().waiting();
        parts.draining()
                .add(new Retired(
                        routes,
                        List.of(),
                        () -> Collections.disjoint(parts.draining().waiting(), parents)));
    }

    private boolean removeConnector(String path, @Nullable ConnectorText before) {
        status.gone(path);
        if (before == null) {
            return false;
        }
        connectors.remove(path);
        try {
            parts.connectors().remove(parts.context(), before.name());
        } catch (Exception e) {
            log.warn("Connector {} is gone but its template cannot be removed", before.name(), e);
        }
        parts.deployments().end(before.name());
        return true;
    }
}
