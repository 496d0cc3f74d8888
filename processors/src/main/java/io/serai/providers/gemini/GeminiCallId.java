package io.serai.providers.gemini;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The id of a tool call, which carries through the caller what Gemini wants back.
 *
 * <p>Gemini often gives calls no id, but signs the thoughts behind them and refuses the next turn without the signature,
 * for which a caller's wire has no field. So the id is {@code call_<nonce>}, and where there is something to carry
 * {@code call_<nonce>_<length>_<provider's id><signature>}, both in URL-safe base64, the length being that of the first.
 * The nonce keeps ids apart where Gemini repeats itself.
 *
 * @param id        the provider's id, or null where it gave none
 * @param signature the thought signature in base64, or null
 */
record GeminiCallId(@Nullable String id, @Nullable String signature) {

    private static final String LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String PREFIX = "call_";
    private static final int NONCE = 12;
    private static final GeminiCallId NOTHING = new GeminiCallId(null, null);

    /** A new id for the caller. */
    String text() {
        StringBuilder text = new StringBuilder(PREFIX);
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (int i = 0; i < NONCE; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        if (id != null || signature != null) {
            String hidden = id == null
                    ? ""
                    : Base64.getUrlEncoder().withoutPadding().encodeToString(id.getBytes(StandardCharsets.UTF_8));
            text.append('_').append(hidden.length()).append('_').append(hidden);
            if (signature != null) {
                text.append(urlSafe(signature));
            }
        }
        return text.toString();
    }

    /** What an id carries; nothing where it is another provider's. */
    static GeminiCallId parse(String text) {
        int from = PREFIX.length() + NONCE;
        if (!text.startsWith(PREFIX) || text.length() <= from || text.charAt(from) != '_') {
            return NOTHING;
        }
        int second = text.indexOf('_', from + 1);
        if (second < 0) {
            return NOTHING;
        }
        try {
            int length = Integer.parseInt(text, from + 1, second, 10);
            String hidden = text.substring(second + 1, second + 1 + length);
            String rest = text.substring(second + 1 + length);
            return new GeminiCallId(
                    hidden.isEmpty() ? null : new String(Base64.getUrlDecoder().decode(hidden), StandardCharsets.UTF_8),
                    rest.isEmpty() ? null : standard(rest));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return NOTHING;
        }
    }

    private static String urlSafe(String base64) {
        int end = base64.length();
        while (end > 0 && base64.charAt(end - 1) == '=') {
            end--;
        }
        return base64.substring(0, end).replace('+', '-').replace('/', '_');
    }

    /** Letter by letter, so that the signature comes back exactly as it went out. */
    private static String standard(String urlSafe) {
        Base64.getUrlDecoder().decode(urlSafe); // refuses an id that only looks like ours
        return urlSafe.replace('-', '+').replace('_', '/') + "=".repeat((4 - urlSafe.length() % 4) % 4);
    }
}
