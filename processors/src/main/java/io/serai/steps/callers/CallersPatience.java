package io.serai.steps.callers;

import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How long a caller says that it waits, in seconds: {@code x-serai-timeout}, or what SDKs send of their own limits.
 *
 * <p>An SDK's limit is for one silence of a stream or the whole of a whole answer; both end no later than the wait for an answer to
 * begin may.
 */
final class CallersPatience {

    private static final String OWN = "x-serai-timeout";
    private static final String[] OF_SDKS = {"x-stainless-read-timeout", "x-stainless-timeout", "x-request-timeout"};

    private static final double LONGEST_SECONDS = 86_400;

    private CallersPatience() {}

    /**
     * @param header says each header by its name, or null
     * @throws Refusal where {@code x-serai-timeout} is no number of seconds; an SDK's that is none is passed over
     */
    static @Nullable Duration of(Function<String, @Nullable String> header) {
        String own = header.apply(OWN);
        if (own != null) {
            Duration patience = seconds(own);
            if (patience == null) {
                throw new Refusal(new GatewayError.Invalid(
                        "The header x-serai-timeout must be a number of seconds above 0, such as 20 or 2.5.",
                        OWN,
                        "invalid_value"));
            }
            return patience;
        }
        for (String name : OF_SDKS) {
            String said = header.apply(name);
            Duration patience = said == null ? null : seconds(said);
            if (patience != null) {
                return patience;
            }
        }
        return null;
    }

    private static @Nullable Duration seconds(String text) {
        String digits = text.strip();
        if (digits.isEmpty()
                || digits.length() > 12
                || !digits.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9')) {
            return null;
        }
        try {
            double seconds = Double.parseDouble(digits);
            return seconds > 0
                    ? Duration.ofMillis(Math.max(1, (long) (Math.min(seconds, LONGEST_SECONDS) * 1_000)))
                    : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
