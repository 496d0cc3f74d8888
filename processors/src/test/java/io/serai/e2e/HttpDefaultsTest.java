package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpComponent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the settings say of the HTTP client holds for every provider. */
class HttpDefaultsTest {

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void theSettingsReachBothComponents(String name) {
        HttpComponent http = TestGateway.fresh().bean(CamelContext.class).getComponent(name, HttpComponent.class);

        assertThat(http.isAutomaticRetriesDisabled()).isTrue();
        assertThat(http.isRedirectHandlingDisabled()).isTrue();
        assertThat(http.isCookieManagementDisabled()).isTrue();
        assertThat(http.isAuthCachingDisabled()).isTrue();
        assertThat(http.isContentCompressionDisabled()).isTrue();
        assertThat(http.getConnectTimeout()).isEqualTo(3_000);
        assertThat(http.getConnectionRequestTimeout()).isEqualTo(3_000);
        assertThat(http.getConnectionsPerRoute()).isEqualTo(4_000);
        assertThat(http.getHttpClientConfigurer()).isNotNull();
    }
}
