package io.serai.steps.callers;

import io.serai.doors.Door;
import io.serai.doors.http.AskedRequest;
import io.serai.doors.http.CallIdFilter;
import io.serai.doors.http.body.Bodies;
import io.serai.steps.call.Call;
import io.serai.steps.call.CallListener;
import io.serai.steps.call.Deadlines;
import io.serai.steps.call.EndOfCall;
import io.serai.steps.call.Slot;
import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.http.common.HttpMessage;
import org.jspecify.annotations.Nullable;

/** The verb {@code openHttp}: a call begins for a request, of which nothing but its headers is read yet. */
public final class OpenHttpStep implements Processor {

    private final Door door;
    private final Bodies bodies;
    private final Deadlines deadlines;
    private final InstantSource clock;
    private final CallerHeaders headers;
    private final List<CallListener> listeners;

    public OpenHttpStep(
            Door door,
            Bodies bodies,
            Deadlines deadlines,
            InstantSource clock,
            CallerHeaders headers,
            List<CallListener> listeners) {
        this.door = door;
        this.bodies = bodies;
        this.deadlines = deadlines;
        this.clock = clock;
        this.headers = headers;
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void process(Exchange exchange) {
        if (!(exchange.getIn() instanceof HttpMessage message)) {
            throw new IllegalStateException("openHttp must be the first step of a route that begins with servlet:");
        }
        HttpServletRequest request = message.getRequest();
        headers.keep(exchange, name -> all(request, name));
        // The caller's headers are read from the request; on the exchange they would leak to providers and queues.
        message.setHeaders(new HashMap<>(8));
        HttpCaller caller = new HttpCaller(door, bodies, request, message.getResponse());
        Call call = new Call(CallIdFilter.of(request), clock.instant(), caller, deadlines, exchange);
        Slot.CALL.set(exchange, call);
        exchange.setProperty(AskedRequest.PROPERTY, new AskedRequest(request, () -> body(exchange, caller)));
        EndOfCall.watch(call, listeners);
        message.setBody(null);
    }

    /** The key comes before the body, for a route of an integrator's own too. */
    private static byte[] body(Exchange exchange, HttpCaller caller) {
        Slot.CALLER.of(exchange);
        return caller.body();
    }

    /** Said twice it is neither of both, so that a caller cannot speak before a proxy that speaks for it. */
    private static @Nullable String all(HttpServletRequest request, String name) {
        Enumeration<String> values = request.getHeaders(name);
        return values.hasMoreElements() ? String.join(",", Collections.list(values)) : null;
    }
}
