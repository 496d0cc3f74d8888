package io.serai.steps.callers;

import io.serai.call.CallId;
import io.serai.doors.Door;
import io.serai.steps.call.Call;
import io.serai.steps.call.CallListener;
import io.serai.steps.call.Deadlines;
import io.serai.steps.call.EndOfCall;
import io.serai.steps.call.Slot;
import java.time.InstantSource;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The verb {@code openMessage}: a call begins for a broker's message, which is not read yet. */
public final class OpenMessageStep implements Processor {

    /** The exchange property by which routes know a call that came by a queue. */
    public static final String BY_MESSAGE = "byMessage";

    /** The exchange property that names the key, already checked, by which a flow asks for the caller of its own door. */
    public static final String ASKED_BY = "askedBy";

    private final Door door;
    private final QueueSettings settings;
    private final Deadlines deadlines;
    private final InstantSource clock;
    private final CallerHeaders headers;
    private final List<CallListener> listeners;

    public OpenMessageStep(
            Door door,
            QueueSettings settings,
            Deadlines deadlines,
            InstantSource clock,
            CallerHeaders headers,
            List<CallListener> listeners) {
        this.door = door;
        this.settings = settings;
        this.deadlines = deadlines;
        this.clock = clock;
        this.headers = headers;
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void process(Exchange exchange) {
        CallId id = CallId.next();
        headers.keep(exchange, CallerHeaders.properties(exchange.getIn()));
        QueueCaller caller = new QueueCaller(door, settings, exchange, id);
        Call call = new Call(id, clock.instant(), caller, deadlines, exchange);
        exchange.setProperty(BY_MESSAGE, true);
        Slot.CALL.set(exchange, call);
        EndOfCall.watch(call, listeners);
        UnansweredMessage.watch(exchange, call, caller);
        StartupGate.await(exchange.getContext());
    }
}
