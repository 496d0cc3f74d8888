package io.serai.routing;

import io.serai.chat.ChatRequest;
import io.serai.chat.Json;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.ResponseFormat;
import io.serai.chat.Sampling;
import io.serai.chat.Tool;
import io.serai.chat.ToolChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds requests for tests; what a test does not say is what a plain call has. */
public final class Requests {

    private String model = "auto";
    private List<String> fallbacks = List.of();
    private final List<Message> messages = new ArrayList<>();
    private List<Tool> tools = List.of();
    private ResponseFormat format = new ResponseFormat.Text();
    private @Nullable Integer maxOutput;
    private @Nullable Integer choices;
    private @Nullable Long seed;
    private boolean stream;
    private Map<String, String> metadata = Map.of();
    private Map<String, Json> extras = Map.of();

    public static Requests asking(String text) {
        Requests requests = new Requests();
        requests.messages.add(new Message.User(List.of(new Part.Text(text)), null));
        return requests;
    }

    public static Requests model(String model) {
        Requests requests = asking("Say hello.");
        requests.model = model;
        return requests;
    }

    public Requests system(String text) {
        messages.addFirst(new Message.System(List.of(new Part.Text(text)), false, null));
        return this;
    }

    public Requests then(String answer, String question) {
        messages.add(new Message.Assistant(List.of(new Part.Text(answer)), List.of(), null));
        messages.add(new Message.User(List.of(new Part.Text(question)), null));
        return this;
    }

    Requests picture() {
        messages.add(new Message.User(List.of(new Part.ImageUrl("https://example.org/a.png", null)), null));
        return this;
    }

    public Requests fallbacks(String... names) {
        fallbacks = List.of(names);
        return this;
    }

    public Requests tools() {
        tools = List.of(new Tool("look", null, null, null));
        return this;
    }

    Requests jsonSchema() {
        format = new ResponseFormat.JsonSchema("a", null, Json.EMPTY_OBJECT, true);
        return this;
    }

    public Requests maxOutput(int tokens) {
        maxOutput = tokens;
        return this;
    }

    public Requests choices(int count) {
        choices = count;
        return this;
    }

    Requests seed(long value) {
        seed = value;
        return this;
    }

    Requests streamed() {
        stream = true;
        return this;
    }

    public Requests task(String type) {
        metadata = Map.of("task", type);
        return this;
    }

    Requests extra(String name) {
        extras = Map.of(name, Json.EMPTY_OBJECT);
        return this;
    }

    public ChatRequest build() {
        Sampling sampling =
                new Sampling(null, null, maxOutput, List.of(), choices, seed, null, null, null, null, null, null);
        return new ChatRequest(
                model,
                fallbacks,
                messages,
                tools,
                new ToolChoice.Auto(),
                format,
                sampling,
                stream,
                false,
                metadata,
                null,
                extras,
                null);
    }
}
