package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.jms.Message;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A rule refuses a call in its own words, or says in which order models are asked. */
class RuleRefusalsTest {

    private static final String RULES = "routes/routing-rules.camel.yaml";
    private static final String CHAT = "routes/chat.camel.yaml";
    private static final String ASK =
            "{\"model\": \"%s\", \"max_tokens\": 50, \"metadata\": {\"task\": \"%s\", \"status\": \"%s\"}, \"messages\":"
                    + " [{\"role\": \"user\", \"content\": \"Who owns the parcel?\"}]}";
    private static final String REFUSED = ASK.formatted("auto", "legal", "403");

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

    private String legal(String sentence) throws IOException {
        return files.text(RULES).replace("            when:\n", """
                            when:
                              - id: legal
                                simple: "${exchangeProperty.task.type} == 'legal'"
                                steps:
                                  - setProperty: {id: legal-prefers, name: preference, %s}
                """.formatted(sentence));
    }

    private static JsonNode error(String body) throws IOException {
        return new ObjectMapper().readTree(body).path("error");
    }

    private List<String> recordsOfLegal() {
        return TestGateway.json(gateway.admin("GET", "/admin/v1/usage/records?limit=1000&task=legal", ""))
                .path("data")
                .findValuesAsText("asked");
    }

    @Test
    void reachesTheCallerByHttpAndByQueueInItsDialect() throws Exception {
        files.inForce(RULES, legal("constant: \"refuse 403 not_for_interns: Interns may not use paid models.\""));
        int before = recordsOfLegal().size();

        HttpResponse<String> answer = gateway.chat(REFUSED);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
        assertThat(error(answer.body()).path("code").asText()).isEqualTo("not_for_interns");
        assertThat(error(answer.body()).path("message").asText()).isEqualTo("Interns may not use paid models.");
        assertThat(error(answer.body()).path("type").asText()).isEqualTo("invalid_request_error");
        HttpResponse<String> streamed =
                gateway.chat(REFUSED.replace("\"max_tokens\"", "\"stream\": true, \"max_tokens\""));
        assertThat(streamed.statusCode()).isEqualTo(403);
        try (QueueClient client = new QueueClient(gateway)) {
            Message message = client.ask(REFUSED);
            assertThat(message.getIntProperty("serai_status")).isEqualTo(403);
            assertThat(error(message.getBody(String.class)).path("code").asText())
                    .isEqualTo("not_for_interns");
        }
        assertThat(gateway.openai.received()).isEmpty();
        assertThat(gateway.chat(ASK.formatted("gpt-4o-mini", "legal", "")).statusCode())
                .isEqualTo(200);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(recordsOfLegal()).hasSize(before + 1));
        assertThat(recordsOfLegal()).startsWith("gpt-4o-mini");
        assertThat(gateway.alerts.heard()).noneMatch(alert -> alert.contains("rule-failed"));
    }

    @Test
    void isShownByADryRun() throws Exception {
        files.inForce(RULES, legal("constant: \"refuse 429 closed: Ask again on Monday.\""));

        JsonNode dry = TestGateway.json(gateway.admin("POST", "/admin/v1/decide", REFUSED));

        assertThat(dry.path("refusal").toString())
                .isEqualTo(
                        "{\"rule\":\"legal\",\"status\":429,\"code\":\"closed\",\"message\":\"Ask again on Monday.\"}");
        assertThat(dry.at("/task/type").asText()).isEqualTo("legal");
    }

    @Test
    void thatCannotBeReadRefusesAllTheSameAndIsTold() throws Exception {
        files.inForce(RULES, legal("simple: \"refuse 40${exchangeProperty.task.tags[status]} no: No.\""));

        assertThat(gateway.chat(ASK.formatted("auto", "legal", "9")).statusCode())
                .isEqualTo(409);
        HttpResponse<String> answer = gateway.chat(ASK.formatted("auto", "legal", "no"));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
        assertThat(error(answer.body()).path("code").asText()).isEqualTo("refused_by_rule");
    }

    @Test
    void reachesWhoNamesTheModelWhereTheRouteAsksTheRulesForAll() throws Exception {
        String named = ASK.formatted("gpt-4o-mini", "legal", "");
        files.inForce(RULES, legal("constant: \"refuse 403 no: No.\""));
        assertThat(gateway.chat(named).statusCode()).isEqualTo(200);

        files.inForce(
                CHAT,
                files.text(CHAT)
                        .replace("\"${exchangeProperty.preference} == null\"", "\"${exchangeProperty.task} != null\""));

        assertThat(gateway.chat(named).statusCode()).isEqualTo(403);
        HttpResponse<String> other = gateway.chat(ASK.formatted("gpt-4o-mini", "reasoning", ""));
        assertThat(other.headers().firstValue("x-serai-model")).contains("gpt-4o-mini");
        assertThat(other.headers().firstValue("x-serai-rule")).contains("forced");
    }

    @Test
    void anOrderedListIsAskedInItsOrder() throws Exception {
        files.inForce(RULES, legal("constant: \"in order, models gpt-4o-mini gemini-2.5-flash gpt-4o\""));

        JsonNode dry = TestGateway.json(gateway.admin("POST", "/admin/v1/decide", REFUSED));

        assertThat(dry.path("candidates").findValuesAsText("model"))
                .containsExactly("gpt-4o-mini", "gemini-2.5-flash", "gpt-4o");
        assertThat(gateway.chat(REFUSED).headers().firstValue("x-serai-model")).contains("gpt-4o-mini");
    }
}
