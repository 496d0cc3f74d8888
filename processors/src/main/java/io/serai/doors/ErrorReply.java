package io.serai.doors;

import io.serai.call.GatewayError;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An error as its caller gets it over HTTP.
 *
 * <p>SDKs send a call again by themselves after 408, 409, 429 and 5xx, and some sleep as long as they are told to: they are
 * told not to when it would be in vain or take long.
 *
 * @param headers of the error alone, names in lower case
 * @param body    a JSON object in the caller's dialect
 */
@SuppressWarnings("ArrayRecordComponent") // written once, to the wire
public record ErrorReply(int status, Map<String, String> headers, byte[] body) {

    private static final Duration LONG = Duration.ofSeconds(60);

    public ErrorReply {
        headers = Map.copyOf(headers);
    }

    /** An error with the headers that tell SDKs when to send the call again, if at all. */
    public static ErrorReply of(GatewayError error, byte[] body) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", "application/json");
        Duration wait = error.retryAfter();
        if (wait != null && wait.isPositive()) {
            long millis = wait.toMillis();
            headers.put("retry-after", Long.toString((millis + 999) / 1000));
            if (wait.compareTo(LONG) <= 0) {
                headers.put("retry-after-ms", Long.toString(Math.max(millis, 1)));
            }
        }
        if (sdksRetry(error.status()) && (!error.retryable() || isLong(wait))) {
            headers.put("x-should-retry", "false");
        }
        return new ErrorReply(error.status(), headers, body);
    }

    private static boolean isLong(@Nullable Duration wait) {
        return wait != null && wait.compareTo(LONG) > 0;
    }

    private static boolean sdksRetry(int status) {
        return status == 408 || status == 409 || status == 429 || status >= 500;
    }
}
