package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.jms.Message;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a rule does, the call that meets it is answered, and one person is told once. */
class RuleEditsTest {

    private static final String RULES = "routes/routing-rules.camel.yaml";
    private static final String REQUEST =
            "{\"model\": \"auto\", \"max_tokens\": 50, \"metadata\": {\"task\": \"legal\"}, \"messages\":"
                    + " [{\"role\": \"user\", \"content\": \"Who owns the parcel?\"}]}";
    private static final String PREFERS =
            "- setProperty: {id: legal-prefers, name: preference, constant: \"best, models gpt-6-luna\"}";

    private TestGateway gateway;
    private LiveFiles files;

    @BeforeEach
    void fresh() {
        gateway = TestGateway.fresh();
        files = new LiveFiles(gateway);
        // Of what 'balanced' chooses one must be there.
        gateway.openai.knows("gpt-6-luna");
    }

    @AfterEach
    void back() throws IOException {
        files.close();
    }

    /** The rules with one more before all others, for calls about something legal. */
    private String legal(String... steps) throws IOException {
        return files.text(RULES).replace("            when:\n", """
                            when:
                              - id: legal
                                simple: "${exchangeProperty.task.type} == 'legal'"
                                steps:
                %s
                """.formatted(
                        String.join("\n", steps).indent(18).stripTrailing()));
    }

    private List<String> ruleAlerts() {
        return gateway.alerts.heard().stream()
                .filter(alert -> alert.contains("\"event\":\"rule-failed\""))
                .toList();
    }

    /** By HTTP and by queue at once, as both may wait for the rules' patience. */
    private String answersByRule() throws Exception {
        CompletableFuture<HttpResponse<String>> byHttp = CompletableFuture.supplyAsync(() -> gateway.chat(REQUEST));
        try (QueueClient client = new QueueClient(gateway)) {
            Message message = client.ask(REQUEST);
            HttpResponse<String> answer = byHttp.get(30, TimeUnit.SECONDS);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(message.getIntProperty("serai_status"))
                    .as(message.getBody(String.class))
                    .isEqualTo(200);
            assertThat(message.getStringProperty("serai_rule"))
                    .isEqualTo(answer.headers().firstValue("x-serai-rule").orElseThrow());
            return message.getStringProperty("serai_rule");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- stop: {id: legal-stop}",
                "- removeProperties: {id: legal-removes, pattern: \"*\", excludePattern: \"preference|rule\"}",
                "- setBody: {id: legal-body, constant: \"something else\"}",
                "- setHeader: {id: legal-header, name: Authorization, constant: \"Bearer mine\"}",
                "- setProperty: {id: legal-caller, name: caller, constant: \"somebody\"}",
                "- setProperty: {id: legal-call, name: call, constant: \"none\"}",
                "- to: {id: legal-elsewhere, uri: \"seda:elsewhere\", parameters: {exchangePattern: InOnly}}",
                "- delay: {id: legal-delay, constant: \"20\"}",
            })
    void aStepAfterThePreferenceChangesNothingElse(String step) throws Exception {
        files.inForce(RULES, legal(PREFERS, step));

        assertThat(answersByRule()).isEqualTo("legal");
        assertThat(ruleAlerts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- throwException: {id: legal-throws, exceptionType: java.lang.IllegalStateException, message: no}",
                "- rollback: {id: legal-back, message: no}",
                "- rollback: {id: legal-back, markRollbackOnly: true}",
                "- loop: {id: legal-loop, doWhile: true, constant: \"true\", steps: [{setProperty: {id: legal-spin,"
                        + " name: spin, constant: \"1\"}}]}",
                "- loop: {id: legal-loop, doWhile: true, constant: \"true\", steps: [{doTry: {id: legal-try, steps:"
                        + " [{throwException: {id: legal-throws, exceptionType: java.lang.IllegalStateException, message: no}}],"
                        + " doCatch: [{id: legal-catch, exception: [java.lang.Exception], steps: [{log: {id: legal-log,"
                        + " loggingLevel: TRACE, message: x}}]}]}}]}",
                "- delay: {id: legal-delay, constant: \"60000\"}",
                "- delay: {id: legal-delay, asyncDelayed: false, constant: \"60000\"}",
                "- to: {id: legal-ask, uri: \"jms:queue:nobody.answers\", parameters: {exchangePattern: InOut}}",
                "- to: {id: legal-ask, uri: \"http://127.0.0.1:1/nobody\"}",
            })
    void aRuleThatFailsCostsNobodyAnAnswerAndTellsOnePersonOnce(String step) throws Exception {
        files.inForce(RULES, legal(PREFERS, step));

        assertThat(answersByRule()).isEqualTo("rules-failed");
        assertThat(answersByRule()).isEqualTo("rules-failed");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(ruleAlerts()).isNotEmpty());
        assertThat(ruleAlerts())
                .singleElement()
                .asString()
                .contains("\"event\":\"rule-failed\"", "\"rule\":\"legal\"", "\"movedTo\":\"balanced\"");
    }

    @Test
    void anEditOfTheRulesIsToldAgainWhenItFails() throws Exception {
        String throwing =
                "- throwException: {id: legal-throws, exceptionType: java.lang.IllegalStateException, message: no%d}";
        files.inForce(RULES, legal(throwing.formatted(1)));
        assertThat(answersByRule()).isEqualTo("rules-failed");
        files.inForce(RULES, files.text(RULES).replace("no1", "no2"));
        assertThat(answersByRule()).isEqualTo("rules-failed");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(ruleAlerts()).hasSize(2));
        assertThat(ruleAlerts().getLast()).contains("\"reason\":\"no2\"");
    }

    @Test
    void whatARuleSetsIsThereAfterwards() throws Exception {
        files.inForce(
                RULES,
                legal(PREFERS, "- setProperty: {id: legal-region, name: region, constant: \"eu\"}", "- stop: {id: s}"));
        String chat = files.text("routes/chat.camel.yaml");
        files.inForce(
                "routes/chat.camel.yaml",
                chat.replace(
                        "        - process: {id: decide-candidates",
                        "        - filter: {id: decide-region, simple: \"${exchangeProperty.region} == 'eu'\", steps: ["
                                + "{setProperty: {id: decide-fast, name: preference, constant: \"fastest\"}}]}\n"
                                + "        - process: {id: decide-candidates"));

        JsonNode dry = TestGateway.json(gateway.admin("POST", "/admin/v1/decide", REQUEST));
        assertThat(dry.at("/preference/profile").asText()).as(dry.toString()).isEqualTo("fastest");
        assertThat(answersByRule()).isEqualTo("legal");
    }
}
