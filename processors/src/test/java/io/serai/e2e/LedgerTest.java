package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.e2e.provider.Behaviour;
import io.serai.e2e.provider.Counts;
import io.serai.e2e.provider.StandIn;
import io.serai.e2e.provider.Usage;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ledger says what the providers reported, to the token and the nano-dollar. */
class LedgerTest {

    private static final List<String> MODELS = List.of(
            "gpt-4o", "gpt-4o-mini", "claude-sonnet-4-5", "claude-haiku-4-5", "gemini-2.5-flash", "gemini-2.5-pro");
    private static final String UNLISTED = "ledger-unlisted";

    private TestGateway gateway;
    private PriceSheet prices;
    private Instant from;
    private final Map<String, Billed> billed = new LinkedHashMap<>();

    /** What one call must have in the ledger. */
    private record Billed(String model, Counts counts, int attempt, boolean streamed, String door) {}

    /** How a call is made. */
    private enum Way {
        WHOLE,
        STREAM,
        STREAM_WITH_USAGE,
        QUEUE,
        WHOLE_AFTER_A_FAILURE,
        STREAM_AFTER_A_FAILURE;

        boolean streams() {
            return this == STREAM || this == STREAM_WITH_USAGE || this == STREAM_AFTER_A_FAILURE;
        }

        boolean failsFirst() {
            return this == WHOLE_AFTER_A_FAILURE || this == STREAM_AFTER_A_FAILURE;
        }
    }

    @BeforeEach
    void fresh() throws Exception {
        gateway = TestGateway.fresh();
        prices = PriceSheet.of(gateway.file("config/models.yaml"));
        from = Instant.now();
    }

    @Test
    void equalsWhatTheProvidersReportedAndTheirPrices() throws Exception {
        gateway.openai.knows(UNLISTED);
        int number = 0;
        for (String model : MODELS) {
            for (Way way : Way.values()) {
                ask(way, model, odd(model, ++number), number);
            }
        }
        ask(Way.STREAM, "openai/" + UNLISTED, odd("gpt", ++number), number);
        // one token decides between two prices for all of them
        ask(Way.WHOLE, "gemini-2.5-pro", new Counts(99_999, 100_001, 0, 0, 13, 7), ++number);
        ask(Way.STREAM, "gemini-2.5-pro", new Counts(100_000, 100_001, 0, 0, 13, 7), ++number);

        JsonNode report = awaitReport(billed.size());
        assertThat(tokensByModel(report)).isEqualTo(reportedByProviders());
        assertThat(costsByModel(report)).isEqualTo(expectedCosts());
        JsonNode total = report.path("total");
        assertThat(total.path("calls").asInt()).isEqualTo(billed.size());
        assertThat(total.path("attempts").asInt()).isEqualTo(billed.size());
        assertThat(money(total)).isEqualTo(sum(expectedCosts()));
        assertThat(csv()).isEqualTo(rows(report));
        assertEachCallIsBilledOnce();
    }

    private void assertEachCallIsBilledOnce() {
        List<JsonNode> records = records();
        assertThat(records).extracting(record -> record.path("call").asText()).hasSize(billed.size());
        for (JsonNode record : records) {
            Billed call = billed.get(record.path("call").asText());
            assertThat(call).as(record.toString()).isNotNull();
            assertThat(record.path("model").asText()).isEqualTo(call.model);
            assertThat(counts(record)).as(record.toString()).isEqualTo(call.counts);
            assertThat(money(record)).isEqualTo(normal(prices.cost(call.model, call.counts)));
            assertThat(record.path("attempt").asInt()).as(record.toString()).isEqualTo(call.attempt);
            assertThat(record.path("streamed").asBoolean()).isEqualTo(call.streamed);
            assertThat(record.path("door").asText()).isEqualTo(call.door);
            assertThat(record.path("estimated").asBoolean()).isFalse();
            assertThat(record.path("outcome").asText()).isEqualTo("ok");
            assertThat(record.path("listed").asBoolean()).isEqualTo(!call.model.contains(UNLISTED));
        }
    }

    @Test
    void billsACutStreamAtTheModelThatUsedIt() {
        Counts counts = new Counts(1_234, 56, 78, 0, 901, 0);
        String text = "one two three four five six seven eight nine ten";
        gateway.openai.always("gpt-4o", Behaviour.answer(text).usage(counts).cutAfter(4));
        gateway.anthropic.always(
                "claude-haiku-4-5", Behaviour.answer(text).usage(counts).cutAfter(6));
        gateway.gemini.always(
                "gemini-2.5-flash",
                Behaviour.answer(text).usage(counts.withCache(56, 0, 0)).cutAfter(3));
        for (String model : List.of("gpt-4o", "claude-haiku-4-5", "gemini-2.5-flash")) {
            HttpResponse<String> answer = gateway.chatUncontinued(body(model, "", "\"stream\": true,"));
            assertThat(answer.body()).contains("one").doesNotContain("[DONE]");
        }
        awaitReport(3);

        Map<String, JsonNode> cut = new TreeMap<>();
        for (JsonNode record : records()) {
            cut.put(record.path("model").asText(), record);
            assertThat(record.path("outcome").asText()).isEqualTo("failed");
            assertThat(money(record))
                    .isEqualTo(normal(prices.cost(record.path("model").asText(), counts(record))));
        }
        assertThat(cut.keySet()).containsExactly("claude-haiku-4-5", "gemini-2.5-flash", "gpt-4o");
        // OpenAI says nothing before the end, so all of it is our count
        assertThat(of(cut, "gpt-4o").path("estimated").asBoolean()).isTrue();
        assertThat(counts(of(cut, "gpt-4o")).freshInput()).isPositive();
        assertThat(counts(of(cut, "gpt-4o")).output()).isEqualTo(3);
        // Anthropic says first what the prompt was
        assertThat(of(cut, "claude-haiku-4-5").path("estimated").asBoolean()).isTrue();
        assertThat(counts(of(cut, "claude-haiku-4-5"))).isEqualTo(counts.withOutput(3));
        // Gemini says with each chunk what was used so far
        assertThat(of(cut, "gemini-2.5-flash").path("estimated").asBoolean()).isFalse();
        assertThat(counts(of(cut, "gemini-2.5-flash")))
                .isEqualTo(gateway.gemini.partial("gemini-2.5-flash").counts());
    }

    private static JsonNode of(Map<String, JsonNode> records, String model) {
        return Objects.requireNonNull(records.get(model), model);
    }

    @Test
    void billsAnAnswerNobodyCanUseAtTheModelThatMadeIt() {
        refuses(gateway.openai, "gpt-4o", """
                {"object": "chat.completion", "choices": [], "usage":
                 {"prompt_tokens": 1234, "completion_tokens": 56, "total_tokens": 1290}}""");
        refuses(gateway.gemini, "gemini-2.5-flash", """
                {"candidates": [], "usageMetadata": {"promptTokenCount": 1234, "candidatesTokenCount": 56}}""");
        HttpResponse<String> answer =
                gateway.chat(body("gpt-4o", "", "\"models\": [\"gemini-2.5-flash\", \"claude-haiku-4-5\"],"));
        assertThat(answer.headers().firstValue("x-serai-model")).contains("claude-haiku-4-5");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(records()).hasSize(3));

        Map<String, JsonNode> byModel = new TreeMap<>();
        records().forEach(record -> byModel.put(record.path("model").asText(), record));
        for (String refused : List.of("gpt-4o", "gemini-2.5-flash")) {
            JsonNode record = of(byModel, refused);
            assertThat(record.path("outcome").asText()).isEqualTo("failed");
            assertThat(record.path("estimated").asBoolean()).isFalse();
            assertThat(counts(record).freshInput()).isEqualTo(1234);
            assertThat(counts(record).output()).isEqualTo(56);
        }
        assertThat(of(byModel, "claude-haiku-4-5").path("outcome").asText()).isEqualTo("ok");
    }

    /** Answers 200 with JSON that holds no answer. */
    private static void refuses(StandIn provider, String model, String json) {
        provider.always(model, new Behaviour.Page(200, json));
    }

    private void ask(Way way, String model, Counts counts, int number) throws JMSException {
        String bare = model.substring(model.indexOf('/') + 1);
        standIn(bare).always(bare, Behaviour.usage(counts));
        String asked = model;
        String fallback = "";
        if (way.failsFirst()) {
            // each with a deployment of its own, whose breaker is closed
            String failing = "ledger-503-" + number;
            gateway.openai.knows(failing);
            gateway.openai.always(failing, Behaviour.status(503));
            asked = "openai/" + failing;
            fallback = "\"models\": [\"" + model + "\"],";
        }
        String options = way == Way.STREAM_WITH_USAGE ? "\"stream_options\": {\"include_usage\": true}," : "";
        String body = body(asked, fallback, (way.streams() ? "\"stream\": true," : "") + options);
        String call = way == Way.QUEUE ? byMessage(body) : byHttp(way, body);
        boolean queue = way == Way.QUEUE;
        Billed expected = new Billed(model, counts, way.failsFirst() ? 2 : 1, way.streams(), queue ? "queue" : "http");
        assertThat(billed.put(call, expected)).isNull();
    }

    private String byHttp(Way way, String body) {
        HttpResponse<String> answer = gateway.chat(body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        if (way.streams()) {
            assertThat(answer.body()).contains("[DONE]");
            assertThat(answer.body().contains("\"prompt_tokens\"")).isEqualTo(way == Way.STREAM_WITH_USAGE);
        }
        return answer.headers().firstValue("x-request-id").orElseThrow();
    }

    private String byMessage(String body) throws JMSException {
        try (ActiveMQConnectionFactory broker =
                        new ActiveMQConnectionFactory("tcp://127.0.0.1:" + gateway.brokerPort(), "any", gateway.key());
                JMSContext jms = broker.createContext()) {
            Queue answers = jms.createTemporaryQueue();
            TextMessage request = jms.createTextMessage(body);
            request.setStringProperty("authorization", "Bearer " + gateway.key());
            request.setJMSReplyTo(answers);
            jms.createProducer().send(jms.createQueue("llm.requests"), request);
            Message answer = jms.createConsumer(answers).receive(15_000);
            assertThat(answer).isNotNull();
            assertThat(answer.getIntProperty("serai_status")).isEqualTo(200);
            return answer.getStringProperty("serai_request_id");
        }
    }

    /** Figures that agree with no others; only what a vendor can report. */
    private static Counts odd(String model, int n) {
        Counts counts = new Counts(1_009 + 37L * n, 131L * n, 0, 0, 17 + 13L * n, 7L * n % 23);
        if (model.startsWith("claude")) {
            return counts.withCache(131L * n, 211 + 3L * n, 307 + 5L * n);
        }
        return model.startsWith("gpt") ? counts.withCache(131L * n, 89 + n, 0) : counts;
    }

    private StandIn standIn(String model) {
        if (model.startsWith("claude")) {
            return gateway.anthropic;
        }
        return model.startsWith("gemini") ? gateway.gemini : gateway.openai;
    }

    private static String body(String model, String fallback, String options) {
        return "{\"model\": \"" + model + "\"," + fallback + options
                + "\"messages\": [{\"role\": \"user\", \"content\": \"hello ledger\"}]}";
    }

    private JsonNode awaitReport(int attempts) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> TestGateway.json(admin("/admin/v1/usage?group_by=model")),
                        report -> report.path("total").path("attempts").asInt() >= attempts);
    }

    private HttpResponse<String> admin(String path) {
        String window = (path.contains("?") ? "&" : "?") + "from=" + from + "&to=" + from.plusSeconds(3_600);
        HttpResponse<String> answer = gateway.admin("GET", path + window, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    /** All of them, in pages of an odd size. */
    private List<JsonNode> records() {
        List<JsonNode> records = new ArrayList<>();
        String after = "";
        while (true) {
            JsonNode page = TestGateway.json(admin("/admin/v1/usage/records?limit=7" + after));
            page.path("data").forEach(records::add);
            if (!page.path("has_more").asBoolean()) {
                return records;
            }
            after = "&after=" + page.path("next").asText();
        }
    }

    private Map<String, Counts> reportedByProviders() {
        Map<String, Counts> reported = new TreeMap<>();
        for (StandIn provider : List.of(gateway.openai, gateway.anthropic, gateway.gemini)) {
            for (Map.Entry<String, Usage> model : provider.completed().entrySet()) {
                String name = model.getKey().equals(UNLISTED) ? "openai/" + UNLISTED : model.getKey();
                reported.put(name, model.getValue().counts());
            }
        }
        return reported;
    }

    private Map<String, BigDecimal> expectedCosts() {
        Map<String, BigDecimal> costs = new TreeMap<>();
        for (Billed call : billed.values()) {
            costs.merge(call.model, prices.cost(call.model, call.counts), BigDecimal::add);
        }
        costs.replaceAll((model, cost) -> normal(cost));
        return costs;
    }

    private static Map<String, Counts> tokensByModel(JsonNode report) {
        Map<String, Counts> tokens = new TreeMap<>();
        report.path("data").forEach(row -> tokens.put(row.path("model").asText(), counts(row)));
        return tokens;
    }

    private static Map<String, BigDecimal> costsByModel(JsonNode report) {
        Map<String, BigDecimal> costs = new TreeMap<>();
        report.path("data").forEach(row -> costs.put(row.path("model").asText(), money(row)));
        return costs;
    }

    private static Counts counts(JsonNode row) {
        JsonNode tokens = row.path("tokens");
        assertThat(tokens.path("audio_input").asLong()
                        + tokens.path("audio_output").asLong())
                .isZero();
        return new Counts(
                tokens.path("input").asLong(),
                tokens.path("cache_read").asLong(),
                tokens.path("cache_write_5m").asLong(),
                tokens.path("cache_write_1h").asLong(),
                tokens.path("output").asLong(),
                tokens.path("reasoning").asLong());
    }

    private static BigDecimal money(JsonNode row) {
        assertThat(row.path("cost").isTextual())
                .as("money is never a JSON number")
                .isTrue();
        return normal(new BigDecimal(row.path("cost").asText()));
    }

    private static BigDecimal normal(BigDecimal amount) {
        return amount.setScale(12).stripTrailingZeros();
    }

    private static BigDecimal sum(Map<String, BigDecimal> costs) {
        return normal(costs.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add));
    }

    private List<List<String>> csv() {
        HttpResponse<String> answer = admin("/admin/v1/usage?group_by=model&format=csv");
        List<String> lines = answer.body().lines().toList();
        assertThat(lines.getFirst())
                .startsWith("model,calls,attempts,input,cache_read,")
                .endsWith(",cost");
        return lines.stream().skip(1).map(line -> List.of(line.split(",", -1))).toList();
    }

    /** The report as the CSV form has to have it. */
    private static List<List<String>> rows(JsonNode report) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode row : report.path("data")) {
            List<String> cells = new ArrayList<>(List.of(
                    row.path("model").asText(),
                    row.path("calls").asText(),
                    row.path("attempts").asText()));
            row.path("tokens").forEach(tokens -> cells.add(tokens.asText()));
            cells.add(row.path("cost").asText());
            rows.add(cells);
        }
        return rows;
    }
}
