package io.serai.doors.queue;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much clients may take of the embedded broker.
 *
 * @param connections       all clients together
 * @param connectionsPerKey of all clients with one key; ten sessions to each
 * @param queuesPerKey      that clients with one key own, temporary ones too
 * @param requests          bytes that may wait in a request queue; beyond, sending fails
 * @param answers           bytes that may wait in one queue of a client; beyond, its requests are refused
 * @param answersKept       how long an answer waits to be read
 */
@ConfigurationProperties("serai.broker.limits")
public record BrokerLimits(
        @DefaultValue("1000") int connections,
        @DefaultValue("100") int connectionsPerKey,
        @DefaultValue("1000") int queuesPerKey,
        @DefaultValue("1GB") DataSize requests,
        @DefaultValue("64MB") DataSize answers,
        @DefaultValue("3d") Duration answersKept) {

    public BrokerLimits {
        positive("connections", connections);
        positive("connections-per-key", connectionsPerKey);
        positive("queues-per-key", queuesPerKey);
        positive("requests", requests.toBytes());
        positive("answers", answers.toBytes());
        positive("answers-kept", answersKept.toMillis());
    }

    private static void positive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("serai.broker.limits." + name + " must be more than nothing: " + value);
        }
    }
}
