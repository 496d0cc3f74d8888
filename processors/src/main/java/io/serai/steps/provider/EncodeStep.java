package io.serai.steps.provider;

import io.serai.call.Attempt;
import io.serai.chat.ChatRequest;
import io.serai.providers.Dialect;
import io.serai.providers.Target;
import io.serai.steps.call.Attempts;
import io.serai.steps.call.Call;
import io.serai.steps.call.Slot;
import io.serai.steps.continuation.Continuation;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** The verb {@code <dialect>Encode}: the request in the provider's words becomes the body. */
public final class EncodeStep implements Processor {

    private final Dialect dialect;
    private final Connections connections;

    public EncodeStep(Dialect dialect, Connections connections) {
        this.dialect = dialect;
        this.connections = connections;
    }

    /** What the caller asks, or the rest of it where the answer broke off. */
    private ChatRequest asked(Exchange exchange, ChatRequest request, Target target) {
        Call call = Slot.CALL.find(exchange);
        Continuation continuation = call == null ? null : call.continuation();
        return continuation == null || !continuation.underWay()
                ? request
                : continuation.rest(request, dialect.prefill(request, target));
    }

    @Override
    public void process(Exchange exchange) {
        ChatRequest request = Slot.REQUEST.of(exchange);
        Attempt attempt = Slot.ATTEMPT.of(exchange);
        Target target = connections.target(attempt.candidate());
        Message message = exchange.getMessage();
        message.setBody(dialect.encode(asked(exchange, request, target), target));
        // What the caller sent as headers stays here: its Authorization is not the provider's business.
        Map<String, Object> headers = new HashMap<>(8);
        headers.put(Exchange.CONTENT_TYPE, "application/json");
        headers.put("Accept", request.stream() ? "text/event-stream" : "application/json");
        Attempts attempts = Slot.ATTEMPTS.find(exchange);
        String traceparent = attempts == null ? null : attempts.running().traceparent();
        if (traceparent != null) {
            headers.put("traceparent", traceparent);
        }
        message.setHeaders(headers);
    }
}
