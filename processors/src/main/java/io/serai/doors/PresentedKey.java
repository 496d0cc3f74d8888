package io.serai.doors;

import org.jspecify.annotations.Nullable;

/** Finds the key that a caller presents, wherever its SDK puts it. */
public final class PresentedKey {

    private static final String SCHEME = "Bearer ";

    private PresentedKey() {}

    /**
     * The key as text, or null where none is presented.
     *
     * @param authorization the {@code Authorization} header, of which only {@code Bearer} is understood
     * @param xApiKey       the {@code x-api-key} header, as Anthropic's SDKs send it
     * @param apiKey        the {@code api-key} header, as Azure's SDKs send it
     */
    public static @Nullable String of(
            @Nullable String authorization, @Nullable String xApiKey, @Nullable String apiKey) {
        String bearer = bearer(authorization);
        if (bearer != null) {
            return bearer;
        }
        String other = given(xApiKey);
        return other == null ? given(apiKey) : other;
    }

    /** The key in an {@code Authorization} header or queue property; null where there is none. */
    public static @Nullable String bearer(@Nullable String authorization) {
        if (authorization == null) {
            return null;
        }
        String text = authorization.strip();
        return text.regionMatches(true, 0, SCHEME, 0, SCHEME.length()) ? given(text.substring(SCHEME.length())) : null;
    }

    private static @Nullable String given(@Nullable String key) {
        if (key == null) {
            return null;
        }
        String text = key.strip();
        return text.isEmpty() ? null : text;
    }
}
