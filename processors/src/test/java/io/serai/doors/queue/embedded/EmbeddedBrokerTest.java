package io.serai.doors.queue.embedded;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.doors.queue.BrokerLimits;
import io.serai.doors.queue.BrokerProperties;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class EmbeddedBrokerTest {

    private static final BrokerProperties CLOSED = new BrokerProperties("", null, null, "127.0.0.1", 0);

    @TempDir
    Path data;

    private EmbeddedBroker start() {
        BrokerLimits limits =
                new BrokerLimits(10, 5, 5, DataSize.ofMegabytes(64), DataSize.ofMegabytes(8), Duration.ofDays(1));
        return new EmbeddedBroker(
                CLOSED, limits, Set.of("llm.requests"), data, 1_000_000, new FakeLogins(), InstantSource.system());
    }

    @Test
    @Timeout(60)
    void refusesAJournalThatAnotherGatewayUses() {
        try (EmbeddedBroker first = start()) {
            assertThatThrownBy(() -> start())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("in use by another gateway")
                    .hasMessageContaining("SERAI_DATA");
        }
        start().close();
    }
}
