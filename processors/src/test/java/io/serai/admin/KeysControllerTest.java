package io.serai.admin;

import static io.serai.admin.Admin.asked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.call.Caller;
import io.serai.call.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;

class KeysControllerTest {

    private static final String KEYS = "/admin/v1/keys";

    private final Admin admin = new Admin();

    @Test
    void issuesAKeyThatWorks() {
        Admin.Reply reply = admin.post(KEYS, """
                {"name": "shop", "team": "web", "project": "checkout", "models": ["gpt-4o", "mistral/*"],
                 "expires_at": "2027-01-01T00:00:00+01:00"}""");
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        JsonNode issued = reply.json();
        assertThat(issued.fieldNames())
                .toIterable()
                .containsExactly(
                        "id",
                        "key",
                        "name",
                        "hint",
                        "team",
                        "project",
                        "models",
                        "created_at",
                        "expires_at",
                        "disabled",
                        "disabled_at");
        assertThat(issued.path("created_at").asText()).isEqualTo("2026-11-23T12:00:00Z");
        assertThat(issued.path("expires_at").asText()).isEqualTo("2026-12-31T23:00:00Z");
        Caller caller = admin.keys.keyring().identify(issued.path("key").asText());
        assertThat(caller.keyId()).isEqualTo(issued.path("id").asText());
        assertThat(caller.team()).isEqualTo("web");
        assertThat(caller.models()).containsExactly("gpt-4o", "mistral/*");
    }

    @Test
    void issuesAKeyByItsNameAlone() {
        JsonNode issued =
                admin.post(KEYS, "{\"name\": \"shop\", \"team\": null}").json();
        assertThat(issued.path("team").isNull()).isTrue();
        assertThat(issued.path("models").size()).isZero();
        assertThat(issued.path("expires_at").isNull()).isTrue();
        assertThat(issued.path("disabled").asBoolean()).isFalse();
    }

    @Test
    void takesTheEndInSecondsToo() {
        JsonNode issued = admin.post(KEYS, "{\"name\": \"shop\", \"expires_at\": 1800000000}")
                .json();
        assertThat(issued.path("expires_at").asText()).isEqualTo("2027-01-15T08:00:00Z");
    }

    @Test
    void neverShowsAKeyAgain() {
        JsonNode issued = issue();
        String raw = issued.path("key").asText();
        String id = issued.path("id").asText();
        Admin.Reply list = admin.get(KEYS);
        Admin.Reply one = admin.get(KEYS + "/" + id);
        assertThat(list.ok().path("data").findValuesAsText("id")).contains(id);
        assertThat(list.text())
                .doesNotContain(raw)
                .doesNotContain("\"key\"")
                .contains("…" + raw.substring(raw.length() - 4));
        assertThat(one.ok().path("name").asText()).isEqualTo("shop");
        assertThat(one.text()).doesNotContain(raw).doesNotContain("\"key\"");
    }

    @Test
    void disablesAndEnablesAtOnce() {
        JsonNode issued = issue();
        String raw = issued.path("key").asText();
        String address = KEYS + "/" + issued.path("id").asText();
        JsonNode disabled = admin.post(address + "/disable").ok();
        assertThat(disabled.path("disabled").asBoolean()).isTrue();
        assertThat(disabled.path("disabled_at").asText()).isEqualTo("2026-11-23T12:00:00Z");
        assertThatThrownBy(() -> admin.keys.keyring().identify(raw)).isInstanceOf(Refusal.class);
        assertThat(admin.post(address + "/enable").ok().path("disabled").asBoolean())
                .isFalse();
        assertThat(admin.keys.keyring().identify(raw).keyName()).isEqualTo("shop");
        assertThat(admin.patch(address, "{\"disabled\": true}")
                        .ok()
                        .path("disabled")
                        .asBoolean())
                .isTrue();
        assertThat(admin.patch(address, "{\"disabled\": false}")
                        .ok()
                        .path("disabled")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void deletesForEver() {
        JsonNode issued = issue();
        String address = KEYS + "/" + issued.path("id").asText();
        assertThat(admin.delete(address).ok().path("deleted").asBoolean()).isTrue();
        assertThatThrownBy(
                        () -> admin.keys.keyring().identify(issued.path("key").asText()))
                .isInstanceOf(Refusal.class);
        admin.get(address).error(404, "key_not_found");
        admin.delete(address).error(404, "key_not_found");
    }

    @Test
    void saysThatThereIsNoSuchKey() {
        String nobody = KEYS + "/key_of_nobody";
        assertThat(admin.get(nobody).error(404, "key_not_found")).contains("key_of_nobody");
        admin.post(nobody + "/disable").error(404, "key_not_found");
        admin.post(nobody + "/enable").error(404, "key_not_found");
        admin.patch(nobody, "{\"disabled\": true}").error(404, "key_not_found");
        admin.delete(nobody).error(404, "key_not_found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                  | name       | missing_required_parameter",
                "{\"name\": null}                                    | name       | missing_required_parameter",
                "{\"name\": 7}                                       | name       | invalid_type",
                "{\"name\": \" \"}                                   | name       | invalid_value",
                "{\"name\": \"\\u0000\"}                             | name       | invalid_value",
                "{\"name\": \"\\ud800\"}                             | name       | invalid_value",
                "{\"name\": \"a\", \"team\": []}                     | team       | invalid_type",
                "{\"name\": \"a\", \"project\": true}                | project    | invalid_type",
                "{\"name\": \"a\", \"models\": \"gpt-4o\"}           | models     | invalid_type",
                "{\"name\": \"a\", \"models\": []}                   | models     | empty_array",
                "{\"name\": \"a\", \"models\": [\"b\", 1]}           | models[1]  | invalid_type",
                "{\"name\": \"a\", \"expires_at\": \"soon\"}         | expires_at | invalid_value",
                "{\"name\": \"a\", \"expires_at\": \"2020-01-01\"}   | expires_at | invalid_value",
                "{\"name\": \"a\", \"expires_at\": 1.5}              | expires_at | invalid_type",
                "{\"name\": \"a\", \"expires_at\": 9223372036854775807} | expires_at | invalid_value",
                "{\"name\": \"a\", \"expires_at\": 92233720368547758070} | expires_at | invalid_type",
                "{\"name\": \"a\", \"budget\": 5}                    | budget     | unknown_parameter"
            })
    void namesTheFieldAtFault(String body, String param, String code) {
        Admin.Reply reply = admin.post(KEYS, body);
        assertThat(reply.error(400, code)).contains(param);
        assertThat(reply.param()).isEqualTo(param);
    }

    @Test
    void saysWhereTheJsonIsWrong() {
        String message = admin.post(KEYS, "{\"name\": \"a\",\n  \"team\": web}").error(400, "invalid_json");
        assertThat(message).contains("web").contains("line 2, column ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"name\": \"a\"} x", "{\"name\": \"a\", \"name\": \"b\"}", "{'name': 'a'}"})
    void refusesWhatIsNoJson(String body) {
        admin.post(KEYS, body).error(400, "invalid_json");
    }

    @Test
    void refusesBytesThatAreNoText() {
        var request = asked(HttpMethod.POST, KEYS)
                .contentType("application/json")
                .content(new byte[] {'{', '"', (byte) 0xFF, '"', ':', '1', '}'});
        admin.send(request).error(400, "invalid_json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"shop\"", "3", "null", "true"})
    void wantsAnObject(String body) {
        assertThat(admin.post(KEYS, body).error(400, "invalid_type")).contains("must be a JSON object");
    }

    @Test
    void readsAtMostAMegabyte() {
        String body = "{\"name\": \"" + "a".repeat(1 << 20) + "\"}";
        assertThat(admin.post(KEYS, body).error(413, "request_too_large")).contains("1 MB");
    }

    @Test
    void takesJsonAlone() {
        var form = asked(HttpMethod.POST, KEYS)
                .contentType("application/x-www-form-urlencoded")
                .content("name=shop");
        assertThat(admin.send(form).error(415, "unsupported_media_type")).contains("Content-Type: application/json");
        admin.send(asked(HttpMethod.POST, KEYS).content("{\"name\": \"shop\"}")).error(415, "unsupported_media_type");
        var zipped = asked(HttpMethod.POST, KEYS)
                .contentType("application/json")
                .header("content-encoding", "gzip")
                .content("{}");
        admin.send(zipped).error(415, "unsupported_encoding");
    }

    @Test
    void namesTheMethodsOfAnAddress() {
        Admin.Reply reply = admin.delete(KEYS);
        assertThat(reply.error(405, "method_not_allowed")).contains("GET, POST");
        assertThat(reply.response().getHeader("allow")).contains("GET").contains("POST");
    }

    @Test
    void namesAnAddressThatNobodyServes() {
        assertThat(admin.get("/admin/v1/nothing").error(404, "unknown_url")).contains("GET /admin/v1/nothing");
        admin.get("/admin/v1/keys/").error(404, "unknown_url");
    }

    @Test
    void dropsNoParameterInSilence() {
        Admin.Reply reply = admin.get(KEYS + "?team=web");
        reply.error(400, "unknown_parameter");
        assertThat(reply.param()).isEqualTo("team");
        admin.get(KEYS + "/key_1?x=1").error(400, "unknown_parameter");
        admin.post(KEYS + "/key_1/disable?x=1").error(400, "unknown_parameter");
        admin.patch(KEYS + "/key_1?x=1", "{\"disabled\": true}").error(400, "unknown_parameter");
        admin.delete(KEYS + "/key_1?force=true").error(400, "unknown_parameter");
    }

    @Test
    void saysThatTheDatabaseIsAway() {
        FlakyDatabase database = new FlakyDatabase();
        Admin away = new Admin(database);
        database.away = true;
        assertThat(away.get(KEYS).error(503, "internal_error")).contains("database");
        assertThat(away.post(KEYS, "{\"name\": \"shop\"}").error(503, "internal_error"))
                .contains("database");
        database.away = false;
        assertThat(away.get(KEYS).status()).isEqualTo(200);
    }

    private JsonNode issue() {
        return admin.post(KEYS, "{\"name\": \"shop\"}").json();
    }
}
