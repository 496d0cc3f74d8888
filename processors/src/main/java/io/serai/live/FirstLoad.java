package io.serai.live;

import io.serai.live.files.ConnectorText;
import io.serai.live.files.Refusal;
import io.serai.live.files.RouteText;
import io.serai.live.files.Shelf;
import io.serai.live.files.Text;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
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
        void on(T file) throws Refusal;
    }

    private interface Reader<T> {
        T read(Text text) throws Refusal;
    }

    private final Checks checks;
    private final Map<String, ConnectorText> connectors = new TreeMap<>();
    private final Map<String, RouteText> routes = new TreeMap<>();
    private final Map<String, Text> refused = new TreeMap<>();
    private final Map<String, Refusal> refusals = new TreeMap<>();

    FirstLoad(Checks checks, Shelf routeShelf, Shelf connectorShelf) {
        this.checks = checks;
        readAll(connectorShelf, connectors, checks::connector);
        checkAll(
                connectorShelf,
                connectors,
                ConnectorText::text,
                checks::connector,
                file -> checks.fits(file, connectors.values(), List.of()));
        readAll(routeShelf, routes, checks::routes);
        checkAll(routeShelf, routes, RouteText::text, checks::routes, this::fits);
        if (!checks.allWork(routes.values(), connectors.values())) {
            checkAll(
                    connectorShelf,
                    connectors,
                    ConnectorText::text,
                    checks::connector,
                    file -> checks.works(file, List.of(), List.of()));
            checkAll(
                    routeShelf,
                    routes,
                    RouteText::text,
                    checks::routes,
                    file -> checks.works(file, around(file), connectors.values()));
        }
    }

    private <T> void readAll(Shelf shelf, Map<String, T> good, Reader<T> reader) {
        shelf.readAll().forEach((path, text) -> {
            T file = read(text, reader);
            Text packaged = shelf.packaged(path);
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
        } catch (Refusal refusal) {
            refuse(text, refusal);
            return null;
        }
    }

    private <T> void checkAll(
            Shelf shelf, Map<String, T> good, Function<T, Text> textOf, Reader<T> reader, Check<T> check) {
        for (T file : foreignFirst(shelf, good, textOf)) {
            Text text = textOf.apply(file);
            if (passes(file, text, check)) {
                continue;
            }
            good.remove(text.path());
            Text packaged = text.packaged() ? null : shelf.packaged(text.path());
            T instead = packaged == null ? null : read(packaged, reader);
            if (packaged != null && instead != null && passes(instead, packaged, check)) {
                good.put(text.path(), instead);
            }
        }
    }

    /** Of two files that clash it is not the one that was shipped that goes. */
    private static <T> List<T> foreignFirst(Shelf shelf, Map<String, T> files, Function<T, Text> textOf) {
        Predicate<T> shipped = file -> shelf.packaged(textOf.apply(file).path()) != null;
        return Stream.concat(
                        files.values().stream().filter(shipped.negate()),
                        files.values().stream().filter(shipped))
                .toList();
    }

    private <T> boolean passes(T file, Text text, Check<T> check) {
        try {
            check.on(file);
            return true;
        } catch (Refusal refusal) {
            refuse(text, refusal);
            return false;
        }
    }

    /** The first reason is about the file on disk, and that is the one its author needs. */
    private void refuse(Text text, Refusal refusal) {
        refused.putIfAbsent(text.path(), text);
        refusals.putIfAbsent(text.path(), refusal);
    }

    /** Where some file could not be read, others are not blamed for what they miss in it. */
    private void fits(RouteText file) throws Refusal {
        if (refused.isEmpty()) {
            checks.fits(file, null, others(file), connectors.values());
        } else {
            checks.clashes(file, others(file), connectors.values());
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

    /** What stands on disk and is not in force, by path. */
    Map<String, Text> refused() {
        return refused;
    }

    /** Why, by path. */
    Map<String, Refusal> refusals() {
        return refusals;
    }
}
