package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.e2e.provider.Behaviour;
import jakarta.jms.Message;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files of one's own in the running gateway: what they open, what they may not touch, and that they go as they came. */
class OwnRoutesTest {

    private static final String OWN = "routes/own.camel.yaml";
    private static final String RULES = "routes/routing-rules.camel.yaml";
    private static final String REQUEST =
            "{\"model\": \"gpt-4o-mini\", \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}";

    private TestGateway gateway;
    private LiveFiles files;

    @BeforeEach
    void fresh() {
        gateway = TestGateway.fresh();
        files = new LiveFiles(gateway);
    }

    @AfterEach
    void back() throws IOException {
        files.close();
    }

    private HttpResponse<String> send(String method, String path, String body) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.url(path)))
                .header("X-Tier", "gold")
                .header("Content-Type", "text/plain")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private int readiness() {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.url("/actuator/health/readiness")))
                        .build())
                .statusCode();
    }

    private static String door(String... steps) {
        StringBuilder text = new StringBuilder("""
                - route:
                    id: own
                    from:
                      uri: servlet:/my/hello
                      steps:
                """);
        for (String step : steps) {
            text.append("        ").append(step).append('\n');
        }
        return text.toString();
    }

    @Test
    void anOwnDoorSpeaksHttpAsCamelUsersExpectAndGoesWithItsFile() throws Exception {
        files.inForce(
                OWN,
                door(
                        "- setBody: {id: own-body, simple: \"${body} ${header.name} ${header.X-Tier}"
                                + " ${header.CamelHttpMethod}\"}",
                        "- setHeader: {id: own-header, name: X-Own, constant: \"yes\"}",
                        "- setHeader: {id: own-status, name: CamelHttpResponseCode, constant: \"201\"}"));

        HttpResponse<String> answer = send("POST", "/v1/my/hello?name=ada", "good day");
        assertThat(answer.body()).isEqualTo("good day ada gold POST");
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("x-own")).contains("yes");
        // What came in is not said back: a link could set cookies on this origin.
        assertThat(answer.headers().map()).doesNotContainKeys("name", "x-tier", "authorization");

        files.inForce(OWN, door("- setBody: {id: own-body, constant: again}"));
        assertThat(send("GET", "/v1/my/hello", "").body()).isEqualTo("again");

        HttpResponse<String> large = send("POST", "/v1/my/hello", "x".repeat(33 << 20));
        assertThat(large.statusCode()).as(large.body()).isEqualTo(413);

        files.inForce(
                OWN,
                door(
                        "- throwException: {id: own-fail, exceptionType: java.lang.IllegalStateException, message: secret}"));
        HttpResponse<String> failed = send("GET", "/v1/my/hello", "");
        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.body()).doesNotContain("secret", "at ");

        files.delete(OWN);
        assertThat(send("GET", "/v1/my/hello", "").statusCode()).isEqualTo(404);
        assertThat(gateway.chat(REQUEST).statusCode()).isEqualTo(200);
        assertThat(files.config().path("sound").asBoolean()).isTrue();
    }

    @Test
    void anOwnDoorMayAskForAKey() throws Exception {
        String door = door(
                        "- process: {id: own-open, ref: openHttp}",
                        "- process: {id: own-identify, ref: identify}",
                        "- setBody: {id: own-body, simple: \"hello ${exchangeProperty.caller.keyName}\"}")
                .replace("id: own\n", "id: own\n    routeConfigurationId: house-rules\n");
        files.inForce(OWN, door);

        assertThat(gateway.get("/v1/my/hello", gateway.key()).body()).isEqualTo("hello tests");
        HttpResponse<String> nobody = gateway.get("/v1/my/hello", "sk-serai-nobody");
        assertThat(nobody.statusCode()).isEqualTo(401);
        assertThat(nobody.body()).contains("invalid_api_key").doesNotContain("hello");
    }

    @Test
    void aVerbOfOursAfterTheBodyIsTouchedSaysSo() throws Exception {
        files.inForce(OWN, door("- setBody: {id: own-body, constant: x}", "- process: {id: own-open, ref: openHttp}"));

        assertThat(send("POST", "/v1/my/hello", REQUEST).statusCode()).isEqualTo(500);
    }

    @Test
    void aBrokenFileOfOnesOwnIsRefusedAndTheGatewayStaysReady() throws Exception {
        JsonNode report = files.refused(OWN, door("- setBodi: {id: own-body, constant: x}"));

        assertThat(report.path("line").asInt()).isEqualTo(6);
        assertThat(files.config().path("sound").asBoolean()).isFalse();
        assertThat(readiness()).isEqualTo(200);
        assertThat(gateway.chat(REQUEST).statusCode()).isEqualTo(200);
    }

    @Test
    void doorsOfOthersCannotBeShadowed() throws Exception {
        for (String path : new String[] {"/chat/completions", "/?matchOnUriPrefix=true", "/models/x"}) {
            JsonNode report =
                    files.refused(OWN, door("- log: {id: own-log, message: x}").replace("/my/hello", path));
            assertThat(report.path("reason").asText()).contains("would answer requests of");
            assertThat(gateway.chat(REQUEST).statusCode()).isEqualTo(200);
            assertThat(gateway.get("/v1/models/gpt-4o", gateway.key()).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void anInterceptorOfOnesOwnHoldsForItsFileAndGoesWithIt() throws Exception {
        files.inForce(OWN, """
                - interceptFrom:
                    id: own-from
                    steps:
                      - setHeader: {id: own-mark, name: X-Mark, constant: "yes"}
                - intercept:
                    id: own-all
                    steps:
                      - log: {id: own-seen, loggingLevel: TRACE, message: x}
                - onCompletion:
                    id: own-done
                    steps:
                      - log: {id: own-over, loggingLevel: TRACE, message: x}
                - onException:
                    id: own-sorry
                    exception: [java.lang.Throwable]
                    handled: {constant: "true"}
                    steps:
                      - setBody: {id: own-sorry-body, constant: sorry}
                """ + door("- setBody: {id: own-body, constant: plain}"));
        assertThat(send("GET", "/v1/my/hello", "").headers().firstValue("x-mark"))
                .contains("yes");
        assertThat(gateway.chat(REQUEST).headers().firstValue("x-mark")).isEmpty();
        String rules = files.text(RULES);
        files.inForce(RULES, rules.replace("< 200", "< 201"));
        gateway.openai.always(Behaviour.status(400));
        assertThat(gateway.chat(REQUEST).body()).doesNotContain("sorry");

        files.delete(OWN);
        gateway.openai.forget();
        files.inForce(RULES, rules.replace("< 200", "< 202"));
        assertThat(gateway.chat(REQUEST).statusCode()).isEqualTo(200);
        try (QueueClient client = new QueueClient(gateway)) {
            Message answer = client.ask(REQUEST);
            assertThat(answer.getIntProperty("serai_status")).isEqualTo(200);
        }
    }

    @Test
    void aRuleWhoseModelHasLeftTheCatalogueFallsBackAndIsReported() throws Exception {
        String legal = "{\"model\": \"auto\", \"max_tokens\": 50, \"metadata\": {\"task\": \"legal\"}, \"messages\":"
                + " [{\"role\": \"user\", \"content\": \"Who owns the parcel?\"}]}";
        gateway.openai.knows("gpt-6-luna");
        files.inForce(RULES, files.text(RULES).replace("            when:\n", """
                            when:
                              - id: legal
                                simple: "${exchangeProperty.task.type} == 'legal'"
                                steps:
                                  - setProperty: {id: legal-prefers, name: preference, constant: "best, models gpt-4o"}
                """));
        assertThat(gateway.chat(legal).headers().firstValue("x-serai-model")).contains("gpt-4o");

        String models = files.text("config/models.yaml");
        files.inForce("config/models.yaml", models.replace("  - name: gpt-4o\n", "  - name: gpt-4o-gone\n"));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(files.report(RULES).path("reason").asText()).contains("gpt-4o"));
        assertThat(files.report(RULES).path("state").asText()).isEqualTo("in_force");
        HttpResponse<String> answer = gateway.chat(legal);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-serai-rule")).contains("legal-failed");
        gateway.chat(legal);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(gateway.alerts.heard())
                        .filteredOn(alert -> alert.contains("rule-failed"))
                        .singleElement()
                        .asString()
                        .contains("\"rule\":\"legal\""));

        files.inForce("config/models.yaml", models);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(files.report(RULES).path("reason").isNull()).isTrue());
        assertThat(gateway.chat(legal).headers().firstValue("x-serai-rule")).contains("legal");
    }

    @Test
    void aRuleWhoseProviderHasNoKeyFallsBackAndTheCallersOwnWishDoesNot() throws Exception {
        gateway.openai.knows("gpt-6-luna");
        files.inForce(RULES, files.text(RULES).replace("            when:\n", """
                            when:
                              - id: legal
                                simple: "${exchangeProperty.task.type} == 'legal'"
                                steps:
                                  - setProperty: {id: legal-prefers, name: preference, constant: "best, providers mistral"}
                              - id: dear
                                simple: "${exchangeProperty.task.type} == 'dear'"
                                steps:
                                  - setProperty: {id: dear-prefers, name: preference, constant: "best, cost <= 0"}
                """));
        String ask = "{\"model\": \"%s\", \"max_tokens\": 50, \"metadata\": {\"task\": \"%s\"}, \"messages\":"
                + " [{\"role\": \"user\", \"content\": \"Who owns the parcel?\"}]}";

        for (String rule : new String[] {"legal", "dear"}) {
            HttpResponse<String> answer = gateway.chat(ask.formatted("auto", rule));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.headers().firstValue("x-serai-rule")).contains(rule + "-failed");
        }
        HttpResponse<String> own = gateway.chat(ask.formatted("mistral-large-3", "legal"));
        assertThat(own.statusCode()).isEqualTo(404);
    }
}
