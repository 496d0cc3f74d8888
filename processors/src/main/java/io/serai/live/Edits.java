package io.serai.live;

import io.serai.live.check.Explanation;
import io.serai.live.files.ConnectorText;
import io.serai.live.files.LiveFile;
import io.serai.live.files.Refusal;
import io.serai.live.files.RouteText;
import io.serai.live.files.Text;
import io.serai.live.swap.LiveParts;
import io.serai.live.swap.Retirement.Retired;
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

    private static final Logger log = LoggerFactory.getLogger(LiveRoutes.class);

    private static final String DOOR = "a door cannot be replaced without turning callers away";

    private final LiveParts parts;
    private final Checks checks;
    private final Journal journal;
    private final RouteVersions versions;
    private final Map<String, ConnectorText> connectors = new TreeMap<>();
    private final Map<String, Text> refused = new TreeMap<>();
    private final Map<LiveFile, Text> refusedLive = new LinkedHashMap<>();

    Edits(LiveParts parts, Checks checks, Journal journal) {
        this.parts = parts;
        this.checks = checks;
        this.journal = journal;
        this.versions = new RouteVersions(parts);
    }

    /** Hands the first version of everything to a context that has not started. */
    void begin(FirstLoad first) throws Exception {
        for (ConnectorText connector : first.connectors()) {
            parts.connectors().put(parts.context(), connector.name(), connector.text());
            connectors.put(connector.text().path(), connector);
            journal.inForce(connector.text());
        }
        versions.begin(first.routes());
        first.routes().forEach(file -> journal.inForce(file.text()));
        refused.putAll(first.refused());
        first.refusals().forEach((path, why) -> {
            journal.refused(path, why);
            Text text = first.refused().get(path);
            if (text != null && text.shipped()) {
                journal.lacks(path);
            }
        });
    }

    /** Looks whether what is in force still fits to what it names outside its file, and reports what does not. */
    void doubt() {
        versions.texts().values().forEach(file -> journal.doubted(file.text(), Checks.doubt(parts.context(), file)));
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
        Refusal why;
        try {
            if (text.fault() != null) {
                throw new Refusal(text.fault());
            }
            file.apply(text.bytes());
            journal.inForce(text);
            return true;
        } catch (Refusal refusal) {
            why = refusal;
        } catch (RuntimeException e) {
            log.error("{} could not be checked", text.path(), e);
            why = new Refusal("could not be checked: " + e);
        }
        if (instead != null) {
            live(file, instead, null);
        } else if (file.hasDefault()) {
            journal.byDefault(text);
        } else {
            journal.lacks(text.path());
        }
        refusedLive.put(file, text);
        journal.refused(text.path(), why);
        return false;
    }

    /** One of the other live files has neither a text on disk nor a packaged default. */
    void missing(LiveFile file) {
        refusedLive.remove(file);
        journal.refused(file.path(), new Refusal("there is no such file"));
        journal.lacks(file.path());
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
            journal.mended(text);
            return false;
        }
        RouteText file = null;
        try {
            file = checks.routes(text);
            checks.fits(file, before, inForce.values(), connectors.values());
            checks.keepsPromises(file, before, inForce.values());
            checks.works(file, inForce.values(), connectors.values());
            Refusal doubt = Checks.doubt(parts.context(), file);
            if (doubt != null) {
                throw doubt;
            }
            if (versions.put(file, false) == Outcome.RESTART_NEEDED) {
                journal.restartNeeded(path, DOOR);
                return false;
            }
            journal.inForce(text);
            followConfigurations(before, file, inForce.values());
            return true;
        } catch (Refusal refusal) {
            refuse(text, refusal);
        } catch (Exception e) {
            refuse(text, file == null ? new Refusal(String.valueOf(e)) : Explanation.of(e, file.yaml()));
        }
        return false;
    }

    private boolean removeRoute(String path, @Nullable RouteText before, Collection<RouteText> others) {
        if (before == null) {
            journal.gone(path);
            return false;
        }
        if (versions.remove(path) == Outcome.RESTART_NEEDED) {
            journal.restartNeeded(path, DOOR);
            return false;
        }
        journal.gone(path);
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
                journal.restartNeeded(file.text().path(), why + " and " + DOOR);
                return false;
            }
            journal.inForce(file.text());
            return true;
        } catch (Exception e) {
            journal.refused(file.text().path(), Explanation.of(e, file.yaml()));
            return false;
        }
    }

    private void refuse(Text text, Refusal refusal) {
        refused.put(text.path(), text);
        journal.refused(text.path(), refusal);
    }

    /** A connector file changed or went; whether anything came into force. */
    boolean connector(String path, @Nullable Text text) {
        refused.remove(path);
        ConnectorText before = connectors.get(path);
        if (text == null) {
            return removeConnector(path, before);
        }
        if (before != null && before.text().sameBytes(text)) {
            journal.mended(text);
            return false;
        }
        ConnectorText file = null;
        try {
            file = checks.connector(text);
            checks.keepsItsName(file, before);
            checks.fits(file, connectors.values(), versions.texts().values());
            checks.works(
                    file,
                    parts.deployments().parametersOf(file.name()),
                    versions.texts().values());
            putConnector(file);
            return true;
        } catch (Refusal refusal) {
            refuse(text, refusal);
        } catch (Exception e) {
            refuse(text, file == null ? new Refusal(String.valueOf(e)) : Explanation.of(e, file.yaml()));
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
            throw new Refusal(String.valueOf(e.getMessage()));
        }
        connectors.put(file.text().path(), file);
        journal.inForce(file.text());
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
        Collection<Retired> parents = parts.retirement().waiting();
        parts.retirement()
                .add(new Retired(
                        routes,
                        List.of(),
                        () -> Collections.disjoint(parts.retirement().waiting(), parents)));
    }

    private boolean removeConnector(String path, @Nullable ConnectorText before) {
        journal.gone(path);
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
