package io.serai.doors.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import io.serai.call.GatewayError;
import io.serai.chat.reply.Chunk;
import io.serai.chat.reply.Delta;
import io.serai.chat.reply.Verbatim;
import io.serai.usage.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes one streamed answer as server-sent events; used by one thread.
 *
 * <p>The provider's own chunks pass as they are, unless they carry usage: that goes to the caller only at the end, and only
 * when it was asked for. Call {@link #chunk} for each chunk, then {@link #end} or {@link #error} once.
 */
public final class StreamWriter {

    private static final byte[] NOTHING = {};
    private static final byte[] DATA = ascii("data: ");
    private static final byte[] BLANK = ascii("\n\n");
    private static final byte[] DONE = ascii("data: [DONE]\n\n");
    private static final byte[] KEEP_ALIVE = ascii(": keep-alive\n\n");

    private final boolean usageAsked;
    private final BitSet begun = new BitSet();
    private final BitSet finished = new BitSet();
    private Delta.@Nullable Start start;
    /** Whether the provider's own chunks passed: they said the roles. */
    private boolean passed;

    StreamWriter(boolean usageAsked) {
        this.usageAsked = usageAsked;
    }

    /** A comment that keeps the connection open and no SDK takes for a chunk. */
    public static byte[] keepAlive() {
        return KEEP_ALIVE.clone();
    }

    /** The events for a chunk; empty where it has nothing for the caller. */
    public byte[] chunk(Chunk chunk) {
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
            return framed(verbatim.bytes());
        }
        return built(chunk);
    }

    /**
     * The events at the end of a complete answer.
     *
     * @param usage what the whole answer used; told only when the caller asked for it
     */
    public byte[] end(@Nullable Usage usage) {
        if (!usageAsked || usage == null) {
            return DONE.clone();
        }
        return OpenAiJson.bytes(
                DATA,
                json -> {
                    head(json);
                    json.writeEndArray();
                    OpenAiJson.usage(json, usage);
                    json.writeEndObject();
                },
                ascii("\n\ndata: [DONE]\n\n"));
    }

    /** The event that ends an answer which broke off: SDKs raise it, since no {@code [DONE]} follows. */
    public byte[] error(GatewayError error) {
        return OpenAiJson.bytes(DATA, json -> OpenAiJson.error(json, error), BLANK);
    }

    private static byte[] framed(byte[] json) {
        byte[] event = new byte[DATA.length + json.length + BLANK.length];
        System.arraycopy(DATA, 0, event, 0, DATA.length);
        System.arraycopy(json, 0, event, DATA.length, json.length);
        int end = DATA.length + json.length;
        for (int i = DATA.length; i < end; i++) {
            // Between tokens a line break is a space to JSON, but the end of the event's line to SSE.
            if (event[i] == '\n' || event[i] == '\r') {
                event[i] = ' ';
            }
        }
        System.arraycopy(BLANK, 0, event, end, BLANK.length);
        return event;
    }

    private byte[] built(Chunk chunk) {
        byte[] events = NOTHING;
        for (Delta delta : chunk.deltas()) {
            byte[] event = event(delta);
            events = events.length == 0 ? event : joined(events, event);
        }
        return events;
    }

    private byte[] event(Delta delta) {
        return switch (delta) {
            case Delta.Start first -> NOTHING;
            case Delta.UsageReport report -> NOTHING;
            case Delta.Text text -> said(text.choice(), "content", text.text());
            case Delta.Reasoning reasoning -> said(reasoning.choice(), "reasoning_content", reasoning.text());
            case Delta.Refusal refusal -> said(refusal.choice(), "refusal", refusal.text());
            case Delta.ToolCallStart call ->
                begin(call.choice(), true, json -> {
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
                begin(arguments.choice(), true, json -> {
                    json.writeArrayFieldStart("tool_calls");
                    json.writeStartObject();
                    json.writeNumberField("index", arguments.index());
                    json.writeObjectFieldStart("function");
                    json.writeStringField("arguments", arguments.fragment());
                    json.writeEndObject();
                    json.writeEndObject();
                    json.writeEndArray();
                });
            case Delta.Finish finish -> finish(finish);
        };
    }

    private byte[] said(int choice, String field, String text) {
        return text.isEmpty() ? NOTHING : begin(choice, false, json -> json.writeStringField(field, text));
    }

    private byte[] finish(Delta.Finish finish) {
        int choice = finish.choice();
        if (finished.get(choice)) {
            return NOTHING;
        }
        byte[] role = role(choice, false);
        finished.set(choice);
        return joined(role, choice(choice, json -> {}, finish.reason().wire()));
    }

    /** An event with a piece of a choice, after the choice's role where that was not said yet. */
    private byte[] begin(int choice, boolean tool, OpenAiJson.Body delta) {
        if (finished.get(choice)) {
            return NOTHING;
        }
        return joined(role(choice, tool), choice(choice, delta, null));
    }

    private byte[] role(int choice, boolean tool) {
        if (passed || begun.get(choice)) {
            return NOTHING;
        }
        begun.set(choice);
        return choice(
                choice,
                json -> {
                    json.writeStringField("role", "assistant");
                    OpenAiJson.stringOrNull(json, "content", tool ? null : "");
                },
                null);
    }

    private byte[] choice(int choice, OpenAiJson.Body delta, @Nullable String finish) {
        return OpenAiJson.bytes(
                DATA,
                json -> {
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
                },
                BLANK);
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

    private static byte[] joined(byte[] first, byte[] second) {
        if (first.length == 0) {
            return second;
        }
        if (second.length == 0) {
            return first;
        }
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
