package io.serai.steps;

import io.serai.chat.CallId;
import io.serai.chat.ChatReply;
import io.serai.chat.ChatRequest;
import io.serai.chat.GatewayError;
import io.serai.chat.Refusal;
import io.serai.chat.ReplyStream;
import io.serai.doors.OpenAiDoor;
import io.serai.doors.PresentedKey;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** A caller on the other side of the broker: it gets the same JSON as over HTTP, as one text message. */
final class QueueCaller implements CallerSide {

    private final OpenAiDoor door;
    private final Exchange exchange;
    private final @Nullable String authorization;
    private final @Nullable String task;
    private final @Nullable ReplyTo replyTo;
    private final @Nullable Object body;
    private @Nullable CallId id;

    QueueCaller(OpenAiDoor door, Exchange exchange, Message message) {
        this.door = door;
        this.exchange = exchange;
        this.authorization = message.getHeader("authorization", String.class);
        this.task = message.getHeader("serai_task", String.class);
        this.replyTo = ReplyTo.of(message);
        this.body = message.getBody();
        // The caller's properties, its key above all, are not sent back, nor on to a provider.
        message.setHeaders(new HashMap<>(8));
    }

    void id(CallId id) {
        this.id = id;
    }

    @Override
    public String door() {
        return "queue";
    }

    @Override
    public @Nullable String key() {
        return PresentedKey.bearer(authorization);
    }

    @Override
    public @Nullable String task() {
        return task;
    }

    @Override
    public ChatRequest read() {
        ChatRequest request = parsed();
        if (request.stream()) {
            throw new Refusal(new GatewayError.Invalid(
                    "A message gets one answer: leave out 'stream', or ask over HTTP.",
                    "stream",
                    "unsupported_parameter"));
        }
        return request;
    }

    private ChatRequest parsed() {
        return switch (body) {
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

    @Override
    public boolean gone() {
        return false;
    }

    @Override
    public @Nullable Runnable keepAlive() {
        return null;
    }

    @Override
    public void whole(ChatReply.Whole reply, Facts facts) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("serai_model", facts.model());
        properties.put("serai_provider", facts.provider());
        properties.put("serai_rule", facts.rule());
        properties.put("serai_task", facts.task());
        properties.put("serai_attempts", facts.attempts());
        if (facts.cost() != null) {
            properties.put("serai_cost", facts.cost().toString());
        }
        properties.put("serai_status", 200);
        send(door.write(reply, reply.usage() == null ? facts.usage().get() : null), properties);
    }

    @Override
    public void streamed(ReplyStream reply, Facts facts, Runnable beforeEnd) {
        throw new IllegalStateException("a message is never answered as a stream: read refuses the wish");
    }

    @Override
    public void refuse(GatewayError error) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("serai_status", error.status());
        if (replyTo != null) {
            send(door.error(error).body(), properties);
        } else {
            // Nobody to tell: the message goes to the dead letters as it came, with the reason.
            properties.put("serai_reason", error.message());
            exchange.getMessage().setHeaders(properties);
            exchange.setProperty("undeliverable", true);
        }
    }

    private void send(byte[] json, Map<String, Object> properties) {
        if (id != null) {
            properties.put("serai_request_id", id.value());
        }
        if (replyTo != null) {
            replyTo.address(properties);
            exchange.setProperty("answerable", true);
        }
        Message answer = exchange.getMessage();
        answer.setHeaders(properties);
        answer.setBody(new String(json, StandardCharsets.UTF_8));
    }
}
