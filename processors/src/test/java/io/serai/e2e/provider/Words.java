package io.serai.e2e.provider;

import java.util.ArrayList;
import java.util.List;

/** The tokenizer of the stand-ins: a token is a word, with the white space before it. */
final class Words {
    /** What an image counts, whatever its size. */
    static final int IMAGE = 85;

    private Words() {}

    static int in(String text) {
        return pieces(text).size();
    }

    /** The text in tokens; joined they are the text again. Blank text is no token. */
    static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        int start = 0;
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            boolean blank = Character.isWhitespace(text.charAt(i));
            if (blank && inWord) {
                pieces.add(text.substring(start, i));
                start = i;
            }
            inWord = !blank;
        }
        String rest = text.substring(start);
        if (!rest.isBlank()) {
            pieces.add(rest);
        } else if (!pieces.isEmpty()) {
            pieces.add(pieces.removeLast() + rest);
        }
        return pieces;
    }

    /** The text in parts of at most so many characters. */
    static List<String> parts(String text, int size) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < text.length(); i += size) {
            parts.add(text.substring(i, Math.min(text.length(), i + size)));
        }
        return parts;
    }
}
