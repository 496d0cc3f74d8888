package io.serai.app;

import io.serai.steps.alerts.AlertSettings;
import io.serai.steps.patience.Patience;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What holds for every call.
 *
 * @param data        folder of the outbox, and by default of the store and the broker's journal
 * @param models      the catalogue
 * @param longestBody largest request that is read, inflated
 * @param bodiesInFlight bytes of requests that are held at a time, by all doors together; null for a sixteenth of the heap
 * @param patience    how long attempts may keep a caller waiting, where a provider's entry does not say otherwise
 * @param breaker     when a deployment that fails is spared, where its connector does not say otherwise
 *
 * @param continueStreams whether a streamed answer that breaks off is continued by another attempt
 * @param alerts      who is told of fallbacks
 */
@ConfigurationProperties("serai")
record SeraiProperties(
        @DefaultValue("data") Path data,
        @DefaultValue("config/models.yaml") String models,
        @DefaultValue("32MB") DataSize longestBody,
        @Nullable DataSize bodiesInFlight,
        @DefaultValue Limits patience,
        @DefaultValue Breaker breaker,

        @DefaultValue("true") boolean continueStreams,
        @DefaultValue Alerts alerts) {

    SeraiProperties {
        if (longestBody.toBytes() < 1) {
            throw new IllegalArgumentException("serai.longest-body must be at least one byte: " + longestBody);
        }
        if (bodiesInFlight != null && bodiesInFlight.toBytes() < 1) {
            throw new IllegalArgumentException("serai.bodies-in-flight must be at least one byte: " + bodiesInFlight);
        }
    }

    long budget() {
        return bodiesInFlight == null ? Runtime.getRuntime().maxMemory() / 16 : bodiesInFlight.toBytes();
    }

    /**
     * @param webhook  address that events are posted to; blank for none. The alerts route reads it
     * @param secret   what posted events are signed with; blank for none
     * @param quiet    how long after its last failure an answer of a deployment ends the incident
     * @param failures from how many failures on there is an incident; a call that nobody answered is one at once
     * @param group    how long a message waits for others of the same provider
     * @param apart    least time between two messages of a kind about one provider
     * @param remind   how often an incident is told again while it goes on
     */
    record Alerts(
            @DefaultValue("") String webhook,
            @DefaultValue("") String secret,
            @DefaultValue("1m") Duration quiet,
            @DefaultValue("3") int failures,
            @DefaultValue("2s") Duration group,
            @DefaultValue("1m") Duration apart,
            @DefaultValue("15m") Duration remind) {

        Alerts {
            notNegative("quiet", quiet);
            notNegative("group", group);
            notNegative("apart", apart);
            if (failures < 1) {
                throw new IllegalArgumentException("serai.alerts.failures must be at least 1: " + failures);
            }
            if (!remind.isPositive()) {
                throw new IllegalArgumentException("serai.alerts.remind must be longer than nothing: " + remind);
            }
            if (!webhook.isBlank() && !webhook.matches("https?://[^/].*")) {
                throw new IllegalArgumentException(
                        "serai.alerts.webhook must be an address that begins with http:// or https://");
            }
        }

        AlertSettings settings() {
            return new AlertSettings(quiet, failures, group, apart, remind);
        }

        @Override
        public String toString() {
            return "Alerts[quiet=" + quiet + ']'; // without the address and the secret, which both let in
        }
    }

    private static void notNegative(String name, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("serai.alerts." + name + " must not be negative: " + duration);
        }
    }

    /**
     * Limits of one call and of its attempts; a deployment that is known to need longer gets longer.
     *
     * @param whole      until a whole answer is there
     * @param firstByte  until a streamed answer's headers are there
     * @param firstToken from then until its first content; reasoning models think before they speak
     * @param idle       between two events of a stream
     * @param keepAlive  how often a silent stream gets an SSE comment
     * @param rules      until the rules have chosen a preference
     */
    record Limits(
            @DefaultValue("300s") Duration whole,
            @DefaultValue("15s") Duration firstByte,
            @DefaultValue("10s") Duration firstToken,
            @DefaultValue("10s") Duration idle,
            @DefaultValue("10s") Duration keepAlive,
            @DefaultValue("3s") Duration rules) {

        Limits {
            positive("whole", whole);
            positive("first-byte", firstByte);
            positive("first-token", firstToken);
            positive("idle", idle);
            positive("keep-alive", keepAlive);
            positive("rules", rules);
        }

        private static void positive(String name, Duration limit) {
            if (!limit.isPositive()) {
                throw new IllegalArgumentException("serai.patience." + name + " must be longer than nothing: " + limit);
            }
        }

        Patience patience() {
            return new Patience(whole, firstByte, firstToken, idle);
        }
    }

    /**
     * Numbers of a circuit breaker, in the words of Resilience4j.
     *
     * @param failureRateThreshold percent of failures from which it opens
     * @param slidingWindowSize calls that the rate is taken of
     * @param minimumNumberOfCalls before it is taken at all
     * @param waitDurationInOpenState until it lets some calls through again; Camel counts it in whole seconds
     * @param permittedCallsInHalfOpenState how many those are
     */
    record Breaker(
            @DefaultValue("100") double failureRateThreshold,
            @DefaultValue("7") int slidingWindowSize,
            @DefaultValue("5") int minimumNumberOfCalls,
            @DefaultValue("4s") Duration waitDurationInOpenState,
            @DefaultValue("1") int permittedCallsInHalfOpenState) {

        Breaker {
            if (!(failureRateThreshold > 0 && failureRateThreshold <= 100)) {
                throw new IllegalArgumentException(
                        "serai.breaker.failure-rate-threshold is a percentage above 0 and up to 100: "
                                + failureRateThreshold);
            }
            positive("sliding-window-size", slidingWindowSize);
            positive("minimum-number-of-calls", minimumNumberOfCalls);
            positive("permitted-calls-in-half-open-state", permittedCallsInHalfOpenState);
            if (!waitDurationInOpenState.isPositive()) {
                throw new IllegalArgumentException(
                        "serai.breaker.wait-duration-in-open-state must be longer than nothing: "
                                + waitDurationInOpenState);
            }
        }

        private static void positive(String name, int number) {
            if (number < 1) {
                throw new IllegalArgumentException("serai.breaker." + name + " must be at least 1: " + number);
            }
        }

        /** In whole seconds, of which a part counts as one. */
        int waitSeconds() {
            return (int) Math.min(waitDurationInOpenState.plusNanos(999_999_999).toSeconds(), Integer.MAX_VALUE);
        }
    }
}
