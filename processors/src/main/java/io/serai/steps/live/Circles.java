package io.serai.steps.live;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds routes that call themselves through {@code direct:}, be it by way of other routes and files.
 *
 * <p>Such a call ends when the stack or the heap does. A target that only the call itself knows is not looked at.
 */
final class Circles {

    private record Step(RouteText file, String pointer, String from, String to) {}

    private Circles() {}

    /** Refuses a file that closes a circle. */
    static void refuse(RouteText file, Collection<RouteText> others) throws Refusal {
        List<Step> steps = Stream.concat(Stream.of(file), others.stream())
                .flatMap(Circles::steps)
                .toList();
        for (Step step : steps.stream().filter(step -> step.file() == file).toList()) {
            String circle = circle(step, steps);
            if (circle != null) {
                throw new Refusal(
                        "a call would never end: " + circle + "; send it elsewhere",
                        file.yaml().place(step.pointer()));
            }
        }
    }

    private static Stream<Step> steps(RouteText file) {
        return file.calls().entrySet().stream()
                .flatMap(call -> Stream.ofNullable(file.reader(call.getKey()))
                        .map(from -> new Step(file, call.getKey(), from, call.getValue())));
    }

    /** How the call gets back to the route that makes it, by the shortest way; null where it does not. */
    private static @Nullable String circle(Step first, List<Step> steps) {
        Map<String, String> ways = new HashMap<>();
        ways.put(first.to(), "direct:" + first.from() + " calls direct:" + first.to());
        Deque<String> next = new ArrayDeque<>(ways.keySet());
        while (!next.isEmpty() && !ways.containsKey(first.from())) {
            String at = next.remove();
            for (Step step : steps) {
                if (step.from().equals(at) && !ways.containsKey(step.to())) {
                    String where = step.file() == first.file()
                            ? ""
                            : " (in " + step.file().text().path() + ")";
                    ways.put(step.to(), ways.get(at) + ", which" + where + " calls direct:" + step.to());
                    next.add(step.to());
                }
            }
        }
        return ways.get(first.from());
    }
}
