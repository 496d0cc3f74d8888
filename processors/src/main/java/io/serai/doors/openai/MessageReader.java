package io.serai.doors.openai;

import io.serai.call.Refusal;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.ToolCall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one turn of a conversation; its fields may come in any order, so they are judged at its end. */
final class MessageReader {

    private static final List<String> ROLES = List.of("developer", "system", "user", "assistant", "tool");
    private static final int MOST_MESSAGES = 10_000;
    private static final int MOST_PARTS = 10_000;
    private static final int MOST_CALLS = 1_000;
    private static final String STRING_OR_PARTS = "one of a string or array of objects";

    private final JsonCursor in;

    private @Nullable String role;
    private @Nullable List<Part> content;
    private boolean contentGiven;
    private @Nullable String name;
    private @Nullable String refusal;
    private @Nullable String callId;
    private @Nullable List<ToolCall> calls;
    private boolean calling;
    private boolean spoken;

    private MessageReader(JsonCursor in) {
        this.in = in;
    }

    static List<Message> messages(JsonCursor in) throws IOException {
        in.enterArray("an array of objects");
        List<Message> messages = new ArrayList<>();
        while (in.element()) {
            messages.add(new MessageReader(in).message());
            if (messages.size() > MOST_MESSAGES) {
                throw RequestErrors.longArray("messages", MOST_MESSAGES);
            }
        }
        if (messages.isEmpty()) {
            throw RequestErrors.emptyArray(in.path());
        }
        return messages;
    }

    private Message message() throws IOException {
        in.enterObject();
        for (String field = in.field(); field != null; field = in.field()) {
            value(field);
        }
        if (role == null) {
            throw RequestErrors.missing(in.path() + ".role");
        }
        return switch (role) {
            case "user" -> {
                plain();
                yield new Message.User(required(), name);
            }
            case "system", "developer" -> {
                plain();
                yield new Message.System(textOnly(required(), false), role.equals("developer"), name);
            }
            case "tool" -> toolResult();
            case "assistant" -> assistant();
            default -> throw RequestErrors.wrongValue(in.path() + ".role", role, ROLES);
        };
    }

    private void value(String field) throws IOException {
        switch (field) {
            case "role" -> role = in.string();
            case "content" -> {
                contentGiven = true;
                content = in.isNull() ? null : content();
            }
            case "name" -> name = in.stringOrNull();
            case "refusal" -> refusal = in.stringOrNull();
            case "tool_call_id" -> callId = in.stringOrNull();
            case "tool_calls" -> calls();
            case "function_call" -> {
                if (!in.isNull()) {
                    throw RequestErrors.unsupported(in.path(), "tool_calls");
                }
            }
            case "audio" -> {
                spoken = !in.isNull();
                in.keep();
            }
            // What answers carry and callers send back, though no model reads it; the last is a hint.
            case "annotations", "reasoning_content", "reasoning", "cache_control" -> in.skip();
            default -> in.keep();
        }
    }

    private List<Part> content() throws IOException {
        if (in.isString()) {
            return List.of(new Part.Text(in.string()));
        }
        in.enterArray(STRING_OR_PARTS);
        List<Part> parts = new ArrayList<>();
        while (in.element()) {
            parts.add(PartReader.part(in));
            if (parts.size() > MOST_PARTS) {
                throw RequestErrors.longArray("messages[].content", MOST_PARTS);
            }
        }
        if (parts.isEmpty()) {
            throw RequestErrors.emptyArray(in.path());
        }
        return parts;
    }

    private void calls() throws IOException {
        if (in.isNull()) {
            return;
        }
        in.enterArray("an array of objects");
        calls = new ArrayList<>();
        while (in.element()) {
            calling = true;
            ToolCall call = ToolReader.call(in);
            if (call != null) {
                calls.add(call);
            }
            if (calls.size() > MOST_CALLS) {
                throw RequestErrors.longArray("messages[].tool_calls", MOST_CALLS);
            }
        }
    }

    private Message toolResult() {
        if (callId == null || callId.isEmpty()) {
            throw RequestErrors.of(
                    "Missing parameter 'tool_call_id': messages with role 'tool' must have a 'tool_call_id'.",
                    in.path() + ".tool_call_id",
                    "missing_required_parameter");
        }
        if (calling) {
            throw unexpected("tool_calls");
        }
        // A tool's name is in the call that it answers; the turn's own may go.
        return new Message.ToolResult(callId, textOnly(required(), false));
    }

    private Message assistant() {
        if (callId != null) {
            throw unexpected("tool_call_id");
        }
        List<Part> said = content == null ? List.of() : textOnly(content, true);
        if (refusal != null) {
            said = new ArrayList<>(said);
            said.add(new Part.Refusal(refusal));
        }
        if (content == null && refusal == null && !calling && !spoken) {
            throw contentGiven
                    ? RequestErrors.wrongType(in.path() + ".content", STRING_OR_PARTS, "null")
                    : RequestErrors.missing(in.path() + ".content");
        }
        return new Message.Assistant(said, calls == null ? List.of() : calls, name);
    }

    private List<Part> required() {
        if (content != null) {
            return content;
        }
        throw contentGiven
                ? RequestErrors.wrongType(in.path() + ".content", STRING_OR_PARTS, "null")
                : RequestErrors.missing(in.path() + ".content");
    }

    private List<Part> textOnly(List<Part> parts, boolean refusals) {
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (!(part instanceof Part.Text) && !(refusals && part instanceof Part.Refusal)) {
                throw RequestErrors.wrongValue(
                        in.path() + ".content[" + i + "].type",
                        PartReader.type(part),
                        refusals ? List.of("text", "refusal") : List.of("text"));
            }
        }
        return parts;
    }

    /** Refuses what only an assistant or a tool may say. */
    private void plain() {
        if (callId != null) {
            throw unexpected("tool_call_id");
        }
        if (calling) {
            throw unexpected("tool_calls");
        }
        if (refusal != null) {
            throw unexpected("refusal");
        }
    }

    private Refusal unexpected(String field) {
        return RequestErrors.unknown(in.path() + "." + field);
    }
}
