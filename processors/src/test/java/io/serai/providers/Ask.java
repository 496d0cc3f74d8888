package io.serai.providers;

import io.serai.chat.ChatRequest;
import io.serai.chat.Json;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.ResponseFormat;
import io.serai.chat.Sampling;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import io.serai.chat.ToolChoice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds requests for tests, one wish at a time. */
public final class Ask {

    private final List<Message> messages = new ArrayList<>();
    private final List<Tool> tools = new ArrayList<>();
    private final Map<String, Json> extras = new HashMap<>();
    private ToolChoice choice = new ToolChoice.Auto();
    private ResponseFormat format = new ResponseFormat.Text();
    private boolean stream;
    private @Nullable String user;
    public @Nullable Double temperature;
    public @Nullable Double topP;
    public @Nullable Integer maxTokens;
    public List<String> stop = List.of();
    public @Nullable Integer n;
    public @Nullable Long seed;
    public @Nullable Double presence;
    public @Nullable Double frequency;
    public @Nullable Boolean logprobs;
    public @Nullable String effort;
    public @Nullable Boolean parallel;

    public static Ask user(String text) {
        return new Ask().says(text);
    }

    public static Ask nothing() {
        return new Ask();
    }

    public Ask says(Part... parts) {
        messages.add(new Message.User(List.of(parts), null));
        return this;
    }

    public Ask says(String text) {
        return says(new Part.Text(text));
    }

    public Ask named(String name, String text) {
        messages.add(new Message.User(List.of(new Part.Text(text)), name));
        return this;
    }

    public Ask system(String text) {
        messages.add(new Message.System(List.of(new Part.Text(text)), false, null));
        return this;
    }

    public Ask developer(String text) {
        messages.add(new Message.System(List.of(new Part.Text(text)), true, null));
        return this;
    }

    public Ask assistant(String text, ToolCall... calls) {
        List<Part> parts = text.isEmpty() ? List.of() : List.of(new Part.Text(text));
        messages.add(new Message.Assistant(parts, List.of(calls), null));
        return this;
    }

    public Ask result(String id, String text) {
        messages.add(new Message.ToolResult(id, List.of(new Part.Text(text))));
        return this;
    }

    public Ask tool(String name, @Nullable String schema) {
        tools.add(new Tool(name, null, schema == null ? null : new Json(schema), null));
        return this;
    }

    public Ask strictTool(String name, String description, String schema) {
        tools.add(new Tool(name, description, new Json(schema), true));
        return this;
    }

    public Ask choice(ToolChoice choice) {
        this.choice = choice;
        return this;
    }

    public Ask jsonObject() {
        format = new ResponseFormat.JsonObject();
        return this;
    }

    public Ask schema(String schema) {
        format = new ResponseFormat.JsonSchema("answer", null, new Json(schema), true);
        return this;
    }

    public Ask stream() {
        stream = true;
        return this;
    }

    public Ask forUser(String user) {
        this.user = user;
        return this;
    }

    public Ask extra(String name, String json) {
        extras.put(name, new Json(json));
        return this;
    }

    public Ask temperature(double value) {
        temperature = value;
        return this;
    }

    public Ask topP(double value) {
        topP = value;
        return this;
    }

    public Ask maxTokens(int value) {
        maxTokens = value;
        return this;
    }

    public Ask effort(String value) {
        effort = value;
        return this;
    }

    public ChatRequest build() {
        Sampling sampling = new Sampling(
                temperature, topP, maxTokens, stop, n, seed, presence, frequency, logprobs, null, effort, parallel);
        return new ChatRequest(
                "auto", List.of(), messages, tools, choice, format, sampling, stream, false, Map.of(), user, extras,
                null);
    }
}
