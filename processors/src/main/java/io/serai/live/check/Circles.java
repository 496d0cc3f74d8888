package io.serai.live.check;

import io.serai.live.files.ConnectorText;
import io.serai.live.files.EditRefused;
import io.serai.live.files.EditRefused.Place;
import io.serai.live.files.InternalEndpoint;
import io.serai.live.files.RouteText;
import io.serai.live.files.Text;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds routes and connectors that call themselves, be it by way of others.
 *
 * <p>Such a call ends when the stack or the heap does. A connector that only the call itself knows, as that of the model that
 * was chosen, may be any that is a sink; other such targets are not looked at.
 */
public final class Circles {

    private record Step(Text file, @Nullable Place place, InternalEndpoint from, InternalEndpoint to) {}

    private Circles() {}

    /** Refuses a route file that closes a circle. */
    public static void refuse(RouteText file, Collection<RouteText> others, Collection<ConnectorText> connectors)
            throws EditRefused {
        Set<String> sinks = sinks(connectors.stream());
        refuse(
                steps(file, sinks),
                Stream.concat(
                        others.stream().flatMap(other -> steps(other, sinks)),
                        connectors.stream().flatMap(Circles::steps)));
    }

    /** Refuses a connector that closes a circle. */
    public static void refuse(ConnectorText file, Collection<ConnectorText> others, Collection<RouteText> routes)
            throws EditRefused {
        Set<String> sinks = sinks(Stream.concat(Stream.of(file), others.stream()));
        refuse(
                steps(file),
                Stream.concat(
                        others.stream()
                                .filter(other ->
                                        !other.text().path().equals(file.text().path()))
                                .flatMap(Circles::steps),
                        routes.stream().flatMap(route -> steps(route, sinks))));
    }

    private static void refuse(Stream<Step> own, Stream<Step> others) throws EditRefused {
        List<Step> first = own.toList();
        List<Step> all = Stream.concat(first.stream(), others).toList();
        for (Step step : first) {
            String circle = circle(step, all);
            if (circle != null) {
                throw new EditRefused("a call would never end: " + circle + "; send it elsewhere", step.place());
            }
        }
    }

    private static Set<String> sinks(Stream<ConnectorText> connectors) {
        return connectors.filter(ConnectorText::isSink).map(ConnectorText::name).collect(Collectors.toSet());
    }

    private static Stream<Step> steps(RouteText file, Set<String> sinks) {
        Stream<Step> named =
                file.sends().entrySet().stream().flatMap(send -> step(file, send.getKey(), send.getValue()));
        Stream<Step> chosen = file.choosing().stream()
                .flatMap(pointer ->
                        sinks.stream().flatMap(sink -> step(file, pointer, InternalEndpoint.connector(sink))));
        return Stream.concat(named, chosen);
    }

    private static Stream<Step> step(RouteText file, String pointer, InternalEndpoint to) {
        String from = file.reader(pointer);
        return from == null
                ? Stream.of()
                : Stream.of(new Step(file.text(), file.yaml().place(pointer), InternalEndpoint.direct(from), to));
    }

    private static Stream<Step> steps(ConnectorText file) {
        return file.sends().entrySet().stream()
                .map(send -> new Step(
                        file.text(),
                        file.yaml().place(send.getKey()),
                        InternalEndpoint.connector(file.name()),
                        send.getValue()));
    }

    /** How the call gets back to where it is made, by the shortest way; null where it does not. */
    private static @Nullable String circle(Step first, List<Step> steps) {
        Map<InternalEndpoint, String> ways = new HashMap<>();
        ways.put(first.to(), first.from() + " calls " + first.to());
        Deque<InternalEndpoint> next = new ArrayDeque<>(ways.keySet());
        while (!next.isEmpty() && !ways.containsKey(first.from())) {
            InternalEndpoint at = next.remove();
            for (Step step : steps) {
                if (step.from().equals(at) && !ways.containsKey(step.to())) {
                    String where = step.file() == first.file()
                            ? ""
                            : " (in " + step.file().path() + ")";
                    ways.put(step.to(), ways.get(at) + ", which" + where + " calls " + step.to());
                    next.add(step.to());
                }
            }
        }
        return ways.get(first.from());
    }
}
