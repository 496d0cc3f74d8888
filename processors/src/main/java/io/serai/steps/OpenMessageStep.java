package io.serai.steps;

import io.serai.chat.CallId;
import io.serai.chat.ChatRequest;
import io.serai.chat.GatewayError;
import io.serai.chat.Refusal;
import io.serai.doors.OpenAiDoor;
import java.time.InstantSource;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** The verb {@code openMessage}: a broker's message becomes a request. */
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
        ChatRequest request = read(message);
        if (request.stream()) {
            throw new Refusal(new GatewayError.Invalid(
                    "A message gets one answer: leave out 'stream', or ask over HTTP.",
                    "stream",
                    "unsupported_parameter"));
        }
        Slot.REQUEST.set(exchange, request);
    }

    private ChatRequest read(Message message) {
        return switch (message.getBody()) {
            case String text -> door.read(text);
            case byte[] bytes -> door.read(bytes);
            case null ->
                throw new Refusal(new GatewayError.Invalid(
                        "The message has no body: send the JSON of a chat request.", null, null));
            default ->
                throw new Refusal(new GatewayError.Invalid(
                        "The message's body is neither text nor bytes: send the JSON of a chat request.", null, null));
        };
    }
}
