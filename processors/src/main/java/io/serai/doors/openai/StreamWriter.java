package io.serai.doors.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import io.serai.call.GatewayError;
import io.serai.chat.reply.Chunk;
import io.serai.chat.reply.Delta;
import io.serai.chat.reply.Verbatim;
import io.serai.doors.ChunkWriter;
import io.serai.doors.StreamEvent;
import io.serai.usage.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes one streamed answer as {@code chat.completion.chunk} objects; used by one thread.
 *
 * <p>The provider's own chunks pass as they are, unless they carry usage: that goes to the caller only at the end, and only
 * when it was asked for.
 */
final class StreamWriter implements ChunkWriter {

    private static final StreamEvent DONE = StreamEvent.of("[DONE]".getBytes(StandardCharsets.US_ASCII));

    private final boolean usageAsked;
    private final BitSet begun = new BitSet();
    private final BitSet finished = new BitSet();
    private Delta.@Nullable Start start;
    /** Whether the provider's own chunks passed: they said the roles. */
    private boolean passed;

    StreamWriter(boolean usageAsked) {
        this.usageAsked = usageAsked;
    }

    @Override
    public List<StreamEvent> chunk(Chunk chunk) {
        boolean reportsUsage = false;
        for (Delta delta : chunk.deltas()) {
            if (delta instanceof Delta.Start first && start == null) {
                start = first;
            }
            reportsUsage |= delta instanceof Delta.UsageReport;
        }
        Verbatim verbatim = chunk.verbatim();
        if (verbatim != null && !reportsUsage && verbatim.family().equals(OpenAiJson.FAMILY)) {
            passed = true;
            return List.of(StreamEvent.of(verbatim.bytes()));
        }
        return built(chunk);
    }

    /** The usage of the whole answer is told only when the caller asked for it. */
    @Override
    public List<StreamEvent> end(@Nullable Usage usage) {
        if (!usageAsked || usage == null) {
            return List.of(DONE);
        }
        return List.of(
                event(json -> {
                    head(json);
                    json.writeEndArray();
                    OpenAiJson.usage(json, usage);
                    json.writeEndObject();
                }),
                DONE);
    }

    /** SDKs raise it, since no {@code [DONE]} follows. */
    @Override
    public List<StreamEvent> error(GatewayError error) {
        return List.of(event(json -> OpenAiJson.error(json, error)));
    }

    private List<StreamEvent> built(Chunk chunk) {
        List<StreamEvent> events = new ArrayList<>(2);
        for (Delta delta : chunk.deltas()) {
            write(delta, events);
        }
        return events;
    }

    private void write(Delta delta, List<StreamEvent> events) {
        switch (delta) {
            case Delta.Start first -> {}
            case Delta.UsageReport report -> {}
            case Delta.Text text -> say(text.choice(), "content", text.text(), events);
            case Delta.Reasoning reasoning -> say(reasoning.choice(), "reasoning_content", reasoning.text(), events);
            case Delta.Refusal refusal -> say(refusal.choice(), "refusal", refusal.text(), events);
            case Delta.ToolCallStart call ->
                piece(call.choice(), true, events, json -> {
                    json.writeArrayFieldStart("tool_calls");
                    json.writeStartObject();
                    json.writeNumberField("index", call.index());
                    json.writeStringField("id", call.id());
                    json.writeStringField("type", "function");
                    json.writeObjectFieldStart("function");
                    json.writeStringField("name", call.name());
                    json.writeStringField("arguments", "");
                    json.writeEndObject();
                    json.writeEndObject();
                    json.writeEndArray();
                });
            case Delta.ToolCallArguments arguments ->
                piece(arguments.choice(), true, events, json -> {
                    json.writeArrayFieldStart("tool_calls");
                    json.writeStartObject();
                    json.writeNumberField("index", arguments.index());
                    json.writeObjectFieldStart("function");
                    json.writeStringField("arguments", arguments.fragment());
                    json.writeEndObject();
                    json.writeEndObject();
                    json.writeEndArray();
                });
            case Delta.Finish finish -> finish(finish, events);
        }
    }

    private void say(int choice, String field, String text, List<StreamEvent> events) {
        if (!text.isEmpty()) {
            piece(choice, false, events, json -> json.writeStringField(field, text));
        }
    }

    private void finish(Delta.Finish finish, List<StreamEvent> events) {
        int choice = finish.choice();
        if (finished.get(choice)) {
            return;
        }
        begin(choice, false, events);
        finished.set(choice);
        events.add(choice(choice, json -> {}, OpenAiJson.finish(finish.reason())));
    }

    /** An event with a piece of a choice, after the choice's role where that was not said yet. */
    private void piece(int choice, boolean tool, List<StreamEvent> events, OpenAiJson.Body delta) {
        if (finished.get(choice)) {
            return;
        }
        begin(choice, tool, events);
        events.add(choice(choice, delta, null));
    }

    private void begin(int choice, boolean tool, List<StreamEvent> events) {
        if (passed || begun.get(choice)) {
            return;
        }
        begun.set(choice);
        events.add(choice(
                choice,
                json -> {
                    json.writeStringField("role", "assistant");
                    OpenAiJson.stringOrNull(json, "content", tool ? null : "");
                },
                null));
    }

    private StreamEvent choice(int choice, OpenAiJson.Body delta, @Nullable String finish) {
        return event(json -> {
            head(json);
            json.writeStartObject();
            json.writeNumberField("index", choice);
            json.writeObjectFieldStart("delta");
            delta.write(json);
            json.writeEndObject();
            json.writeNullField("logprobs");
            OpenAiJson.stringOrNull(json, "finish_reason", finish);
            json.writeEndObject();
            json.writeEndArray();
            if (usageAsked) {
                json.writeNullField("usage");
            }
            json.writeEndObject();
        });
    }

    private static StreamEvent event(OpenAiJson.Body body) {
        return StreamEvent.of(OpenAiJson.bytes(body));
    }

    private void head(JsonGenerator json) throws IOException {
        if (start == null) {
            throw new IllegalStateException("a streamed answer must say its id and model before anything else");
        }
        json.writeStartObject();
        json.writeStringField("id", start.id());
        json.writeStringField("object", "chat.completion.chunk");
        json.writeNumberField("created", start.created());
        json.writeStringField("model", start.model());
        json.writeArrayFieldStart("choices");
    }
}
