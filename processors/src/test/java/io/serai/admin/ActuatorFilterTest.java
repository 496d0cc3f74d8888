package io.serai.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.doors.openai.OpenAiDoor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** Who may read the meters, and that their key opens nothing else. */
class ActuatorFilterTest {

    private static final String METRICS_KEY = "reads-the-meters-and-no-more";

    private final Admin admin = new Admin();
    private final ActuatorFilter filter =
            new ActuatorFilter(new AdminFilter(admin.keys.adminKeys(), new OpenAiDoor(), admin.clock), METRICS_KEY);

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/health/readiness", "/actuator/health/liveness"})
    void theHealthIsEverybodys(String path) throws Exception {
        assertThat(passes(path, null)).isTrue();
    }

    @Test
    void theMetersAreForTheirKeyAndTheAdmins() throws Exception {
        assertThat(passes("/actuator/prometheus", METRICS_KEY)).isTrue();
        assertThat(passes("/actuator/prometheus", Admin.KEY)).isTrue();
        assertThat(passes("/actuator/prometheus", null)).isFalse();
        assertThat(passes("/actuator/prometheus", METRICS_KEY + "x")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/actuator/env", "/actuator", "/actuator/heapdump", "/actuator/healthy", "/actuator/prometheus/x"
            })
    void allElseIsTheAdminsAlone(String path) throws Exception {
        assertThat(passes(path, METRICS_KEY)).isFalse();
        assertThat(passes(path, null)).isFalse();
        assertThat(passes(path, Admin.KEY)).isTrue();
    }

    @Test
    void withoutAKeyOfTheirOwnTheMetersAreTheAdminsAlone() throws Exception {
        ActuatorFilter without =
                new ActuatorFilter(new AdminFilter(admin.keys.adminKeys(), new OpenAiDoor(), admin.clock), null);
        assertThat(passes(without, "/actuator/prometheus", "")).isFalse();
        assertThat(passes(without, "/actuator/prometheus", Admin.KEY)).isTrue();
    }

    private boolean passes(String path, @Nullable String key) throws Exception {
        return passes(filter, path, key);
    }

    private static boolean passes(ActuatorFilter filter, String path, @Nullable String key) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
        if (key != null) {
            request.addHeader("authorization", "Bearer " + key);
        }
        MockHttpServletResponse response = new MockHttpServletResponse();
        MockFilterChain chain = new MockFilterChain();
        filter.doFilter(request, response, chain);
        boolean passed = chain.getRequest() != null;
        assertThat(response.getStatus()).isEqualTo(passed ? 200 : 401);
        return passed;
    }
}
