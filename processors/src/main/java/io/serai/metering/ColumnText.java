package io.serai.metering;

import org.jspecify.annotations.Nullable;

/** Makes any text fit a column, so that no record is ever refused for its words. */
final class ColumnText {

    static final int ID = 64;
    static final int NAME = 200;
    static final int TASK = 100;
    static final int MODEL = 300;
    static final int PROVIDER = 100;
    static final int DOOR = 20;

    private ColumnText() {}

    /**
     * The text, at most {@code limit} UTF-16 units of it, with U+FFFD for what PostgreSQL or UTF-8 cannot hold: NUL and
     * halves of surrogate pairs.
     */
    static String to(int limit, String text) {
        if (text.length() <= limit && isPlain(text)) {
            return text;
        }
        int end = Math.min(text.length(), limit);
        if (end < text.length() && end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        StringBuilder clean = new StringBuilder(end);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < end && Character.isLowSurrogate(text.charAt(i + 1))) {
                clean.append(c).append(text.charAt(++i));
            } else {
                clean.append(c == 0 || Character.isSurrogate(c) ? '\uFFFD' : c);
            }
        }
        return clean.toString();
    }

    static @Nullable String orNull(int limit, @Nullable String text) {
        return text == null ? null : to(limit, text);
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }
}
