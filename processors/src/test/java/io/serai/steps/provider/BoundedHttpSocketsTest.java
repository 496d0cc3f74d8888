package io.serai.steps.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.Timeout;
import org.junit.jupiter.api.Test;

class BoundedHttpSocketsTest {

    @Test
    void aDeadConnectionIsKnownWithinAQuarterOfAMinute() {
        SocketConfig sockets = BoundedHttp.keptAlive(
                SocketConfig.custom().setSoTimeout(Timeout.ofSeconds(7)).build());
        assertThat(sockets.isSoKeepAlive()).isTrue();
        assertThat(sockets.getTcpKeepIdle() + sockets.getTcpKeepInterval() * sockets.getTcpKeepCount())
                .isLessThanOrEqualTo(15);
        assertThat(sockets.getSoTimeout()).isEqualTo(Timeout.ofSeconds(7));
    }
}
