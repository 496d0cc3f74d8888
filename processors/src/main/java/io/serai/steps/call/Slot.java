package io.serai.steps.call;

import io.serai.call.Attempt;
import io.serai.call.Caller;
import io.serai.call.Decision;
import io.serai.call.Task;
import io.serai.chat.ChatRequest;
import io.serai.chat.reply.ChatReply;
import io.serai.routing.preference.ModelChoice;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * A typed place on the exchange for one value of a call.
 *
 * <p>Slots are exchange properties: headers leak to networks and queues, properties do not. Routes read them by name, as in
 * {@code ${exchangeProperty.task.promptTokens}}.
 *
 * @param name  of the property
 * @param type  of the value
 * @param setBy the step that sets it, for the sentence said when it is missing
 */
public record Slot<T>(String name, Class<T> type, String setBy) {

    public static final Slot<Call> CALL = new Slot<>("call", Call.class, "openHttp or openMessage");
    public static final Slot<ChatRequest> REQUEST = new Slot<>("request", ChatRequest.class, "read");
    public static final Slot<Caller> CALLER = new Slot<>("caller", Caller.class, "identify");
    public static final Slot<Task> TASK = new Slot<>("task", Task.class, "classify");
    public static final Slot<ModelChoice> CHOICE = new Slot<>("choice", ModelChoice.class, "classify");
    /** A {@link io.serai.call.Preference}, or the words of a rule for one. */
    public static final Slot<Object> PREFERENCE = new Slot<>("preference", Object.class, "classify or a rule");
    /** The id of the clause that spoke; the live loader lets every clause of the rules set it. */
    public static final Slot<String> RULE = new Slot<>("rule", String.class, "a rule");

    public static final Slot<Decision> DECISION = new Slot<>("decision", Decision.class, "decide");
    /** What becomes of the call's attempts is told here. */
    public static final Slot<Attempts> ATTEMPTS = new Slot<>("attempts", Attempts.class, "admit");

    public static final Slot<Attempt> ATTEMPT = new Slot<>("attempt", Attempt.class, "nextAttempt");
    /** Where {@code toD} sends the attempt. */
    public static final Slot<String> ADDRESS = new Slot<>("address", String.class, "nextAttempt");
    /** The model as the provider knows it, fit for the path of an address. */
    public static final Slot<String> UPSTREAM = new Slot<>("upstream", String.class, "nextAttempt");
    /** Whether the loop goes on. */
    public static final Slot<Boolean> UNANSWERED = new Slot<>("unanswered", Boolean.class, "admit");
    /** Whether the answer is wanted as it grows, for connectors whose address depends on it. */
    public static final Slot<Boolean> STREAMED = new Slot<>("streamed", Boolean.class, "admit");

    public static final Slot<ChatReply> REPLY = new Slot<>("reply", ChatReply.class, "answered");

    public T of(Exchange exchange) {
        T value = find(exchange);
        if (value == null) {
            throw new IllegalStateException("The route has no '" + name + "' yet: the step " + setBy
                    + " must come before " + exchange.getExchangeExtension().getHistoryNodeId());
        }
        return value;
    }

    @Nullable
    public T find(Exchange exchange) {
        return type.cast(exchange.getProperty(name));
    }

    public void set(Exchange exchange, T value) {
        exchange.setProperty(name, value);
    }
}
