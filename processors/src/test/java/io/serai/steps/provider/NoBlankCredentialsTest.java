package io.serai.steps.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoBlankCredentialsTest {

    private final NoBlankCredentials interceptor = new NoBlankCredentials();

    @ParameterizedTest
    @CsvSource({"Authorization,'Bearer '", "authorization,Bearer", "x-api-key,''", "x-goog-api-key,' '"})
    void leavesOutTheHeaderOfAKeyThatThereIsNot(String name, String value) {
        BasicHttpRequest request = new BasicHttpRequest("POST", "/v1/chat/completions");
        request.addHeader(name, value);
        request.addHeader("x-other", "");

        interceptor.process(request, null, HttpCoreContext.create());

        assertThat(request.getHeaders()).extracting("name").containsExactly("x-other");
    }

    @Test
    void leavesAKeyAlone() {
        BasicHttpRequest request = new BasicHttpRequest("POST", "/v1/chat/completions");
        request.addHeader("Authorization", "Bearer key");

        interceptor.process(request, null, HttpCoreContext.create());

        assertThat(request.getFirstHeader("authorization").getValue()).isEqualTo("Bearer key");
    }
}
