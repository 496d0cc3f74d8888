package io.serai.providers.openai.reply;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Content that a vendor (Mistral) wrote as a list of parts: its text, and apart from it the model's thinking. */
final class ContentText {

    private final StringBuilder text = new StringBuilder();
    private final StringBuilder thinking = new StringBuilder();

    /** Reads the list that the parser stands at the beginning of. */
    static ContentText read(JsonParser parser) throws IOException {
        ContentText content = new ContentText();
        content.list(parser, false);
        return content;
    }

    @Nullable
    String text() {
        return text.isEmpty() ? null : text.toString();
    }

    @Nullable
    String thinking() {
        return thinking.isEmpty() ? null : thinking.toString();
    }

    private void list(JsonParser parser, boolean thought) throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                part(parser, thought);
            } else if (parser.currentToken() == JsonToken.VALUE_STRING) {
                add(parser, thought);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void part(JsonParser parser, boolean thought) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            boolean inside = name.equals("thinking");
            if (token == JsonToken.START_ARRAY && inside) {
                list(parser, true);
            } else if (token == JsonToken.VALUE_STRING && (inside || name.equals("text"))) {
                add(parser, thought || inside);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void add(JsonParser parser, boolean thought) throws IOException {
        (thought ? thinking : text).append(parser.getText());
    }
}
