package io.serai.providers;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Content by value in a {@code data:} URL.
 *
 * @param mediaType lower case, without parameters; {@code text/plain} where the URL names none
 */
public record DataUrl(String mediaType, String base64) {

    /** Reads a base64 data URL, or gives null where the text is none. */
    public static @Nullable DataUrl parse(String url) {
        int comma = url.indexOf(',');
        if (!url.regionMatches(true, 0, "data:", 0, 5) || comma < 0) {
            return null;
        }
        String head = url.substring(5, comma).toLowerCase(Locale.ROOT);
        if (!head.endsWith(";base64")) {
            return null;
        }
        int semicolon = head.indexOf(';');
        String type = head.substring(0, semicolon).strip();
        return new DataUrl(type.isEmpty() ? "text/plain" : type, url.substring(comma + 1));
    }

    /** The content as UTF-8 text, or null where it is not base64. */
    public @Nullable String text() {
        try {
            return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
