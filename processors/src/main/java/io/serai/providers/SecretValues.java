package io.serai.providers;

import io.serai.call.ProviderFailure;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Secrets, known by their values, and blanked wherever they stand in a provider's words.
 *
 * <p>Some providers repeat the key they were given, in places of their own choice. It is found as it is, in any case of
 * letters, percent-encoded, escaped as JSON and inside base64; of a longer one any {@value #PIECE} characters in a row are
 * blanked too, so that a torn one does not pass. Shorter hints, such as its last four characters, stay. Made once a provider;
 * reading costs some microseconds and is for failures only.
 */
public final class SecretValues {

    public static final SecretValues NONE = new SecretValues(Set.of(), new int[0]);

    /** So many characters of a secret in a row are as good as all of it. */
    private static final int PIECE = 12;

    /** Below, a text is a placeholder such as {@code x} rather than a secret, and would be found everywhere. */
    private static final int SHORTEST = 4;

    private static final String BLANK = "***";

    private final Set<String> pieces;
    private final int[] lengths;

    private SecretValues(Set<String> pieces, int[] lengths) {
        this.pieces = pieces;
        this.lengths = lengths;
    }

    public static SecretValues of(Collection<String> secrets) {
        Set<String> pieces = new HashSet<>();
        for (String secret : secrets) {
            if (secret.length() >= SHORTEST) {
                for (String form : forms(secret)) {
                    pieces(form, pieces);
                }
            }
        }
        int[] lengths = pieces.stream().mapToInt(String::length).distinct().toArray();
        return pieces.isEmpty() ? NONE : new SecretValues(pieces, lengths);
    }

    private static List<String> forms(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        Set<String> forms = new HashSet<>();
        forms.add(secret);
        forms.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
        String escaped = secret.replace("\\", "\\\\").replace("\"", "\\\"");
        forms.add(escaped);
        forms.add(escaped.replace("/", "\\/"));
        for (int before = 0; before < 3; before++) {
            String inside = base64(bytes, before);
            forms.add(inside);
            forms.add(inside.replace('+', '-').replace('/', '_'));
        }
        return forms.stream().filter(form -> form.length() >= SHORTEST).toList();
    }

    /** Those characters of the base64 of anything with the secret in it that depend on nothing else. */
    private static String base64(byte[] secret, int before) {
        byte[] padded = new byte[before + secret.length];
        System.arraycopy(secret, 0, padded, before, secret.length);
        String text = Base64.getEncoder().withoutPadding().encodeToString(padded);
        int end = padded.length % 3 == 0 ? text.length() : text.length() - 1;
        int start = before == 0 ? 0 : before + 1;
        return start < end ? text.substring(start, end) : "";
    }

    private static void pieces(String form, Set<String> into) {
        String lower = lower(form);
        int length = Math.min(PIECE, lower.length());
        for (int at = 0; at + length <= lower.length(); at++) {
            into.add(lower.substring(at, at + length));
        }
    }

    /** Letter by letter, so that places stay the same. */
    private static String lower(String text) {
        char[] letters = text.toCharArray();
        for (int i = 0; i < letters.length; i++) {
            letters[i] = Character.toLowerCase(letters[i]);
        }
        return new String(letters);
    }

    /** The text without the secrets, or the very same one where there are none in it. */
    public String blank(String text) {
        if (lengths.length == 0) {
            return text;
        }
        String lower = lower(text);
        StringBuilder clean = null;
        int copied = 0;
        int blankedTo = 0;
        for (int at = 0; at < lower.length(); at++) {
            int end = endOfPiece(lower, at);
            if (end < 0) {
                continue;
            }
            if (clean == null) {
                clean = new StringBuilder(text.length());
            }
            if (at >= blankedTo) {
                clean.append(text, copied, at).append(BLANK);
            }
            blankedTo = Math.max(blankedTo, end);
            copied = blankedTo;
        }
        return clean == null ? text : clean.append(text, copied, text.length()).toString();
    }

    private int endOfPiece(String lower, int at) {
        int end = -1;
        for (int length : lengths) {
            if (at + length <= lower.length() && pieces.contains(lower.substring(at, at + length))) {
                end = Math.max(end, at + length);
            }
        }
        return end;
    }

    /** The failure without the secrets, or the very same one where there are none in it. */
    public ProviderFailure blank(ProviderFailure failure) {
        String words = blank(failure.words());
        String code = name(failure.code());
        String param = name(failure.param());
        boolean same = words.equals(failure.words()) && code == failure.code() && param == failure.param();
        return same
                ? failure
                : new ProviderFailure(failure.kind(), failure.status(), words, code, param, failure.retryAfter());
    }

    @SuppressWarnings("ReferenceEquality") // the very same text where nothing was blanked
    private @Nullable String name(@Nullable String name) {
        return name == null || blank(name) != name ? null : name;
    }

    @Override
    public String toString() {
        return BLANK;
    }
}
