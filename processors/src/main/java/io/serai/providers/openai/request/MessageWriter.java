package io.serai.providers.openai.request;

import com.fasterxml.jackson.core.JsonGenerator;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.ToolCall;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a conversation in OpenAI's words. */
final class MessageWriter {

    private final Vendor vendor;
    private final JsonGenerator json;

    MessageWriter(Vendor vendor, JsonGenerator json) {
        this.vendor = vendor;
        this.json = json;
    }

    void messages(List<Message> messages) throws IOException {
        json.writeFieldName("messages");
        list(messages);
    }

    void list(List<Message> messages) throws IOException {
        json.writeStartArray();
        for (Message message : messages) {
            json.writeStartObject();
            switch (message) {
                case Message.System system -> {
                    boolean developer = system.developer() && vendor.knowsDeveloperRole();
                    turn(developer ? "developer" : "system", system.parts(), system.name());
                }
                case Message.User user -> turn("user", user.parts(), user.name());
                case Message.Assistant assistant -> {
                    turn("assistant", assistant.parts(), assistant.name());
                    toolCalls(assistant.toolCalls());
                    if (vendor.goesOnWithPrefix() && message == messages.getLast()) {
                        json.writeBooleanField("prefix", true);
                    }
                }
                case Message.ToolResult result -> {
                    turn("tool", result.parts(), null);
                    json.writeStringField("tool_call_id", result.callId());
                }
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void turn(String role, List<Part> parts, @Nullable String name) throws IOException {
        json.writeStringField("role", role);
        if (name != null) {
            json.writeStringField("name", name);
        }
        if (parts.isEmpty()) {
            if (role.equals("assistant")) {
                json.writeNullField("content");
            } else {
                json.writeStringField("content", "");
            }
        } else if (parts.size() == 1 && parts.getFirst() instanceof Part.Text only) {
            json.writeStringField("content", only.text());
        } else {
            json.writeArrayFieldStart("content");
            for (Part part : parts) {
                json.writeStartObject();
                part(part);
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }

    private void part(Part part) throws IOException {
        switch (part) {
            case Part.Text text -> {
                json.writeStringField("type", "text");
                json.writeStringField("text", text.text());
            }
            case Part.Refusal refusal -> {
                json.writeStringField("type", "refusal");
                json.writeStringField("refusal", refusal.text());
            }
            case Part.ImageUrl image -> image(image.url(), image.detail());
            case Part.ImageData image ->
                image("data:" + image.mediaType() + ";base64," + image.base64(), image.detail());
            case Part.Audio audio -> {
                json.writeStringField("type", "input_audio");
                json.writeObjectFieldStart("input_audio");
                json.writeStringField("data", audio.base64());
                json.writeStringField("format", audio.format());
                json.writeEndObject();
            }
            case Part.File file -> {
                json.writeStringField("type", "file");
                json.writeObjectFieldStart("file");
                text("file_id", file.fileId());
                text("file_data", file.data());
                text("filename", file.name());
                json.writeEndObject();
            }
        }
    }

    private void image(String url, @Nullable String detail) throws IOException {
        json.writeStringField("type", "image_url");
        json.writeObjectFieldStart("image_url");
        json.writeStringField("url", url);
        text("detail", detail);
        json.writeEndObject();
    }

    private void toolCalls(List<ToolCall> calls) throws IOException {
        if (calls.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("tool_calls");
        for (ToolCall call : calls) {
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

    private void text(String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }
}
