package io.serai.providers.anthropic;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Makes tool call ids of other vendors fit {@code [a-zA-Z0-9_-]+}.
 *
 * <p>The same id gives the same name on the call and on its result, in every request and on every node; the caller never
 * sees it, because answers only bring new ids.
 */
final class ToolIds {

    private static final int LONGEST = 64;

    private ToolIds() {}

    static String fit(String id) {
        return fits(id) ? id : "toolu_" + digest(id).substring(0, 24);
    }

    private static boolean fits(String id) {
        if (id.isEmpty() || id.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-')) {
                return false;
            }
        }
        return true;
    }

    static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
