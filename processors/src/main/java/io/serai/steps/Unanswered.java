package io.serai.steps;

import io.serai.chat.GatewayError;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.SynchronizationAdapter;

/** Answers a message whose route ended without an answer, as one does that somebody edited to stop half-way. */
final class Unanswered extends SynchronizationAdapter {

    private final QueueCaller caller;

    Unanswered(QueueCaller caller) {
        this.caller = caller;
    }

    /** Runs within the transaction of the message. */
    @Override
    public void onComplete(Exchange exchange) {
        if (caller.done()) {
            return;
        }
        caller.refuse(new GatewayError.Internal(
                500, "The gateway's routes ended this call without an answer: tell whoever runs it to look at its rules."));
        try (ProducerTemplate routes = exchange.getContext().createProducerTemplate()) {
            Exchange sent = routes.send("direct:queue-reply", last -> {
                last.getMessage().setHeaders(Map.copyOf(exchange.getMessage().getHeaders()));
                last.getMessage().setBody(exchange.getMessage().getBody());
                exchange.getProperties().forEach(last::setProperty);
            });
            if (sent.getException() != null) {
                throw sent.getException();
            }
        } catch (Exception e) {
            // The message is rolled back and comes again rather than being lost.
            exchange.setException(e);
        }
    }
}
