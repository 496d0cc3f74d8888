package io.serai.e2e.provider;

import java.util.Base64;

/** Whether a text is base64 of something. */
final class Base64Text {
    private Base64Text() {}

    static boolean valid(String text) {
        try {
            return Base64.getDecoder().decode(text).length > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
