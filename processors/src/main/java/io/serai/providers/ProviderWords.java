package io.serai.providers;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes what a provider said about a failure fit to pass on: no secrets, bounded, waits as durations. */
public final class ProviderWords {

    private static final int LONGEST = 2_000;

    private static final Pattern SECRETS = Pattern.compile(
            "\\b(?:sk|gsk|csk|xai|pplx|nvapi)[-_][A-Za-z0-9_*-]{6,}|\\b(?:org|proj)[-_][A-Za-z0-9]{16,}|\\bAIza[A-Za-z0-9_-]{10,}|\\bya29\\.[A-Za-z0-9._-]+"
                    + "|(?<=[?&]key=)[^&\\s\"']+|(?<=[Bb]earer )[A-Za-z0-9._~+/=-]{6,}");

    private ProviderWords() {}

    /** The words without keys and tokens, at most 2,000 characters. */
    public static String redacted(String words) {
        String shorter = words.length() > LONGEST ? words.substring(0, LONGEST) + "…" : words;
        return SECRETS.matcher(shorter).replaceAll("***");
    }

    /** Reads a {@code retry-after} header: seconds, with or without a fraction, or an HTTP date. */
    public static @Nullable Duration retryAfter(@Nullable String header, Instant now) {
        if (header == null || header.isBlank()) {
            return null;
        }
        Duration seconds = seconds(header.strip());
        if (seconds != null) {
            return seconds;
        }
        try {
            Instant until = ZonedDateTime.parse(header.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Reads a count of seconds such as {@code 30} or {@code 34.07}, or gives null. */
    public static @Nullable Duration seconds(String text) {
        try {
            double seconds = Double.parseDouble(text);
            return seconds >= 0 && seconds < 1e9 ? Duration.ofMillis(Math.round(seconds * 1000)) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
