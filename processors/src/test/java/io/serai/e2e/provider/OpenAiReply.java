package io.serai.e2e.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A turn as OpenAI's chat completion, whole or in chunks. */
final class OpenAiReply {
    private static final int ARGUMENT_PART = 8;

    private final Ask ask;
    private final Turn turn;
    private final String model;
    private final long number;
    private final long created;

    OpenAiReply(Ask ask, Turn turn, String model, long number, long created) {
        this.ask = ask;
        this.turn = turn;
        this.model = model;
        this.number = number;
        this.created = created;
    }

    Script whole() {
        ObjectNode body = envelope("chat.completion");
        ArrayNode choices = body.putArray("choices");
        for (int i = 0; i < ask.answers(); i++) {
            ObjectNode choice = choices.addObject().put("index", i);
            ObjectNode message = choice.putObject("message").put("role", "assistant");
            message.put("content", turn.text().isEmpty() && !turn.calls().isEmpty() ? null : turn.text());
            message.putNull("refusal");
            if (!turn.calls().isEmpty()) {
                ArrayNode calls = message.putArray("tool_calls");
                for (int c = 0; c < turn.calls().size(); c++) {
                    call(calls.addObject(), i, c, turn.calls().get(c).arguments());
                }
            }
            message.putArray("annotations");
            choice.set("logprobs", logprobs(Words.pieces(turn.text())));
            choice.put("finish_reason", finish());
        }
        body.set("usage", usage(turn.counts()));
        body.put("service_tier", "default").put("system_fingerprint", "fp_b54fe76834");
        return Script.whole(Script.JSON, Json.bytes(body), turn.counts());
    }

    Script stream(Delivery delivery) {
        boolean usage = ask.body().path("stream_options").path("include_usage").asBoolean();
        Frames frames = new Frames();
        for (int i = 0; i < ask.answers(); i++) {
            ObjectNode first = Json.object().put("role", "assistant");
            if (turn.calls().isEmpty() || !turn.text().isEmpty()) {
                first.put("content", "");
            } else {
                first.putNull("content");
            }
            frames.plain(null, chunk(i, first.putNull("refusal"), null, null));
        }
        for (String piece : Words.pieces(turn.text())) {
            for (int i = 0; i < ask.answers(); i++) {
                ObjectNode chunk = chunk(i, Json.object().put("content", piece), null, logprobs(List.of(piece)));
                content(frames, chunk, usage, delivery);
            }
        }
        for (int i = 0; i < ask.answers(); i++) {
            for (int c = 0; c < turn.calls().size(); c++) {
                calls(frames, i, c, usage, delivery);
            }
        }
        last(frames, usage, delivery);
        frames.terminator(null, "[DONE]");
        return new Script("text/event-stream; charset=utf-8", true, frames.build(turn.counts()), Script.COMMENT);
    }

    private void calls(Frames frames, int answer, int index, boolean usage, Delivery delivery) {
        ObjectNode opening = Json.object();
        call(opening.putArray("tool_calls").addObject().put("index", index), answer, index, "");
        content(frames, chunk(answer, opening, null, null), usage, delivery);
        for (String part : Words.parts(turn.calls().get(index).arguments(), ARGUMENT_PART)) {
            ObjectNode delta = Json.object();
            ObjectNode call = delta.putArray("tool_calls").addObject().put("index", index);
            call.putObject("function").put("arguments", part);
            content(frames, chunk(answer, delta, null, null), usage, delivery);
        }
    }

    private void content(Frames frames, ObjectNode chunk, boolean usage, Delivery delivery) {
        if (usage && delivery.usageEveryChunk()) {
            frames.usage(
                    null, true, counts -> counts, counts -> chunk.deepCopy().set("usage", usage(counts)));
        } else {
            frames.content(null, chunk);
        }
    }

    private void last(Frames frames, boolean usage, Delivery delivery) {
        for (int i = 0; i < ask.answers(); i++) {
            ObjectNode chunk = chunk(i, Json.object(), finish(), null);
            if (usage && delivery.usageOnChoice() && i == ask.answers() - 1) {
                frames.usage(null, false, counts -> turn.counts(), counts -> chunk.set("usage", usage(counts)));
            } else {
                frames.plain(null, chunk);
            }
        }
        if (usage && !delivery.usageOnChoice()) {
            ObjectNode chunk = chunkEnvelope();
            chunk.putArray("choices");
            frames.usage(null, false, counts -> turn.counts(), counts -> chunk.set("usage", usage(counts)));
        }
    }

    private ObjectNode chunk(int index, ObjectNode delta, @Nullable String finish, @Nullable JsonNode logprobs) {
        ObjectNode chunk = chunkEnvelope();
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", index);
        choice.set("delta", delta);
        choice.set("logprobs", logprobs);
        choice.put("finish_reason", finish);
        if (ask.body().path("stream_options").path("include_usage").asBoolean()) {
            chunk.putNull("usage");
        }
        return chunk;
    }

    private ObjectNode chunkEnvelope() {
        return envelope("chat.completion.chunk")
                .put("service_tier", "default")
                .put("system_fingerprint", "fp_b54fe76834");
    }

    private ObjectNode envelope(String object) {
        return Json.object()
                .put("id", Ids.of("chatcmpl-", 29, number))
                .put("object", object)
                .put("created", created)
                .put("model", model);
    }

    private void call(ObjectNode call, int answer, int index, String arguments) {
        call.put("id", Ids.of("call_", 24, (number * 128 + answer) * 128 + index))
                .put("type", "function");
        call.putObject("function").put("name", turn.calls().get(index).name()).put("arguments", arguments);
    }

    private String finish() {
        return switch (turn.finish()) {
            case DONE, STOP_SEQUENCE -> "stop";
            case LENGTH -> "length";
            case TOOLS -> ask.forced() == null ? "tool_calls" : "stop";
        };
    }

    private @Nullable JsonNode logprobs(List<String> tokens) {
        if (!ask.body().path("logprobs").asBoolean()) {
            return null;
        }
        ObjectNode logprobs = Json.object();
        ArrayNode content = logprobs.putArray("content");
        for (String token : tokens) {
            ObjectNode entry = content.addObject().put("token", token).put("logprob", -0.25);
            ArrayNode bytes = entry.putArray("bytes");
            for (byte b : token.getBytes(StandardCharsets.UTF_8)) {
                bytes.add(b & 0xff);
            }
            entry.putArray("top_logprobs");
        }
        logprobs.putNull("refusal");
        return logprobs;
    }

    static ObjectNode usage(Counts counts) {
        long writes = counts.cacheWrite5m() + counts.cacheWrite1h();
        ObjectNode usage = Json.object()
                .put("prompt_tokens", counts.input())
                .put("completion_tokens", counts.output() + counts.reasoning())
                .put("total_tokens", counts.input() + counts.output() + counts.reasoning());
        ObjectNode prompt = usage.putObject("prompt_tokens_details")
                .put("cached_tokens", counts.cacheRead())
                .put("audio_tokens", 0);
        if (writes > 0) {
            prompt.put("cache_write_tokens", writes);
        }
        usage.putObject("completion_tokens_details")
                .put("reasoning_tokens", counts.reasoning())
                .put("audio_tokens", 0)
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0);
        return usage;
    }
}
