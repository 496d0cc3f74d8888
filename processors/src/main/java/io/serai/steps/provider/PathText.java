package io.serai.steps.provider;

import java.nio.charset.StandardCharsets;

/** Makes a model's name fit for a path, so that a name that a caller made up leads nowhere else. */
public final class PathText {

    private PathText() {}

    /** The text with all but letters, digits, {@code . _ - ~ /} percent-encoded; mostly the very same text. */
    public static String of(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (!plain(name.charAt(i))) {
                return encoded(name);
            }
        }
        return name;
    }

    private static String encoded(String name) {
        StringBuilder path = new StringBuilder(name.length() + 16);
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (plain(c)) {
                path.append(c);
            } else {
                path.append('%').append("%02X".formatted((int) c));
            }
        }
        return path.toString();
    }

    private static boolean plain(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "._-~/".indexOf(c) >= 0;
    }
}
