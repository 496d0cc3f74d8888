package io.serai.admin;

import static io.serai.admin.Admin.asked;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.call.Caller;
import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import io.serai.keys.IssuedKey;
import io.serai.keys.NewKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;

class DecideControllerTest {

    private static final String DECIDE = "/admin/v1/decide";
    private static final String REQUEST =
            "{\"model\": \"auto\", \"metadata\": {\"shop\": \"eu\"}, \"response_format\": {\"type\": \"json_object\"},"
                    + " \"messages\": [{\"role\": \"user\", \"content\": \"Where is my parcel?\"}]}";

    private final Admin admin = new Admin();

    @Test
    void saysWhoWouldBeAskedAndWhy() {
        JsonNode decided = admin.post(DECIDE, REQUEST).ok();
        assertThat(decided.path("task").toString())
                .isEqualTo("{\"type\":\"support\",\"given\":false,\"prompt_tokens\":12,\"output_tokens\":200,"
                        + "\"needs\":[\"json-object\"],\"hour\":14,\"weekday\":\"monday\",\"peak_hours\":true,"
                        + "\"tags\":{\"shop\":\"eu\"}}");
        assertThat(decided.path("preference").toString())
                .isEqualTo("{\"rule\":\"peak-cheapest\",\"profile\":\"cheapest\",\"min_quality\":0.5,"
                        + "\"max_cost\":\"0.02\",\"max_latency_ms\":5000,\"models\":[],\"providers\":[\"openai\"]}");
        assertThat(decided.path("candidates").findValuesAsText("model")).containsExactly("gpt-4o-mini", "gpt-4o");
        assertThat(decided.path("candidates").get(0).toString())
                .isEqualTo("{\"model\":\"gpt-4o-mini\",\"provider\":\"openai\",\"upstream\":\"gpt-4o-mini-2024\","
                        + "\"deployment\":\"openai/gpt-4o-mini-2024\",\"estimated_cost\":\"0.0001218\",\"listed\":true,"
                        + "\"why\":\"cheapest\"}");
        assertThat(decided.path("rejected").get(0).toString())
                .isEqualTo("{\"model\":\"mistral-large\",\"provider\":\"mistral\","
                        + "\"reason\":\"no key for provider mistral\",\"passing\":false}");
    }

    @Test
    void decidesForAnAdminWhoMayUseAll() {
        admin.post(DECIDE, REQUEST).ok();
        assertThat(admin.dryRun.caller).isEqualTo(new Caller("admin", "admin", null, null, List.of()));
        assertThat(admin.dryRun.task).isNull();
    }

    @Test
    void decidesAsAKey() {
        IssuedKey key = admin.keys
                .keyring()
                .issue(new NewKey("shop", "web", "checkout", List.of("gpt-4o"), Admin.NOW.plusSeconds(60)));
        admin.post(DECIDE + "?key=" + key.key().id(), REQUEST).ok();
        assertThat(admin.dryRun.caller).isEqualTo(admin.keys.keyring().identify(key.raw()));
    }

    @Test
    void takesTheTaskOfTheHeader() {
        var request = asked(HttpMethod.POST, DECIDE)
                .contentType("application/json; charset=utf-8")
                .header("x-serai-task", "reasoning")
                .content(REQUEST);
        assertThat(admin.send(request).ok().path("task").path("type").asText()).isEqualTo("reasoning");
    }

    @Test
    void refusesAsALiveCallWouldBeRefused() {
        admin.dryRun.fault = new Refusal(new GatewayError.ModelNotFound("The model 'gpt-9' does not exist."));
        Admin.Reply reply = admin.post(DECIDE, REQUEST);
        assertThat(reply.error(404, "model_not_found")).isEqualTo("The model 'gpt-9' does not exist.");
        assertThat(reply.param()).isEqualTo("model");
        admin.dryRun.fault = new Refusal(new GatewayError.NoCandidate("All are out.", null, true));
        admin.post(DECIDE, REQUEST).error(503, "no_candidate");
    }

    @Test
    void readsTheBodyAsTheDoorDoes() {
        admin.post(DECIDE, "{\"model\": \"auto\"}").error(400, "missing_required_parameter");
        Admin.Reply reply = admin.post(DECIDE, "{\"model\": 3, \"messages\": []}");
        reply.error(400, "invalid_type");
        assertThat(reply.param()).isEqualTo("model");
        assertThat(admin.dryRun.request).isNull();
    }

    @Test
    void readsNoMoreThanALiveCallMayHave() {
        String body = REQUEST.replace("parcel", "p".repeat(2 << 20));
        admin.post(DECIDE, body).error(413, "request_too_large");
    }

    @Test
    void refusesAKeyThatALiveCallWouldBeRefusedWith() {
        String id = admin.keys.keyring().issue(NewKey.named("shop")).key().id();
        admin.keys.keyring().disable(id);
        assertThat(admin.post(DECIDE + "?key=" + id, REQUEST).error(401, "invalid_api_key"))
                .contains("disabled");
        assertThat(admin.post(DECIDE + "?key=key_of_nobody", REQUEST).error(404, "key_not_found"))
                .contains("key_of_nobody");
        admin.post(DECIDE + "?keys=x", REQUEST).error(400, "unknown_parameter");
        admin.get(DECIDE).error(405, "method_not_allowed");
    }

    @Test
    void keepsTheFaultsOfOthersToTheLog() {
        admin.dryRun.fault = new IllegalStateException("secret detail");
        assertThat(admin.post(DECIDE, REQUEST).error(500, "internal_error")).doesNotContain("secret");
    }
}
