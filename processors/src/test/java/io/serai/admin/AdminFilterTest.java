package io.serai.admin;

import static io.serai.admin.Admin.anonymous;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.http.HttpMethod.GET;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminFilterTest {

    private final Admin admin = new Admin();

    @Test
    void letsTheAdminKeyPassAndHasNothingCached() {
        Admin.Reply reply = admin.get("/admin/v1/keys");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.response().getHeader("cache-control")).isEqualTo("no-store");
    }

    @Test
    void understandsTheSchemeInAnyCase() {
        var request = anonymous(GET, "/admin/v1/keys").header("authorization", "bearer " + Admin.KEY);
        assertThat(admin.send(request).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin/v1/keys",
                "/admin/v1/usage",
                "/admin/v1/usage/records",
                "/admin/v1/decide",
                "/admin/v1/config",
                "/admin/v1/health/providers",
                "/admin/v1/models",
                "/admin/v1/nothing",
                "/admin"
            })
    void letsNobodyElsePassAnywhere(String path) {
        Admin.Reply reply = admin.send(anonymous(GET, path));
        assertThat(reply.error(401, "invalid_api_key")).contains("needs the admin key");
        assertThat(reply.response().getHeader("www-authenticate")).startsWith("Bearer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer sk-serai-admin-of-others", "Bearer x", "Basic c2s6c2s=", "Bearer", "Bearer  "})
    void refusesOtherKeys(String authorization) {
        var request = anonymous(GET, "/admin/v1/keys").header("authorization", authorization);
        assertThat(admin.send(request).error(401, "invalid_api_key")).contains("Bearer sk-serai-admin-");
    }

    @Test
    void tellsTheHolderOfAVirtualKeyThatItIsTheWrongKind() {
        String virtual = String.valueOf(admin.keys.firstStart().takeVirtualKey());
        var request = anonymous(GET, "/admin/v1/keys").header("authorization", "Bearer " + virtual);
        String message = admin.send(request).error(401, "invalid_api_key");
        assertThat(message).contains("This is a virtual key").doesNotContain(virtual);
    }
}
