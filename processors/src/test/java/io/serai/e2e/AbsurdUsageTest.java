package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.e2e.provider.Behaviour;
import io.serai.e2e.provider.Counts;
import io.serai.e2e.provider.StandIn;
import io.serai.usage.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A provider that claims more tokens than anybody can have used gets neither caller nor ledger to believe it. */
class AbsurdUsageTest {

    private static final String WORDS = "one two three four five six seven eight nine ten";
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource({
        "gpt-4o-mini, false",
        "gpt-4o-mini, true",
        "claude-haiku-4-5, false",
        "claude-haiku-4-5, true",
        "gemini-2.5-flash, false",
        "gemini-2.5-flash, true",
    })
    void countsItselfAndSaysSo(String model, boolean stream) {
        TestGateway gateway = TestGateway.fresh();
        Counts absurd = Counts.of(12, 40_000_000_000_000_000L);
        StandIn provider = model.startsWith("gpt")
                ? gateway.openai
                : model.startsWith("claude") ? gateway.anthropic : gateway.gemini;
        provider.always(model, Behaviour.answer(WORDS).usage(absurd));

        HttpResponse<String> answer = gateway.chat("{\"model\": \"" + model + "\", \"stream\": " + stream
                + (stream ? ", \"stream_options\": {\"include_usage\": true}" : "")
                + ", \"messages\": [{\"role\": \"user\", \"content\": \"how many are there?\"}]}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("ten").doesNotContain("40000000000000000");
        told(answer.body(), stream).forEach(AbsurdUsageTest::assertSane);
        String call = answer.headers().firstValue("x-request-id").orElseThrow();
        JsonNode record = await().atMost(Duration.ofSeconds(20))
                .until(() -> record(gateway, call), found -> !found.isMissingNode());
        assertThat(record.path("estimated").asBoolean()).isTrue();
        assertThat(record.path("tokens").path("output").asLong()).isBetween(10L, 20L);
        assertThat(record.path("tokens").path("input").asLong()).isBetween(1L, 50L);
        assertThat(new BigDecimal(record.path("cost").asText())).isLessThan(new BigDecimal("0.01"));
        assertThat(gateway.admin("GET", "/admin/v1/usage", "").statusCode()).isEqualTo(200);
    }

    private static List<JsonNode> told(String body, boolean stream) {
        if (!stream) {
            return List.of(read(body).path("usage"));
        }
        return body.lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> read(line.substring(6)).path("usage"))
                .toList();
    }

    private static void assertSane(JsonNode usage) {
        for (String sum : List.of("prompt_tokens", "completion_tokens", "total_tokens")) {
            assertThat(usage.path(sum).asLong()).as(usage.toString()).isBetween(0L, Usage.MOST_BELIEVED);
        }
    }

    private static JsonNode record(TestGateway gateway, String call) {
        HttpResponse<String> page = gateway.admin("GET", "/admin/v1/usage/records?call=" + call, "");
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        return TestGateway.json(page).path("data").path(0);
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }
}
