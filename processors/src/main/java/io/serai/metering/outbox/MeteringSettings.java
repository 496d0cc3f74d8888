package io.serai.metering.outbox;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How usage is kept safe on its way to the ledger.
 *
 * @param syncEvery   how often the outbox is forced to the disk: what a power failure may lose; 0 leaves it to the
 *                    operating system. The death of the process alone never loses anything
 * @param linger      how long a record waits for others to share its message
 * @param segment     size from which the outbox begins a new file; finished files are deleted once delivered
 * @param stalledAfter how long usage may wait without any of it moving before the gateway is not ready
 * @param closeWithin how long a shutdown tries to deliver the rest; what is left then is delivered after the next start
 */
@ConfigurationProperties("serai.metering")
public record MeteringSettings(
        @DefaultValue("20ms") Duration syncEvery,
        @DefaultValue("50ms") Duration linger,
        @DefaultValue("8MB") DataSize segment,
        @DefaultValue("30s") Duration stalledAfter,
        @DefaultValue("5s") Duration closeWithin) {

    public MeteringSettings {
        if (syncEvery.isNegative() || closeWithin.isNegative()) {
            throw new IllegalArgumentException("serai.metering: a duration must not be negative");
        }
        if (stalledAfter.toMillis() < 1) {
            throw new IllegalArgumentException("serai.metering.stalled-after must be at least 1ms");
        }
        if (linger.toMillis() < 1) {
            throw new IllegalArgumentException("serai.metering.linger must be at least 1ms");
        }
        if (segment.toBytes() < 1) {
            throw new IllegalArgumentException("serai.metering.segment must be at least one byte");
        }
    }
}
