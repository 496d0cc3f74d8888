package io.serai.steps.callers;

import io.serai.call.GatewayError;
import io.serai.steps.call.Call;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a message whose route ended without an answer, so that none is consumed in silence.
 *
 * <p>It runs on the listener's thread before the message is acknowledged: what it sends commits with the message, and when it
 * cannot send, the message goes back to the queue. A message that Camel itself answers, or that came by no queue, is let be;
 * so is one without a reply-to whose answer was made, for its route may have put it elsewhere.
 */
final class UnansweredMessage extends SynchronizationAdapter {

    private static final Logger log = LoggerFactory.getLogger(UnansweredMessage.class);

    private final Call call;
    private final QueueCaller caller;

    private UnansweredMessage(Call call, QueueCaller caller) {
        this.call = call;
        this.caller = caller;
    }

    /** Watches a message until its exchange is done. */
    static void watch(Exchange exchange, Call call, QueueCaller caller) {
        if (exchange.getFromEndpoint() instanceof JmsEndpoint
                && !exchange.getPattern().isOutCapable()) {
            exchange.getExchangeExtension().addOnCompletion(new UnansweredMessage(call, caller));
        }
    }

    @Override
    public void onComplete(Exchange exchange) {
        if (caller.answered() || exchange.isRollbackOnly()) {
            return;
        }
        log.error(
                "Call {} came by a queue and its route ended without an answer; see what was edited in routes/",
                call.id());
        caller.refuse(new GatewayError.Internal(
                500,
                "The gateway's routes ended without an answer; its log says more, under the id " + call.id() + "."));
        try (ProducerTemplate queues = exchange.getContext().createProducerTemplate()) {
            Message answer = exchange.getMessage();
            Exchange sent = queues.send(
                    caller.isSetAside()
                            ? "jms:queue:llm.requests.dlq?messageCreatedStrategy=#deadLetters"
                            : "jms:queue:llm.replies",
                    ExchangePattern.InOnly,
                    copy -> {
                        copy.getMessage().setHeaders(answer.getHeaders());
                        copy.getMessage().setBody(answer.getBody());
                        copy.setProperty(DeadLetters.LETTER, exchange.getProperty(DeadLetters.LETTER));
                    });
            if (sent.getException() != null && caller.isSetAside()) {
                exchange.setException(sent.getException());
            } else if (sent.getException() != null) {
                caller.lost(sent.getException());
            }
        } catch (Exception e) {
            exchange.setException(e);
        }
    }
}
