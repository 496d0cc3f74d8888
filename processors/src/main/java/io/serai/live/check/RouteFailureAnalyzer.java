package io.serai.live.check;

import java.util.List;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/**
 * Says in a sentence why a route does not start.
 *
 * <p>Edited files have passed a trial by then, and shipped ones the build, so it is nearly always a setting they read.
 */
final class RouteFailureAnalyzer implements FailureAnalyzer {

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            String route = switch (at) {
                case FailedToCreateRouteException e -> e.getRouteId();
                case FailedToStartRouteException e -> e.getRouteId();
                default -> null;
            };
            if (route != null) {
                return new FailureAnalysis(
                        "The route '" + route + "' cannot start: " + Explanation.reason(at, List.of()),
                        "Check the settings that the route reads; docs/configuration.md lists them.",
                        failure);
            }
        }
        return null;
    }
}
