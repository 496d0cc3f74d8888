package io.serai.providers.gemini;

import com.fasterxml.jackson.core.JsonGenerator;
import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.ToolCall;
import io.serai.json.ProviderJson;
import io.serai.providers.DataUrl;
import io.serai.providers.Turns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes turns as contents of the roles user and model.
 *
 * <p>Results stand in a content of their own, in the order of their calls, because Gemini pairs those without an id by
 * place. A picture's {@code detail} is only a hint and has no word here; what an assistant once refused with becomes its
 * text.
 */
final class Contents {

    /**
     * Google's own word for a call that it did not sign, such as one of another provider's model:
     * {@code skip_thought_signature_validator}, in base64 because the field holds bytes.
     */
    private static final String UNSIGNED = "c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I=";

    private static final Map<String, String> TYPES = Map.of(
            "png", "image/png",
            "jpg", "image/jpeg",
            "jpeg", "image/jpeg",
            "webp", "image/webp",
            "heic", "image/heic",
            "heif", "image/heif",
            "gif", "image/gif",
            "pdf", "application/pdf");

    private final JsonGenerator out;
    private final boolean wantsSignatures;
    private final Map<String, Call> calls = new HashMap<>();

    Contents(JsonGenerator out, GeminiModel model) {
        this.out = out;
        this.wantsSignatures = model.wantsSignatures();
    }

    /** A call of an earlier turn: its place among all calls, so that results can follow the same order. */
    private record Call(String name, int place) {}

    void turn(Turns.Turn turn) throws IOException {
        if (!turn.results().isEmpty()) {
            results(turn.results());
        }
        if (turn.said().isEmpty()) {
            return;
        }
        begin(turn.user() ? "user" : "model");
        boolean signed = false;
        for (Message said : turn.said()) {
            switch (said) {
                case Message.Assistant assistant -> {
                    parts(assistant.parts(), null);
                    signed = calls(assistant.toolCalls(), signed);
                }
                case Message.User user -> parts(user.parts(), user.name());
                case Message.System system -> parts(system.parts(), system.name());
                case Message.ToolResult result -> parts(result.parts(), null);
            }
        }
        end();
    }

    private void begin(String role) throws IOException {
        out.writeStartObject();
        out.writeStringField("role", role);
        out.writeArrayFieldStart("parts");
    }

    private void end() throws IOException {
        out.writeEndArray();
        out.writeEndObject();
    }

    private boolean calls(List<ToolCall> made, boolean signedBefore) throws IOException {
        boolean signed = signedBefore;
        for (ToolCall call : made) {
            GeminiCallId id = GeminiCallId.parse(call.id());
            calls.put(call.id(), new Call(call.name(), calls.size()));
            out.writeStartObject();
            out.writeObjectFieldStart("functionCall");
            if (id.id() != null) {
                out.writeStringField("id", id.id());
            }
            out.writeStringField("name", call.name());
            out.writeFieldName("args");
            args(call.arguments());
            out.writeEndObject();
            if (id.signature() != null) {
                out.writeStringField("thoughtSignature", id.signature());
            } else if (wantsSignatures && !signed) {
                out.writeStringField("thoughtSignature", UNSIGNED);
            }
            // only the first of calls made at once is signed
            signed = true;
            out.writeEndObject();
        }
        return signed;
    }

    /** Arguments that are no JSON object are shown to the model as they are, under a name that says so. */
    private void args(String arguments) throws IOException {
        if (ProviderJson.isObject(arguments)) {
            out.writeRawValue(arguments);
        } else {
            out.writeStartObject();
            out.writeStringField("invalid_json", arguments);
            out.writeEndObject();
        }
    }

    private void results(List<Message.ToolResult> given) throws IOException {
        List<Message.ToolResult> results = new ArrayList<>(given);
        results.sort(Comparator.comparingInt(result -> call(result).place()));
        begin("user");
        for (Message.ToolResult result : results) {
            GeminiCallId id = GeminiCallId.parse(result.callId());
            out.writeStartObject();
            out.writeObjectFieldStart("functionResponse");
            if (id.id() != null) {
                out.writeStringField("id", id.id());
            }
            out.writeStringField("name", call(result).name());
            out.writeFieldName("response");
            response(result);
            out.writeEndObject();
            out.writeEndObject();
        }
        end();
    }

    private Call call(Message.ToolResult result) {
        Call call = calls.get(result.callId());
        if (call == null) {
            throw new Refusal(new GatewayError.Invalid(
                    "A tool message answers the call " + result.callId()
                            + ", which no assistant message before it made.",
                    "messages",
                    null));
        }
        return call;
    }

    /** A response must be an object; anything else becomes its {@code result}. */
    private void response(Message.ToolResult result) throws IOException {
        for (Part part : result.parts()) {
            if (!(part instanceof Part.Text)) {
                throw unsupported("Gemini takes only text as the result of a tool.");
            }
        }
        String text = result.text();
        if (ProviderJson.isObject(text)) {
            out.writeRawValue(text);
            return;
        }
        out.writeStartObject();
        out.writeFieldName("result");
        if (ProviderJson.isArray(text)) {
            out.writeRawValue(text);
        } else {
            out.writeString(text);
        }
        out.writeEndObject();
    }

    private void parts(List<Part> parts, @Nullable String name) throws IOException {
        String speaker = name;
        for (Part part : parts) {
            if (Turns.isBlank(part)) {
                continue;
            }
            out.writeStartObject();
            switch (part) {
                case Part.Text text -> {
                    out.writeStringField("text", Turns.named(text.text(), speaker));
                    speaker = null;
                }
                case Part.Refusal refusal -> out.writeStringField("text", refusal.text());
                case Part.ImageData image -> inline(image.mediaType(), image.base64());
                case Part.ImageUrl image -> address(image.url());
                case Part.Audio audio -> inline("audio/" + audio.format(), audio.base64());
                case Part.File file -> file(file);
            }
            out.writeEndObject();
        }
    }

    private void inline(String mediaType, String base64) throws IOException {
        out.writeObjectFieldStart("inlineData");
        out.writeStringField("mimeType", mediaType.equals("image/jpg") ? "image/jpeg" : mediaType);
        out.writeStringField("data", base64);
        out.writeEndObject();
    }

    private void address(String url) throws IOException {
        DataUrl data = DataUrl.parse(url);
        if (data != null) {
            inline(data.mediaType(), data.base64());
            return;
        }
        out.writeObjectFieldStart("fileData");
        String path = url.split("[?#]", 2)[0];
        String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
        if (type != null) {
            out.writeStringField("mimeType", type);
        }
        out.writeStringField("fileUri", url);
        out.writeEndObject();
    }

    private void file(Part.File file) throws IOException {
        String id = file.fileId();
        DataUrl data = file.data() == null ? null : DataUrl.parse(file.data());
        if (data != null) {
            inline(data.mediaType(), data.base64());
        } else if (id != null && (id.startsWith("https://") || id.startsWith("gs://"))) {
            address(id);
        } else {
            throw unsupported("Files must be sent by value, as a base64 data URL in file_data, or by the address that"
                    + " Google gave them: it does not know the ids of files that another provider stores.");
        }
    }

    private static Refusal unsupported(String message) {
        return new Refusal(new GatewayError.Invalid(message, "messages", "unsupported_parameter"));
    }
}
