package io.serai.e2e.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A turn as Anthropic's message, whole or in events. */
final class AnthropicReply {
    private static final byte[] PING = Frames.event("ping", "{\"type\": \"ping\"}");
    private static final int INPUT_PART = 8;

    private final Ask ask;
    private final Turn turn;
    private final String model;
    private final long number;
    private final boolean thinks;
    private int index;

    AnthropicReply(Ask ask, Turn turn, String model, long number) {
        this.ask = ask;
        this.turn = turn;
        this.model = model;
        this.number = number;
        this.thinks = thinks(ask.body());
    }

    /** Whether a request makes the model think aloud. */
    static boolean thinks(JsonNode body) {
        String type = body.path("thinking").path("type").asText();
        return type.equals("enabled") || type.equals("adaptive");
    }

    /** The signature this stand-in gives to a thought, and wants back with it. */
    static String signature(String thought) {
        byte[] signed = ("stand-in:" + thought.hashCode()).getBytes(StandardCharsets.UTF_8);
        return "EqQB" + Base64.getEncoder().encodeToString(signed);
    }

    Script whole() {
        ObjectNode message = message();
        ArrayNode content = (ArrayNode) message.path("content");
        if (thinks) {
            content.addObject()
                    .put("type", "thinking")
                    .put("thinking", thought())
                    .put("signature", signature(thought()));
        }
        if (!turn.text().isEmpty()) {
            content.addObject().put("type", "text").put("text", turn.text());
        }
        for (int i = 0; i < turn.calls().size(); i++) {
            use(content.addObject(), i)
                    .set("input", Json.parse(turn.calls().get(i).arguments()));
        }
        message.put("stop_reason", stopReason()).put("stop_sequence", turn.stop());
        message.set("usage", usage(turn.counts()));
        return Script.whole(Script.JSON, Json.bytes(message), turn.counts());
    }

    Script stream() {
        Frames frames = new Frames();
        frames.usage("message_start", false, counts -> start(), counts -> {
            ObjectNode event = event("message_start");
            event.set("message", message().set("usage", usage(counts)));
            return event;
        });
        if (thinks) {
            think(frames);
        }
        if (!turn.text().isEmpty() || turn.calls().isEmpty()) {
            say(frames);
        }
        for (int i = 0; i < turn.calls().size(); i++) {
            call(frames, i);
        }
        frames.usage("message_delta", false, counts -> turn.counts(), counts -> {
            ObjectNode event = event("message_delta");
            event.putObject("delta").put("stop_reason", stopReason()).put("stop_sequence", turn.stop());
            return event.set("usage", deltaUsage(counts));
        });
        frames.terminator("message_stop", event("message_stop").toString());
        return new Script("text/event-stream; charset=utf-8", true, frames.build(turn.counts()), PING);
    }

    private void think(Frames frames) {
        open(frames, Json.object().put("type", "thinking").put("thinking", "").put("signature", ""));
        for (String piece : Words.pieces(thought())) {
            delta(frames, Json.object().put("type", "thinking_delta").put("thinking", piece), false);
        }
        delta(frames, Json.object().put("type", "signature_delta").put("signature", signature(thought())), false);
        close(frames);
    }

    private void say(Frames frames) {
        open(frames, Json.object().put("type", "text").put("text", ""));
        for (String piece : Words.pieces(turn.text())) {
            delta(frames, Json.object().put("type", "text_delta").put("text", piece), true);
        }
        close(frames);
    }

    private void call(Frames frames, int number) {
        ObjectNode use = use(Json.object(), number);
        use.putObject("input");
        open(frames, use);
        delta(frames, Json.object().put("type", "input_json_delta").put("partial_json", ""), false);
        for (String part : Words.parts(turn.calls().get(number).arguments(), INPUT_PART)) {
            delta(frames, Json.object().put("type", "input_json_delta").put("partial_json", part), true);
        }
        close(frames);
    }

    private void open(Frames frames, ObjectNode block) {
        ObjectNode event = event("content_block_start").put("index", index);
        event.set("content_block", block);
        frames.plain("content_block_start", event);
        if (index == 0) {
            frames.plain("ping", event("ping"));
        }
    }

    private void delta(Frames frames, ObjectNode delta, boolean content) {
        ObjectNode event = event("content_block_delta").put("index", index);
        event.set("delta", delta);
        if (content) {
            frames.content("content_block_delta", event);
        } else {
            frames.plain("content_block_delta", event);
        }
    }

    private void close(Frames frames) {
        frames.plain("content_block_stop", event("content_block_stop").put("index", index));
        index++;
    }

    private ObjectNode use(ObjectNode block, int call) {
        return block.put("type", "tool_use")
                .put("id", Ids.of("toolu_01", 22, number * 128 + call))
                .put("name", turn.calls().get(call).name());
    }

    private ObjectNode message() {
        ObjectNode message = Json.object()
                .put("id", Ids.of("msg_01", 22, number))
                .put("type", "message")
                .put("role", "assistant")
                .put("model", model);
        message.putArray("content");
        return message.putNull("stop_reason").putNull("stop_sequence");
    }

    private Counts start() {
        return turn.counts()
                .withReasoning(0)
                .withOutput(Math.min(1, turn.counts().output()));
    }

    private String thought() {
        return "The user said: " + ask.lastText();
    }

    private String stopReason() {
        return switch (turn.finish()) {
            case DONE -> "end_turn";
            case STOP_SEQUENCE -> "stop_sequence";
            case LENGTH -> "max_tokens";
            case TOOLS -> "tool_use";
        };
    }

    private static ObjectNode event(String type) {
        return Json.object().put("type", type);
    }

    static ObjectNode usage(Counts counts) {
        ObjectNode usage = Json.object()
                .put("input_tokens", counts.freshInput())
                .put("cache_creation_input_tokens", counts.cacheWrite5m() + counts.cacheWrite1h())
                .put("cache_read_input_tokens", counts.cacheRead());
        usage.putObject("cache_creation")
                .put("ephemeral_5m_input_tokens", counts.cacheWrite5m())
                .put("ephemeral_1h_input_tokens", counts.cacheWrite1h());
        usage.put("output_tokens", counts.output() + counts.reasoning());
        if (counts.reasoning() > 0) {
            usage.putObject("output_tokens_details").put("thinking_tokens", counts.reasoning());
        }
        return usage.put("service_tier", "standard");
    }

    private static ObjectNode deltaUsage(Counts counts) {
        ObjectNode usage = usage(counts);
        usage.remove("cache_creation");
        usage.remove("service_tier");
        return usage;
    }
}
