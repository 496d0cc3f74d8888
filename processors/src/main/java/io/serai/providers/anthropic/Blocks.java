package io.serai.providers.anthropic;

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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes turns as content blocks.
 *
 * <p>A picture's {@code detail} has no word here and is only a hint; what an assistant once refused with becomes its text.
 */
final class Blocks {

    private final JsonGenerator out;

    Blocks(JsonGenerator out) {
        this.out = out;
    }

    void turn(Turns.Turn turn, boolean last) throws IOException {
        out.writeStartObject();
        out.writeStringField("role", turn.user() ? "user" : "assistant");
        out.writeArrayFieldStart("content");
        for (Message.ToolResult result : turn.results()) {
            result(result);
        }
        for (Message said : turn.said()) {
            boolean prefill = last && said == turn.said().getLast();
            switch (said) {
                case Message.Assistant assistant -> assistant(assistant, prefill);
                case Message.User user -> parts(user.parts(), user.name());
                case Message.System system -> parts(system.parts(), system.name());
                case Message.ToolResult result -> result(result);
            }
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private void assistant(Message.Assistant assistant, boolean last) throws IOException {
        List<Part> parts = assistant.parts();
        for (int i = 0; i < parts.size(); i++) {
            boolean prefill =
                    last && i == parts.size() - 1 && assistant.toolCalls().isEmpty();
            if (prefill
                    && parts.get(i) instanceof Part.Text text
                    && !text.text().isBlank()) {
                // the API refuses a last turn of the assistant that ends in white space
                text(text.text().stripTrailing());
            } else {
                part(parts.get(i), null);
            }
        }
        for (ToolCall call : assistant.toolCalls()) {
            out.writeStartObject();
            out.writeStringField("type", "tool_use");
            out.writeStringField("id", ToolIds.fit(call.id()));
            out.writeStringField("name", call.name());
            out.writeFieldName("input");
            input(call.arguments());
            out.writeEndObject();
        }
    }

    /** Arguments that are no JSON object are shown to the model as they are, under a name that says so. */
    private void input(String arguments) throws IOException {
        if (ProviderJson.isObject(arguments)) {
            out.writeRawValue(arguments);
        } else {
            out.writeStartObject();
            out.writeStringField("invalid_json", arguments);
            out.writeEndObject();
        }
    }

    private void result(Message.ToolResult result) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", "tool_result");
        out.writeStringField("tool_use_id", ToolIds.fit(result.callId()));
        List<Part> parts = result.parts();
        if (parts.size() == 1
                && parts.getFirst() instanceof Part.Text text
                && !text.text().isBlank()) {
            out.writeStringField("content", text.text());
        } else if (Turns.hasContent(result)) {
            out.writeArrayFieldStart("content");
            parts(parts, null);
            out.writeEndArray();
        }
        out.writeEndObject();
    }

    private void parts(List<Part> parts, @Nullable String name) throws IOException {
        String speaker = name;
        for (Part part : parts) {
            part(part, speaker);
            if (part instanceof Part.Text text && !text.text().isBlank()) {
                speaker = null;
            }
        }
    }

    private void part(Part part, @Nullable String speaker) throws IOException {
        if (Turns.isBlank(part)) {
            return;
        }
        switch (part) {
            case Part.Text text -> text(Turns.named(text.text(), speaker));
            case Part.Refusal refusal -> text(refusal.text());
            case Part.ImageData image -> bytes("image", image.mediaType(), image.base64(), null);
            case Part.ImageUrl image -> image(image.url());
            case Part.File file -> file(file);
            case Part.Audio audio -> throw unsupported("Anthropic models take no audio.");
        }
    }

    private void text(String text) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", "text");
        out.writeStringField("text", text);
        out.writeEndObject();
    }

    private void image(String url) throws IOException {
        DataUrl data = DataUrl.parse(url);
        if (data != null) {
            bytes("image", data.mediaType(), data.base64(), null);
            return;
        }
        out.writeStartObject();
        out.writeStringField("type", "image");
        out.writeObjectFieldStart("source");
        out.writeStringField("type", "url");
        out.writeStringField("url", url);
        out.writeEndObject();
        out.writeEndObject();
    }

    private void file(Part.File file) throws IOException {
        DataUrl data = file.data() == null ? null : DataUrl.parse(file.data());
        if (data == null) {
            throw unsupported("Files must be sent by value, as a base64 data URL in file_data: "
                    + "Anthropic does not know the ids of files that another provider stores.");
        }
        String type = data.mediaType();
        if (type.equals("application/pdf")) {
            bytes("document", type, data.base64(), file.name());
        } else if (type.startsWith("image/")) {
            bytes("image", type, data.base64(), null);
        } else if (type.startsWith("text/") || type.equals("application/json")) {
            plain(data, file.name());
        } else {
            throw unsupported("Anthropic models take files of type PDF, text or image, not " + type + '.');
        }
    }

    private void plain(DataUrl data, @Nullable String title) throws IOException {
        String text = data.text();
        if (text == null) {
            throw unsupported("The file_data of a file is not base64.");
        }
        out.writeStartObject();
        out.writeStringField("type", "document");
        out.writeObjectFieldStart("source");
        out.writeStringField("type", "text");
        out.writeStringField("media_type", "text/plain");
        out.writeStringField("data", text);
        out.writeEndObject();
        title(title);
        out.writeEndObject();
    }

    private void bytes(String block, String mediaType, String base64, @Nullable String title) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", block);
        out.writeObjectFieldStart("source");
        out.writeStringField("type", "base64");
        out.writeStringField("media_type", mediaType.equals("image/jpg") ? "image/jpeg" : mediaType);
        out.writeStringField("data", base64);
        out.writeEndObject();
        title(title);
        out.writeEndObject();
    }

    private void title(@Nullable String title) throws IOException {
        if (title != null && !title.isBlank()) {
            out.writeStringField("title", title);
        }
    }

    private static Refusal unsupported(String message) {
        return new Refusal(new GatewayError.Invalid(message, "messages", "unsupported_parameter"));
    }
}
