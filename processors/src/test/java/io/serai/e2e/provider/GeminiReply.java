package io.serai.e2e.provider;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A turn as Gemini's response, whole, in events, or in an array that grows. */
final class GeminiReply {
    private static final String SIGNATURE =
            Base64.getEncoder().encodeToString("stand-in thought".getBytes(StandardCharsets.UTF_8));

    private final Ask ask;
    private final Turn turn;
    private final String model;
    private final long number;

    GeminiReply(Ask ask, Turn turn, String model, long number) {
        this.ask = ask;
        this.turn = turn;
        this.model = model;
        this.number = number;
    }

    Script whole() {
        List<ObjectNode> parts = new ArrayList<>();
        if (thoughts()) {
            parts.add(thought());
        }
        if (!turn.text().isEmpty()) {
            parts.add(Json.object().put("text", turn.text()));
        }
        parts.addAll(calls());
        ObjectNode body = response(parts, finish());
        body.set("usageMetadata", usage(turn.counts()));
        return Script.whole("application/json; charset=UTF-8", Json.bytes(named(body)), turn.counts());
    }

    /** Events; each states what was used so far. */
    Script events() {
        Frames frames = new Frames();
        if (thoughts()) {
            chunk(frames, List.of(thought()), false, null);
        }
        List<String> pieces = Words.pieces(turn.text());
        List<ObjectNode> calls = calls();
        for (int i = 0; i < pieces.size(); i++) {
            boolean last = i == pieces.size() - 1 && calls.isEmpty();
            chunk(frames, List.of(Json.object().put("text", pieces.get(i))), true, last ? finish() : null);
        }
        if (!calls.isEmpty()) {
            chunk(frames, calls, true, finish());
        } else if (pieces.isEmpty()) {
            chunk(frames, List.of(Json.object().put("text", "")), true, finish());
        }
        return new Script("text/event-stream", true, frames.build(turn.counts()), Script.COMMENT);
    }

    /** The same chunks without {@code alt=sse}: one JSON array, an element at a time. */
    Script array() {
        List<Frame> frames = new ArrayList<>();
        List<Frame> events = events().frames();
        for (Frame event : events) {
            String data = new String(event.bytes(), StandardCharsets.UTF_8)
                    .substring("data: ".length())
                    .strip();
            boolean last = event.number() == events.size();
            String text = (event.number() == 1 ? "[" : ",\n") + data + (last ? "]" : "\n");
            frames.add(new Frame(
                    event.number(), text.getBytes(StandardCharsets.UTF_8), false, event.consumed(), event.reported()));
        }
        return new Script("application/json; charset=UTF-8", true, frames, "\n".getBytes(StandardCharsets.UTF_8));
    }

    private void chunk(Frames frames, List<ObjectNode> parts, boolean content, @Nullable String finish) {
        frames.usage(null, content, counts -> counts, counts -> {
            ObjectNode body = response(parts, finish);
            body.set("usageMetadata", usage(counts));
            return named(body);
        });
    }

    private ObjectNode response(List<ObjectNode> parts, @Nullable String finish) {
        ObjectNode body = Json.object();
        ArrayNode candidates = body.putArray("candidates");
        for (int i = 0; i < ask.answers(); i++) {
            ObjectNode candidate = candidates.addObject();
            ObjectNode content = candidate.putObject("content");
            content.putArray("parts").addAll(parts);
            content.put("role", "model");
            if (finish != null) {
                candidate.put("finishReason", finish);
            }
            candidate.put("index", i);
        }
        return body;
    }

    private ObjectNode named(ObjectNode body) {
        return body.put("modelVersion", model).put("responseId", Ids.of("", 22, number));
    }

    private boolean thoughts() {
        return ask.body()
                        .path("generationConfig")
                        .path("thinkingConfig")
                        .path("includeThoughts")
                        .asBoolean()
                && turn.counts().reasoning() > 0;
    }

    private ObjectNode thought() {
        return Json.object().put("text", "The user said: " + ask.lastText()).put("thought", true);
    }

    /** Calls come whole. Gemini 3 gives them ids, and signs the first. */
    private List<ObjectNode> calls() {
        List<ObjectNode> parts = new ArrayList<>();
        boolean third = GeminiChecks.third(ask.model());
        for (ToolCall call : turn.calls()) {
            ObjectNode part = Json.object();
            ObjectNode function = part.putObject("functionCall");
            if (third) {
                function.put("id", Ids.of("", 8, number * 128 + parts.size()));
            }
            function.put("name", call.name()).set("args", Json.parse(call.arguments()));
            if (third && parts.isEmpty()) {
                part.put("thoughtSignature", SIGNATURE);
            }
            parts.add(part);
        }
        return parts;
    }

    private String finish() {
        return switch (turn.finish()) {
            case DONE, STOP_SEQUENCE, TOOLS -> "STOP";
            case LENGTH -> "MAX_TOKENS";
        };
    }

    static ObjectNode usage(Counts counts) {
        ObjectNode usage = Json.object().put("promptTokenCount", counts.input());
        if (counts.output() > 0) {
            usage.put("candidatesTokenCount", counts.output());
        }
        usage.put("totalTokenCount", counts.input() + counts.output() + counts.reasoning());
        if (counts.cacheRead() > 0) {
            usage.put("cachedContentTokenCount", counts.cacheRead());
        }
        usage.putArray("promptTokensDetails")
                .addObject()
                .put("modality", "TEXT")
                .put("tokenCount", counts.input());
        if (counts.reasoning() > 0) {
            usage.put("thoughtsTokenCount", counts.reasoning());
        }
        return usage;
    }
}
