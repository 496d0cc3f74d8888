package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules choose what they should, live and dry, and an edit changes the next call. */
class RulesTest {

    private TestGateway gateway;

    @BeforeEach
    void fresh() {
        gateway = TestGateway.fresh();
    }

    @Test
    void sendsShortSupportQuestionsToTheFastest() {
        HttpResponse<String> answer = gateway.chat(auto("Where is my parcel? I want a refund.", "support"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-serai-rule")).contains("short-support-fastest");
        assertThat(answer.headers().firstValue("x-serai-task")).contains("support");
    }

    @Test
    void doesNotCallALongSupportQuestionShort() {
        HttpResponse<String> answer = gateway.chat(auto("I want a refund. ".repeat(80), "support"));
        assertThat(answer.headers().firstValue("x-serai-rule").orElseThrow()).isNotEqualTo("short-support-fastest");
    }

    @Test
    void sendsReasoningToTheBest() {
        JsonNode dry = dry(auto("Prove that the square root of two is irrational.", "reasoning"));
        assertThat(dry.at("/preference/rule").asText()).isEqualTo("reasoning-best");
        assertThat(dry.at("/preference/profile").asText()).isEqualTo("best");
    }

    @Test
    void decidesDryAsItDoesLive() {
        String request = auto("Prove that the square root of two is irrational.", "reasoning");
        String chosen = dry(request).at("/candidates/0/model").asText();
        int askedBefore = asked();
        HttpResponse<String> live = gateway.chat(request);
        assertThat(live.headers().firstValue("x-serai-model")).contains(chosen);
        assertThat(asked()).isEqualTo(askedBefore + 1);
    }

    @Test
    void asksNobodyInADryRun() {
        dry(auto("hello", "general"));
        assertThat(asked()).isZero();
    }

    @Test
    void obeysACallerWhoNamesAModel() {
        HttpResponse<String> answer =
                gateway.chat("{\"model\": \"gemini-2.5-flash\", \"messages\": [{\"role\": \"user\","
                        + " \"content\": \"hello\"}], \"metadata\": {\"task\": \"reasoning\"}}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-serai-model")).contains("gemini-2.5-flash");
        assertThat(answer.headers().firstValue("x-serai-rule")).contains("forced");
        assertThat(answer.headers().firstValue("x-serai-task")).contains("reasoning");
    }

    @Test
    void reachesAModelThatTheCatalogueDoesNotKnow() {
        gateway.openai.knows("gpt-next");
        HttpResponse<String> answer = gateway.chat(
                "{\"model\": \"openai/gpt-next\", \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-serai-model")).contains("openai/gpt-next");
    }

    @Test
    void keepsToTheModelsOfTheKey() {
        String key = gateway.issueKey("{\"name\": \"narrow\", \"models\": [\"gpt-4o-mini\"]}");
        String ask = "{\"model\": \"%s\", \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}";
        HttpResponse<String> refused = gateway.post("/v1/chat/completions", key, ask.formatted("gpt-4o"));
        assertThat(refused.statusCode()).isEqualTo(403);
        HttpResponse<String> auto = gateway.post("/v1/chat/completions", key, ask.formatted("auto"));
        assertThat(auto.headers().firstValue("x-serai-model")).contains("gpt-4o-mini");
    }

    @Test
    void obeysAnEditedRuleAndKeepsTheLastGoodOne() throws IOException {
        Path rules = gateway.file("routes/routing-rules.camel.yaml");
        String before = Files.readString(rules);
        String request = auto("Prove that the square root of two is irrational.", "reasoning");
        try {
            Files.writeString(rules, before.replace("constant: \"best\"", "constant: \"best, models gpt-4o-mini\""));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(gateway.chat(request).headers().firstValue("x-serai-model"))
                                    .contains("gpt-4o-mini"));

            Files.writeString(rules, before.replace("constant: \"best\"", "constant: \"bestest\""));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(config("routing-rules")).contains("bestest"));
            assertThat(gateway.chat(request).headers().firstValue("x-serai-model"))
                    .contains("gpt-4o-mini");
        } finally {
            Files.writeString(rules, before);
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(gateway.chat(request)
                                .headers()
                                .firstValue("x-serai-model")
                                .orElseThrow())
                        .isNotEqualTo("gpt-4o-mini"));
    }

    @Test
    void refusesARuleThatCouldOnlyFailLater() throws IOException {
        Path rules = gateway.file("routes/routing-rules.camel.yaml");
        String before = Files.readString(rules);
        try {
            Files.writeString(rules, before.replace("task.peakHours", "task.peekHours"));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(config("routing-rules"))
                            .contains("\"refused\"", "\"line\":22", "did you mean 'peakHours'?"));
            HttpResponse<String> answer = gateway.chat(auto("Where is my parcel? I want a refund.", "support"));
            assertThat(answer.headers().firstValue("x-serai-rule")).contains("short-support-fastest");
        } finally {
            Files.writeString(rules, before);
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(config("routing-rules")).contains("in_force"));
    }

    @Test
    void aPreferenceThatNobodyCouldForeseeCostsNobodyAnAnswer() throws IOException {
        Path rules = gateway.file("routes/routing-rules.camel.yaml");
        String before = Files.readString(rules);
        String wanted = "\"model\": \"auto\", \"metadata\": {\"profile\": \"%s\"}, \"messages\":"
                + " [{\"role\": \"user\", \"content\": \"Where is my parcel?\"}]";
        String best = "{" + wanted.formatted("best") + "}";
        try {
            Files.writeString(rules, before.replace("            when:\n", """
                                        when:
                                          - id: as-they-say
                                            simple: "${exchangeProperty.task.tags[profile]} in 'best,bestest'"
                                            steps:
                                              - setProperty: {id: as-they-say-prefers, name: preference, simple: "${exchangeProperty.task.tags[profile]}"}
                            """));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(gateway.chat(best).headers().firstValue("x-serai-rule"))
                            .contains("as-they-say"));

            HttpResponse<String> answer = gateway.chat("{" + wanted.formatted("bestest") + "}");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.headers().firstValue("x-serai-rule")).contains("rules-failed");
        } finally {
            Files.writeString(rules, before);
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(gateway.chat(best)
                                .headers()
                                .firstValue("x-serai-rule")
                                .orElseThrow())
                        .isNotEqualTo("as-they-say"));
    }

    private String config(String file) {
        JsonNode files =
                TestGateway.json(gateway.admin("GET", "/admin/v1/config", "")).path("files");
        for (JsonNode each : files) {
            if (each.path("path").asText().contains(file)) {
                return each.toString();
            }
        }
        return "";
    }

    private int asked() {
        return gateway.openai.received().size()
                + gateway.anthropic.received().size()
                + gateway.gemini.received().size();
    }

    private JsonNode dry(String request) {
        HttpResponse<String> answer = gateway.admin("POST", "/admin/v1/decide", request);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return TestGateway.json(answer);
    }

    private static String auto(String text, String task) {
        return "{\"model\": \"auto\", \"metadata\": {\"task\": \"" + task + "\"}, \"messages\": [{\"role\": \"user\","
                + " \"content\": \"" + text + "\"}]}";
    }
}
