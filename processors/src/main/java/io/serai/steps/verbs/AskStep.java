package io.serai.steps.verbs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.call.Caller;
import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import io.serai.live.RequiredAddress;
import io.serai.steps.call.Slot;
import io.serai.steps.callers.OpenMessageStep;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultExchange;

/**
 * The verb {@code ask}: the text of a flow is asked as a call of its own, and its answer is the text that the flow goes on with.
 *
 * <p>The call has an exchange of its own: nothing of it, neither its caller nor its decision, is taken for the flow's, which may
 * itself be a call that came by a door.
 */
public final class AskStep implements Processor {

    private static final String AUTHORIZATION = "authorization";

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public void process(Exchange exchange) throws Exception {
        String key = taken(exchange, "askKey");
        String model = taken(exchange, "askModel");
        String task = taken(exchange, "askTask");
        String text = exchange.getMessage().getBody(String.class);
        Exchange ask = new DefaultExchange(exchange.getContext());
        // Rules may read headers that a setting names; a key among them is the flow's caller's and not this call's.
        ask.getIn().getHeaders().putAll(exchange.getMessage().getHeaders());
        ask.getIn().removeHeader(AUTHORIZATION);
        if (key.isBlank()) {
            ask.setProperty(OpenMessageStep.ASKED_BY, caller(exchange).keyId());
        } else {
            ask.getIn().setHeader(AUTHORIZATION, "Bearer " + key);
        }
        ask.getIn().setBody(request(model, task, text == null ? "" : text));
        try (ProducerTemplate routes = exchange.getContext().createProducerTemplate()) {
            routes.send(RequiredAddress.ASK.uri(), ask);
        }
        if (ask.getException() != null) {
            throw ask.getException();
        }
        exchange.getMessage().setBody(ask.getMessage().getBody(String.class));
    }

    /** As text, which has no charset that somebody could read it in. */
    private static String request(String model, String task, String text) {
        ObjectNode request = JSON.createObjectNode().put("model", model);
        request.putObject("metadata").put("task", task);
        request.putArray("messages").addObject().put("role", "user").put("content", text);
        return request.toString();
    }

    /** It is the step's, not the flow's, and a key above all is not to stay. */
    private static String taken(Exchange exchange, String name) {
        Object value = exchange.removeProperty(name);
        return value == null ? "" : value.toString();
    }

    private static Caller caller(Exchange exchange) {
        Caller caller = Slot.CALLER.find(exchange);
        if (caller == null) {
            throw new Refusal(new GatewayError.Unauthenticated(
                    "The step ask-action has no key: give it the parameter 'key', or let the route begin with openHttp and"
                            + " identify, whose caller is billed then."));
        }
        return caller;
    }
}
