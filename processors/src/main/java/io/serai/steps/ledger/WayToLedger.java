package io.serai.steps.ledger;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.jspecify.annotations.Nullable;

/** Tells whether the routes run that bring a usage record from this node's disk into the ledger. */
public final class WayToLedger {

    /** What some route has to read, as it begins in an endpoint's URI without slashes. */
    private static final List<String> READ = List.of("outbox:usage", "jms:queue:serai.usage");

    private WayToLedger() {}

    /**
     * What is wrong with it, for people; null where nothing is.
     *
     * @param system ids of the routes that have to run
     */
    public static @Nullable String gap(CamelContext camel, Collection<String> system) {
        for (String id : new TreeSet<>(system)) {
            ServiceStatus status = camel.getRouteController().getRouteStatus(id);
            if (status == null || !status.isStarted()) {
                return "the system route " + id + " is "
                        + (status == null ? "missing" : status.name().toLowerCase(Locale.ROOT))
                        + ": restart the gateway";
            }
        }
        List<String> read = camel.getRoutes().stream()
                .map(Route::getEndpoint)
                .filter(Objects::nonNull)
                .map(Endpoint::getEndpointUri)
                .map(uri -> uri.replaceFirst(":/*", ":"))
                .toList();
        for (String needed : READ) {
            if (read.stream().noneMatch(uri -> uri.startsWith(needed))) {
                return "no route reads " + needed + ", so usage does not reach the ledger: restore"
                        + " routes/system/metering.camel.yaml and restart";
            }
        }
        return null;
    }
}
