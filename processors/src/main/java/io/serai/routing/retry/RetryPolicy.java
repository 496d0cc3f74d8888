package io.serai.routing.retry;

import io.serai.call.Preference.Handling;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How patient a call is with a deployment that failed it.
 *
 * @param asks           how often one call asks the same deployment at most
 * @param worthWaiting   how long a call waits for the same deployment although another one could be asked, whose model would be
 *                       another
 * @param longestWait    how long it waits where nobody else is left
 * @param pause          before a failed deployment is asked again, give or take a quarter
 * @param limitedPause   the same where it limits us without saying for how long
 */
@ConfigurationProperties("serai.retry")
public record RetryPolicy(
        @DefaultValue("2") int asks,
        @DefaultValue("3s") Duration worthWaiting,
        @DefaultValue("30s") Duration longestWait,
        @DefaultValue("200ms") Duration pause,
        @DefaultValue("1s") Duration limitedPause) {

    public RetryPolicy {
        if (asks < 1) {
            throw new IllegalArgumentException("serai.retry.asks must be at least 1: " + asks);
        }
        notNegative("worth-waiting", worthWaiting);
        notNegative("longest-wait", longestWait);
        notNegative("pause", pause);
        notNegative("limited-pause", limitedPause);
    }

    /** As a rule wants it. */
    public RetryPolicy with(Handling handling) {
        Integer retries = handling.retries();
        Duration wait = handling.worthWaiting();
        return retries == null && wait == null
                ? this
                : new RetryPolicy(
                        retries == null ? asks : retries + 1,
                        wait == null ? worthWaiting : wait,
                        longestWait,
                        pause,
                        limitedPause);
    }

    private static void notNegative(String name, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("serai.retry." + name + " must not be negative: " + duration);
        }
    }
}
