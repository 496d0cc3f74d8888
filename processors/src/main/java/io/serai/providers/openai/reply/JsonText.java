package io.serai.providers.openai.reply;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads texts where a vendor may have put something else, which is passed over. */
final class JsonText {

    private JsonText() {}

    /** The text that the parser stands on, or null where it is none. */
    static @Nullable String string(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        parser.skipChildren();
        return null;
    }

    /** The text that the parser stands on, or null where it is none or empty. */
    static @Nullable String filled(JsonParser parser, JsonToken token) throws IOException {
        return filled(parser, token, null);
    }

    /** @param expected what it most likely is, which is then given itself: most fields repeat from event to event */
    static @Nullable String filled(JsonParser parser, JsonToken token, @Nullable String expected) throws IOException {
        if (token != JsonToken.VALUE_STRING) {
            parser.skipChildren();
            return null;
        }
        int length = parser.getTextLength();
        if (length == 0) {
            return null;
        }
        if (expected != null && expected.length() == length && same(parser, expected)) {
            return expected;
        }
        return parser.getText();
    }

    private static boolean same(JsonParser parser, String expected) throws IOException {
        char[] text = parser.getTextCharacters();
        int from = parser.getTextOffset();
        for (int i = 0; i < expected.length(); i++) {
            if (text[from + i] != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
