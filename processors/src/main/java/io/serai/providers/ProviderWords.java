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

    /** A day: quotas come back then at the latest. */
    private static final long LONGEST_WAIT_SECONDS = 86_400;

    /** Thirty years are no wait but a mistake, which says nothing. */
    private static final long ABSURD_SECONDS = 1_000_000_000;

    private static final Pattern SECRETS = Pattern.compile(
            "\\b(?:sk|gsk|csk|xai|pplx|nvapi)[-_][A-Za-z0-9_*-]{6,}|\\b(?:org|proj)[-_][A-Za-z0-9]{16,}|\\bAIza[A-Za-z0-9_-]{10,}|\\bya29\\.[A-Za-z0-9._-]+"
                    + "|(?<=[?&]key=)[^&\\s\"']+|(?<=[Bb]earer )[A-Za-z0-9._~+/=-]{6,}");

    private static final Pattern QUOTED = Pattern.compile(
            "\"[^\"]*+(?:\"|$)|`[^`]*+(?:`|$)|“[^”]*+(?:”|$)|(?<![A-Za-z])'.*?(?:'(?![A-Za-z])|$)", Pattern.DOTALL);

    private ProviderWords() {}

    /** The words without keys and tokens, at most 2,000 characters. */
    public static String redacted(String words) {
        String shorter = words.length() > LONGEST ? words.substring(0, LONGEST) + "…" : words;
        return SECRETS.matcher(shorter).replaceAll("***");
    }

    /**
     * The words without what stands in quotes: there providers tell back what the caller sent, which must not decide what an
     * error is taken for.
     */
    public static String unquoted(String words) {
        return QUOTED.matcher(words).replaceAll("''");
    }

    /** A code or the like without keys and tokens; null where one stands in it. */
    public static @Nullable String name(@Nullable String code) {
        return code == null || SECRETS.matcher(code).find() ? null : code;
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
            Duration wait = Duration.between(now, until);
            if (wait.isNegative()) {
                return Duration.ZERO;
            }
            return wait.toSeconds() < ABSURD_SECONDS ? atMost(wait) : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Duration atMost(Duration wait) {
        return wait.toSeconds() > LONGEST_WAIT_SECONDS ? Duration.ofSeconds(LONGEST_WAIT_SECONDS) : wait;
    }

    /** Reads a count of seconds such as {@code 30} or {@code 34.07}, or gives null. */
    public static @Nullable Duration seconds(String text) {
        try {
            double seconds = Double.parseDouble(text);
            return seconds >= 0 && seconds < ABSURD_SECONDS
                    ? atMost(Duration.ofMillis(Math.round(seconds * 1000)))
                    : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
