package io.serai.doors.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.serai.call.GatewayError;
import io.serai.chat.ChatRequest;
import io.serai.chat.ToolCall;
import io.serai.chat.reply.ChatReply;
import io.serai.chat.reply.Verbatim;
import io.serai.doors.ChunkWriter;
import io.serai.doors.Door;
import io.serai.doors.ErrorReply;
import io.serai.doors.Framing;
import io.serai.doors.ModelCard;
import io.serai.doors.SseFraming;
import io.serai.usage.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The door of OpenAI's chat completions. */
public final class OpenAiDoor implements Door {

    private static final Framing FRAMING = new SseFraming();

    @Override
    public String family() {
        return OpenAiJson.FAMILY;
    }

    @Override
    public ChatRequest read(byte[] body) {
        byte[] json = withoutMark(body);
        checkEncoding(json);
        try (JsonCursor in = new JsonCursor(json)) {
            try {
                return new RequestReader(json, in).read();
            } catch (JsonProcessingException e) {
                throw in.fault(e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    @Override
    public ChatRequest read(String body) {
        try {
            var utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(body));
            return read(Arrays.copyOf(utf8.array(), utf8.limit()));
        } catch (CharacterCodingException e) {
            throw RequestErrors.unparsable("it holds half a surrogate pair.");
        }
    }

    private static byte[] withoutMark(byte[] body) {
        if (!isMarked(body, 0)) {
            return body;
        }
        if (isMarked(body, 3)) {
            throw RequestErrors.unparsable("it begins with two byte order marks."); // the parser would skip the second
        }
        return Arrays.copyOfRange(body, 3, body.length);
    }

    private static boolean isMarked(byte[] body, int at) {
        return body.length >= at + 3
                && body[at] == (byte) 0xEF
                && body[at + 1] == (byte) 0xBB
                && body[at + 2] == (byte) 0xBF;
    }

    private static void checkEncoding(byte[] json) {
        if (json.length == 0) {
            throw RequestErrors.unparsable("it is empty.");
        }
        // The parser would take these for UTF-16 or UTF-32, which count bytes otherwise.
        for (int i = 0; i < Math.min(4, json.length); i++) {
            if (json[i] == 0) {
                throw RequestErrors.unparsable("it is not UTF-8.");
            }
        }
        int fault = Utf8.fault(json);
        if (fault >= 0) {
            String what = json[fault] == '\\' ? "half a surrogate pair is escaped" : "it is not valid UTF-8";
            throw RequestErrors.unparsable(what + " (byte " + fault + ").");
        }
    }

    @Override
    public byte[] write(ChatReply.Whole reply, @Nullable Usage counted) {
        Verbatim verbatim = reply.verbatim();
        if (verbatim != null && verbatim.family().equals(OpenAiJson.FAMILY)) {
            return verbatim.bytes();
        }
        return OpenAiJson.bytes(json -> whole(json, reply, counted));
    }

    private static void whole(JsonGenerator json, ChatReply.Whole reply, @Nullable Usage counted) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", reply.id());
        json.writeStringField("object", "chat.completion");
        json.writeNumberField("created", reply.created());
        json.writeStringField("model", reply.model());
        json.writeArrayFieldStart("choices");
        for (ChatReply.Choice choice : reply.choices()) {
            json.writeStartObject();
            json.writeNumberField("index", choice.index());
            message(json, choice);
            json.writeNullField("logprobs");
            json.writeStringField("finish_reason", OpenAiJson.finish(choice.finish()));
            json.writeEndObject();
        }
        json.writeEndArray();
        Usage usage = reply.usage() == null ? counted : reply.usage();
        if (usage != null) {
            OpenAiJson.usage(json, usage);
        }
        json.writeEndObject();
    }

    private static void message(JsonGenerator json, ChatReply.Choice choice) throws IOException {
        json.writeObjectFieldStart("message");
        json.writeStringField("role", "assistant");
        OpenAiJson.stringOrNull(json, "content", choice.text());
        OpenAiJson.stringOrNull(json, "refusal", choice.refusal());
        if (choice.reasoning() != null && !choice.reasoning().isEmpty()) {
            json.writeStringField("reasoning_content", choice.reasoning());
        }
        if (!choice.toolCalls().isEmpty()) {
            json.writeArrayFieldStart("tool_calls");
            for (ToolCall call : choice.toolCalls()) {
                json.writeStartObject();
                json.writeStringField("id", call.id());
                json.writeStringField("type", "function");
                json.writeObjectFieldStart("function");
                json.writeStringField("name", call.name());
                json.writeStringField("arguments", call.arguments());
                json.writeEndObject();
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    @Override
    public ChunkWriter stream(ChatRequest request) {
        return new StreamWriter(request.streamUsage());
    }

    @Override
    public Framing framing() {
        return FRAMING;
    }

    @Override
    public ErrorReply error(GatewayError error) {
        return ErrorReply.of(error, OpenAiJson.bytes(json -> OpenAiJson.error(json, error)));
    }

    @Override
    public byte[] models(List<ModelCard> models) {
        return OpenAiJson.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("object", "list");
            json.writeArrayFieldStart("data");
            for (ModelCard model : models) {
                card(json, model);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    @Override
    public byte[] model(ModelCard model) {
        return OpenAiJson.bytes(json -> card(json, model));
    }

    private static void card(JsonGenerator json, ModelCard model) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", model.id());
        json.writeStringField("object", "model");
        json.writeNumberField("created", model.created());
        json.writeStringField("owned_by", model.ownedBy());
        json.writeEndObject();
    }
}
