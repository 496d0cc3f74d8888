package io.serai.steps;

import io.serai.chat.CallId;
import io.serai.doors.OpenAiDoor;
import java.time.InstantSource;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** The verb {@code openMessage}: a call begins for a broker's message, which is not read yet. */
final class OpenMessageStep implements Processor {

    /** The exchange property by which routes know a call that came by a queue. */
    static final String BY_MESSAGE = "byMessage";

    private final OpenAiDoor door;
    private final Lifelines lifelines;
    private final InstantSource clock;

    OpenMessageStep(OpenAiDoor door, Lifelines lifelines, InstantSource clock) {
        this.door = door;
        this.lifelines = lifelines;
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getIn();
        QueueCaller caller = new QueueCaller(door, exchange, message);
        Call call = new Call(CallId.next(), clock.instant(), caller, lifelines, exchange);
        caller.id(call.id());
        exchange.setProperty(BY_MESSAGE, true);
        Slot.CALL.set(exchange, call);
        exchange.getExchangeExtension().addOnCompletion(new EndOfCall(call));
        Opening.await(exchange.getContext());
    }
}
