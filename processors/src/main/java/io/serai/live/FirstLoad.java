package io.serai.live;

import io.serai.live.files.ConnectorText;
import io.serai.live.files.EditRefused;
import io.serai.live.files.RouteText;
import io.serai.live.files.Text;
import io.serai.live.files.WatchedFolder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway starts with: each file on disk when it is good, else its packaged default, else nothing.
 *
 * <p>Nothing here touches the running context.
 */
final class FirstLoad {

    /** Reads or checks one file. */
    private interface Check<T> {
        void on(T file) throws EditRefused;
    }

    private interface Reader<T> {
        T read(Text text) throws EditRefused;
    }

    private final Checks checks;
    private final Map<String, ConnectorText> connectors = new TreeMap<>();
    private final Map<String, RouteText> routes = new TreeMap<>();
    private final Map<String, Text> refused = new TreeMap<>();
    private final Map<String, EditRefused> refusals = new TreeMap<>();

    FirstLoad(Checks checks, WatchedFolder routeFolder, WatchedFolder connectorFolder) {
        this.checks = checks;
        readAll(connectorFolder, connectors, checks::connector);
        checkAll(
                connectorFolder,
                connectors,
                ConnectorText::text,
                checks::connector,
                file -> checks.fits(file, connectors.values(), List.of()));
        readAll(routeFolder, routes, checks::routes);
        checkAll(routeFolder, routes, RouteText::text, checks::routes, this::fits);
        if (!checks.allWork(routes.values(), connectors.values())) {
            checkAll(
                    connectorFolder,
                    connectors,
                    ConnectorText::text,
                    checks::connector,
                    file -> checks.works(file, List.of(), List.of()));
            checkAll(
                    routeFolder,
                    routes,
                    RouteText::text,
                    checks::routes,
                    file -> checks.works(file, around(file), connectors.values()));
        }
    }

    private <T> void readAll(WatchedFolder watched, Map<String, T> good, Reader<T> reader) {
        watched.readAll().forEach((path, text) -> {
            T file = read(text, reader);
            Text packaged = watched.packaged(path);
            if (file == null && packaged != null && !text.packaged()) {
                file = read(packaged, reader);
            }
            if (file != null) {
                good.put(path, file);
            }
        });
    }

    private <T> @Nullable T read(Text text, Reader<T> reader) {
        try {
            return reader.read(text);
        } catch (EditRefused refusal) {
            refuse(text, refusal);
            return null;
        }
    }

    private <T> void checkAll(
            WatchedFolder watched, Map<String, T> good, Function<T, Text> textOf, Reader<T> reader, Check<T> check) {
        for (T file : foreignFirst(watched, good, textOf)) {
            Text text = textOf.apply(file);
            if (passes(file, text, check)) {
                continue;
            }
            good.remove(text.path());
            Text packaged = text.packaged() ? null : watched.packaged(text.path());
            T instead = packaged == null ? null : read(packaged, reader);
            if (packaged != null && instead != null && passes(instead, packaged, check)) {
                good.put(text.path(), instead);
            }
        }
    }

    /** Of two files that clash it is not the one that was shipped that goes. */
    private static <T> List<T> foreignFirst(WatchedFolder watched, Map<String, T> files, Function<T, Text> textOf) {
        Predicate<T> shipped = file -> watched.packaged(textOf.apply(file).path()) != null;
        return Stream.concat(
                        files.values().stream().filter(shipped.negate()),
                        files.values().stream().filter(shipped))
                .toList();
    }

    private <T> boolean passes(T file, Text text, Check<T> check) {
        try {
            check.on(file);
            return true;
        } catch (EditRefused refusal) {
            refuse(text, refusal);
            return false;
        }
    }

    /** The first reason is about the file on disk, and that is the one its author needs. */
    private void refuse(Text text, EditRefused refusal) {
        refused.putIfAbsent(text.path(), text);
        refusals.putIfAbsent(text.path(), refusal);
    }

    /** Where some file could not be read, others are not blamed for what they miss in it. */
    private void fits(RouteText file) throws EditRefused {
        if (refused.isEmpty()) {
            checks.fits(file, null, others(file), connectors.values());
        } else {
            checks.clashes(file, others(file), connectors.values());
            checks.keepsRequired(file, others(file));
        }
    }

    private Collection<RouteText> others(RouteText file) {
        List<RouteText> others = new ArrayList<>(routes.values());
        others.removeIf(other -> other.text().path().equals(file.text().path()));
        return others;
    }

    /** A file is tried only with the files that set rules for it, so that its neighbours' faults are not its own. */
    private Collection<RouteText> around(RouteText file) {
        return file.configurations().isEmpty() ? others(file) : List.of();
    }

    Collection<ConnectorText> connectors() {
        return connectors.values();
    }

    Collection<RouteText> routes() {
        return routes.values();
    }

    /** Ids of the routes of system files. */
    Set<String> systemRoutes() {
        return routes.values().stream()
                .filter(file -> file.text().isSystem())
                .flatMap(file -> file.routes().keySet().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What stands on disk and is not in force, by path. */
    Map<String, Text> refused() {
        return refused;
    }

    /** Why, by path. */
    Map<String, EditRefused> refusals() {
        return refusals;
    }
}
