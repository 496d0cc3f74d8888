package io.serai.app.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.WebServerException;
import org.springframework.mock.env.MockEnvironment;

class ListenFailureAnalyzerTest {

    private final ListenFailureAnalyzer analyzer =
            new ListenFailureAnalyzer(new MockEnvironment().withProperty("server.address", "10.9.9.9"));

    @Test
    void namesTheSettingOfATakenPort() {
        assertThat(analyzer.analyze(new IllegalStateException(new PortInUseException(8080)))
                        .getDescription())
                .contains("port 8080", "SERVER_PORT");
    }

    @Test
    void namesTheSettingOfAnAddressThatIsNotThisMachines() {
        WebServerException failure = new WebServerException(
                "Unable to start", new IllegalArgumentException(new BindException("Cannot assign requested address")));
        assertThat(analyzer.analyze(failure).getDescription())
                .contains("10.9.9.9: Cannot assign requested address", "SERVER_ADDRESS");
    }

    @Test
    void leavesOtherFailuresToOthers() {
        assertThat(analyzer.analyze(new WebServerException("Unable to start", new IllegalStateException())))
                .isNull();
    }
}
