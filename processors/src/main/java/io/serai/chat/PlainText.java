package io.serai.chat;

/**
 * Words for a log or a caller, without what shows them as something else.
 *
 * <p>Control characters and the separators of lines begin a line of their own, invisible formats turn text round or hide some of it,
 * and half a surrogate pair is no character at all: each becomes a blank.
 */
public final class PlainText {

    private PlainText() {}

    public static String of(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 0x7F) {
                return blanked(text);
            }
        }
        return text;
    }

    private static String blanked(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().map(c -> isPlain(c) ? c : ' ').forEach(plain::appendCodePoint);
        return plain.toString();
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
