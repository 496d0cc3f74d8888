package io.serai.providers;

import io.serai.json.ProviderJson;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Judges an event of a stream that cannot be read. */
final class Garbage {

    /** The beginning of words that were to be said, in every dialect's names for them. */
    private static final Pattern WORDS = Pattern.compile(
            "\"(content|text|thinking|reasoning_content|arguments|partial_json|name)\"\\s*:\\s*\"[^\"]");

    private static final int LOOKED_AT = 16 << 10;

    private Garbage() {}

    /** Whether it is no JSON object, and no part of the answer can be seen in it, so that nothing is lost without it. */
    static boolean isHarmless(byte[] data) {
        var json = ProviderJson.lenient(data);
        if (json != null && json.isObject()) {
            return false;
        }
        String text = new String(data, 0, Math.min(data.length, LOOKED_AT), StandardCharsets.UTF_8);
        return data.length <= LOOKED_AT && !WORDS.matcher(text).find();
    }
}
