package io.serai.doors.http.body;

import io.serai.doors.BytesInFlight;
import io.serai.doors.http.connection.ConnectionProbe;
import io.serai.doors.http.connection.SlowConnections;
import jakarta.servlet.http.HttpServletRequest;

/** Opens the bodies of requests, each within a limit of its own and all within one budget. */
public final class Bodies {

    private final long limit;
    private final BytesInFlight budget;
    private final SlowConnections slow;

    /** @param limit largest body that is read, in bytes, inflated */
    public Bodies(long limit, BytesInFlight budget, SlowConnections slow) {
        this.limit = limit;
        this.budget = budget;
        this.slow = slow;
    }

    /** A request's body, of which nothing is read yet; to be closed when the call has ended. */
    public Body open(HttpServletRequest request) {
        return open(request, limit);
    }

    /** As {@link #open(HttpServletRequest)}, with a lower limit. */
    public Body open(HttpServletRequest request, long lower) {
        return new Body(
                request,
                Math.min(lower, Math.min(limit, budget.largest())),
                budget.share(),
                slow.watch(ConnectionProbe.of(request)));
    }
}
