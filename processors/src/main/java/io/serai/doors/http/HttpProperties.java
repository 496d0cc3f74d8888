package io.serai.doors.http;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What an HTTP connection is given time for.
 *
 * @param headersWithin how long a request's line and headers may take from their first byte
 * @param grace         how long a body, or one piece of an answer, may take in any case
 * @param leastRate     bytes a second that it must carry beyond that
 */
@ConfigurationProperties("serai.http")
record HttpProperties(
        @DefaultValue("20s") Duration headersWithin,
        @DefaultValue("30s") Duration grace,
        @DefaultValue("64KB") DataSize leastRate) {

    HttpProperties {
        positive("headers-within", headersWithin);
        positive("grace", grace);
        if (leastRate.toBytes() < 1) {
            throw new IllegalArgumentException("serai.http.least-rate must be at least one byte: " + leastRate);
        }
    }

    private static void positive(String name, Duration time) {
        if (!time.isPositive()) {
            throw new IllegalArgumentException("serai.http." + name + " must be longer than nothing: " + time);
        }
    }
}
