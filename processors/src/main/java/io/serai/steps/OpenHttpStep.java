package io.serai.steps;

import io.serai.chat.ChatRequest;
import io.serai.doors.OpenAiDoor;
import io.serai.doors.http.CallIdFilter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.http.common.HttpMessage;

/** The verbs {@code openHttpCall} (bytes become a request) and {@code openHttp} (a request without a body). */
final class OpenHttpStep implements Processor {

    private final OpenAiDoor door;
    private final Lifelines lifelines;
    private final InstantSource clock;
    private final boolean reads;
    private final long longestBody;

    /** @param reads whether the request has a chat request as its body */
    OpenHttpStep(OpenAiDoor door, Lifelines lifelines, InstantSource clock, boolean reads, long longestBody) {
        this.door = door;
        this.lifelines = lifelines;
        this.clock = clock;
        this.reads = reads;
        this.longestBody = longestBody;
    }

    @Override
    public void process(Exchange exchange) throws IOException {
        HttpMessage message = exchange.getIn(HttpMessage.class);
        HttpServletRequest request = message.getRequest();
        // The caller's headers are read from the request; on the exchange they would leak to providers and queues.
        message.setHeaders(new HashMap<>(8));
        HttpCaller caller = new HttpCaller(door, request, message.getResponse());
        Call call = new Call(CallIdFilter.of(request), clock.instant(), caller, lifelines, exchange);
        Slot.CALL.set(exchange, call);
        exchange.getExchangeExtension().addOnCompletion(new EndOfCall(call));
        if (reads) {
            ChatRequest chat = door.read(Bodies.read(request, longestBody));
            caller.asked(chat);
            Slot.REQUEST.set(exchange, chat);
        }
        message.setBody(null);
    }
}
