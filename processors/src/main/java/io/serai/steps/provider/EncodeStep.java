package io.serai.steps.provider;

import io.serai.call.Attempt;
import io.serai.chat.ChatRequest;
import io.serai.providers.Dialect;
import io.serai.steps.call.Attempts;
import io.serai.steps.call.Slot;
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

    @Override
    public void process(Exchange exchange) {
        ChatRequest request = Slot.REQUEST.of(exchange);
        Attempt attempt = Slot.ATTEMPT.of(exchange);
        Message message = exchange.getMessage();
        message.setBody(dialect.encode(request, connections.target(attempt.candidate())));
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
