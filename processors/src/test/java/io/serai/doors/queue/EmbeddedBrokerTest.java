package io.serai.doors.queue;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {

    private static final BrokerProperties CLOSED = new BrokerProperties("", null, null, "127.0.0.1", 0);

    @TempDir
    Path data;

    @Test
    @Timeout(60)
    void refusesAJournalThatAnotherGatewayUses() {
        try (EmbeddedBroker first = new EmbeddedBroker(CLOSED, data)) {
            assertThatThrownBy(() -> new EmbeddedBroker(CLOSED, data))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("in use by another gateway")
                    .hasMessageContaining("SERAI_DATA");
        }
        new EmbeddedBroker(CLOSED, data).close();
    }
}
