package io.serai.providers.anthropic;

import io.serai.chat.Message;
import io.serai.chat.Part;
import org.jspecify.annotations.Nullable;

/** Tells which text of a message is worth a block: the API refuses empty and blank ones. */
final class TextOf {

    private TextOf() {}

    /** The wire has no field for a participant's name, so it stands before what they said. */
    static String named(String text, @Nullable String name) {
        return name == null || text.isBlank() ? text : name + ": " + text;
    }

    static boolean hasContent(Message message) {
        for (Part part : message.parts()) {
            if (!isBlank(part)) {
                return true;
            }
        }
        return false;
    }

    static boolean isBlank(Part part) {
        return switch (part) {
            case Part.Text text -> text.text().isBlank();
            case Part.Refusal refusal -> refusal.text().isBlank();
            case Part.ImageUrl image -> false;
            case Part.ImageData image -> false;
            case Part.Audio audio -> false;
            case Part.File file -> false;
        };
    }
}
