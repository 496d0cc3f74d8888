package io.serai.providers.openai.reply;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.serai.chat.ToolCall;
import io.serai.json.ProviderJson;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A tool call, or what one event of a stream says of it.
 *
 * @param index     -1 where not said
 * @param id        null where not said or empty, as are type, name and arguments
 * @param oddities  a field is there that should be absent or of another type: a null, an empty id, arguments as an object
 */
record ToolFragment(
        int index,
        @Nullable String id,
        @Nullable String type,
        @Nullable String name,
        @Nullable String arguments,
        boolean oddities) {

    /** Reads the object the parser stands at the beginning of. */
    static ToolFragment read(JsonParser parser) throws IOException {
        return new Reading().call(parser);
    }

    /** Reads the older form, whose name and arguments stand outside of a {@code function}. */
    static ToolFragment readFunction(JsonParser parser) throws IOException {
        Reading reading = new Reading();
        reading.function(parser);
        return reading.result();
    }

    /** Whether it says nothing of a call, not even its name. */
    boolean isEmpty() {
        return name == null && (arguments == null || arguments.isEmpty() || arguments.equals("{}"));
    }

    ToolCall whole() {
        return new ToolCall(
                id == null ? Ids.call() : id, name == null ? "" : name, arguments == null ? "{}" : arguments);
    }

    /** Whether a whole answer may carry the call as it is. */
    boolean wholeAndTidy() {
        return !oddities && id != null && knownType() && name != null && arguments != null && !arguments.isEmpty();
    }

    /** Whether the first event of a call may carry it as it is. */
    boolean firstAndTidy(int place) {
        return !oddities && index == place && id != null && knownType() && name != null;
    }

    /** Whether a later event of a call may carry it as it is: accumulators would add up what is said twice. */
    boolean laterAndTidy(int place) {
        return !oddities && index == place && id == null && type == null && name == null;
    }

    private boolean knownType() {
        return "function".equals(type) || "custom".equals(type);
    }

    private static final class Reading {
        private int index = -1;
        private @Nullable String id;
        private @Nullable String type;
        private @Nullable String name;
        private @Nullable String arguments;
        private boolean oddities;

        ToolFragment call(JsonParser parser) throws IOException {
            for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
                JsonToken token = parser.nextToken();
                switch (field) {
                    case "index" -> {
                        oddities |= token != JsonToken.VALUE_NUMBER_INT;
                        index = parser.getValueAsInt(-1);
                        parser.skipChildren();
                    }
                    case "id" -> id = word(parser, token);
                    case "type" -> type = word(parser, token);
                    case "function", "custom" -> {
                        if (token == JsonToken.START_OBJECT) {
                            function(parser);
                        } else {
                            oddities = true;
                            parser.skipChildren();
                        }
                    }
                    default -> parser.skipChildren();
                }
            }
            return result();
        }

        void function(JsonParser parser) throws IOException {
            for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
                JsonToken token = parser.nextToken();
                switch (field) {
                    case "name" -> name = word(parser, token);
                    case "arguments", "input" -> arguments = arguments(parser, token);
                    default -> parser.skipChildren();
                }
            }
        }

        private @Nullable String word(JsonParser parser, JsonToken token) throws IOException {
            String text = token == JsonToken.VALUE_STRING ? parser.getText() : "";
            parser.skipChildren();
            oddities |= text.isEmpty();
            return text.isEmpty() ? null : text;
        }

        private @Nullable String arguments(JsonParser parser, JsonToken token) throws IOException {
            if (token == JsonToken.VALUE_STRING) {
                return parser.getText();
            }
            oddities = true;
            return token == JsonToken.VALUE_NULL ? null : ProviderJson.copy(parser);
        }

        ToolFragment result() {
            return new ToolFragment(index, id, type, name, arguments, oddities);
        }
    }
}
