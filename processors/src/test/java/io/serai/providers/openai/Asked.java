package io.serai.providers.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Original;
import io.serai.chat.Part;
import io.serai.json.ProviderJson;
import io.serai.providers.Ask;
import io.serai.providers.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Requests that came by OpenAI's wire, with their own bytes. */
final class Asked {

    private Asked() {}

    static ChatRequest body(String json) {
        ChatRequest plain = Ask.user("hi").build();
        boolean stream = json.contains("\"stream\":true");
        List<Message> messages = json.contains("developer")
                ? List.of(new Message.System(List.of(new Part.Text("x")), true, null))
                : plain.messages();
        return new ChatRequest(
                "auto",
                List.of(),
                messages,
                List.of(),
                plain.toolChoice(),
                plain.format(),
                plain.sampling(),
                stream,
                json.contains("\"include_usage\":true"),
                plain.metadata(),
                null,
                plain.extras(),
                original(json));
    }

    static Original original(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        List<Original.Field> fields = new ArrayList<>();
        try (JsonParser parser = ProviderJson.parser(bytes)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                int start = (int) parser.currentTokenLocation().getByteOffset();
                parser.nextToken();
                int value = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                parser.finishToken();
                int end = (int) parser.currentLocation().getByteOffset();
                fields.add(new Original.Field(name, start, value, end));
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
        return new Original("openai", bytes, fields);
    }

    static Target target(String upstream, boolean reasoning) {
        return new Target(upstream, 0, reasoning, Set.of());
    }
}
