package io.serai.providers.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.call.ProviderFailure;
import io.serai.chat.reply.Chunk;
import io.serai.chat.reply.Delta;
import io.serai.json.ProviderJson;
import io.serai.providers.StreamDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a streamed answer of the Messages API, which ends with {@code message_stop}.
 *
 * <p>Where that is missing, the reason why it stopped is end enough.
 */
final class AnthropicStream implements StreamDecoder {

    /** Blocks are told one after the other. */
    private static final int MOST_OPEN_CALLS = 1024;

    private final long created;
    private final UsageCount count = new UsageCount();
    private final Map<Integer, Call> calls = new HashMap<>();
    private int tools;
    private boolean started;
    private boolean finished;
    private boolean stopped;

    AnthropicStream(long created) {
        this.created = created;
    }

    /** A tool call under way; {@code tool} is -1 where its input is the JSON answer. */
    private static final class Call {
        final int tool;
        boolean empty = true;

        Call(int tool) {
            this.tool = tool;
        }
    }

    @Override
    public @Nullable Chunk read(@Nullable String event, byte[] data) {
        if (stopped) {
            return null;
        }
        JsonNode node = ProviderJson.read(data);
        String type = node.path("type").asText(event == null ? "" : event);
        List<Delta> deltas = new ArrayList<>(2);
        switch (type) {
            case "message_start" -> start(node.path("message"), deltas);
            case "content_block_start" -> block(node, deltas);
            case "content_block_delta" -> delta(node, deltas);
            case "content_block_stop" -> close(node, deltas);
            case "message_delta" -> finish(node, deltas);
            case "message_stop" -> stop(deltas);
            case "error" -> throw AnthropicErrors.inStream(node);
            default -> {
                // ping, and events that a later version may add, which the API asks its clients to pass over
            }
        }
        Chunk chunk = deltas.isEmpty() ? null : new Chunk(deltas, null);
        finished &= chunk == null || !chunk.says() || ends(deltas);
        if (chunk != null && !started) {
            throw new ProviderFailure(ProviderFailure.Kind.MALFORMED, "the stream does not begin with message_start");
        }
        return chunk;
    }

    private static boolean ends(List<Delta> deltas) {
        return deltas.stream().anyMatch(Delta.Finish.class::isInstance);
    }

    @Override
    public boolean complete() {
        return stopped;
    }

    @Override
    public @Nullable Chunk end() {
        if (!stopped && !finished) {
            throw new ProviderFailure(ProviderFailure.Kind.CUT, "the stream ended before message_stop");
        }
        return null;
    }

    private void start(JsonNode message, List<Delta> deltas) {
        if (started) {
            return;
        }
        started = true;
        deltas.add(new Delta.Start(
                message.path("id").asText(""), message.path("model").asText(""), created));
        usage(message, deltas);
    }

    private void usage(JsonNode holder, List<Delta> deltas) {
        count.take(holder.path("usage"));
        if (count.seen()) {
            deltas.add(new Delta.UsageReport(count.usage()));
        }
    }

    private void block(JsonNode node, List<Delta> deltas) {
        JsonNode block = node.path("content_block");
        switch (block.path("type").asText("")) {
            case "text" -> text(block.path("text").asText(""), deltas);
            case "thinking" -> reasoning(block.path("thinking").asText(""), deltas);
            case "tool_use" -> call(node.path("index").asInt(), block, deltas);
            default -> {
                // redacted thinking and server tools, as in a whole answer
            }
        }
    }

    private void call(int index, JsonNode block, List<Delta> deltas) {
        String name = block.path("name").asText("");
        boolean answer = name.equals(JsonAnswer.TOOL);
        Call call = new Call(answer ? -1 : tools++);
        calls.put(index, call);
        if (calls.size() > MOST_OPEN_CALLS) {
            throw new ProviderFailure(ProviderFailure.Kind.MALFORMED, "the stream begins calls and ends none");
        }
        if (!answer) {
            deltas.add(new Delta.ToolCallStart(0, call.tool, block.path("id").asText(""), name));
        }
        JsonNode input = block.path("input");
        if (input.isObject() && !input.isEmpty()) {
            input(call, input.toString(), deltas);
        }
    }

    private void delta(JsonNode node, List<Delta> deltas) {
        JsonNode delta = node.path("delta");
        switch (delta.path("type").asText("")) {
            case "text_delta" -> text(delta.path("text").asText(""), deltas);
            case "thinking_delta" -> reasoning(delta.path("thinking").asText(""), deltas);
            case "input_json_delta" -> {
                Call call = calls.get(node.path("index").asInt());
                if (call != null) {
                    input(call, delta.path("partial_json").asText(""), deltas);
                }
            }
            default -> {
                // signatures and citations
            }
        }
    }

    private static void input(Call call, String fragment, List<Delta> deltas) {
        if (fragment.isEmpty()) {
            return;
        }
        call.empty = false;
        deltas.add(call.tool < 0 ? new Delta.Text(0, fragment) : new Delta.ToolCallArguments(0, call.tool, fragment));
    }

    private void close(JsonNode node, List<Delta> deltas) {
        Call call = calls.remove(node.path("index").asInt());
        if (call != null && call.empty) {
            input(call, "{}", deltas);
        }
    }

    private static void text(String text, List<Delta> deltas) {
        if (!text.isEmpty()) {
            deltas.add(new Delta.Text(0, text));
        }
    }

    private static void reasoning(String text, List<Delta> deltas) {
        if (!text.isEmpty()) {
            deltas.add(new Delta.Reasoning(0, text));
        }
    }

    private void finish(JsonNode node, List<Delta> deltas) {
        JsonNode delta = node.path("delta");
        String reason = ProviderJson.text(delta, "stop_reason");
        if (reason != null && !finished) {
            String refusal = StopReasons.refusal(delta);
            if (refusal != null) {
                deltas.add(new Delta.Refusal(0, refusal));
            }
            finished = true;
            deltas.add(new Delta.Finish(0, StopReasons.of(reason, tools > 0)));
        }
        if (node.has("usage")) {
            usage(node, deltas);
        }
    }

    private void stop(List<Delta> deltas) {
        stopped = true;
        if (!finished) {
            finished = true;
            deltas.add(new Delta.Finish(0, StopReasons.of(null, tools > 0)));
        }
    }
}
