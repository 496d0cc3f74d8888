package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.serai.e2e.provider.Behaviour;
import io.serai.e2e.provider.Counts;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Prometheus is told of calls by HTTP and by queue, and whom it is told to. */
class MetersTest {

    private static final Pattern OURS = Pattern.compile("(serai|gen_ai|camel)\\..*");

    private TestGateway gateway;

    @BeforeEach
    void fresh() {
        gateway = TestGateway.fresh();
    }

    @Test
    void countsAnAnsweredCallByEachDoor() throws Exception {
        gateway.openai.always(
                Behaviour.answer("one two three").usage(Counts.of(40, 7).withCache(60, 0, 0)));
        Scrape before = scrape();
        assertThat(gateway.chat(ask("gpt-4o-mini", false)).statusCode()).isEqualTo(200);
        assertThat(gateway.chat(ask("gpt-4o-mini", true)).statusCode()).isEqualTo(200);
        try (QueueClient client = new QueueClient(gateway)) {
            client.ask(ask("gpt-4o-mini", false));
        }

        String called =
                "gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"openai\",gen_ai_request_model=\"gpt-4o-mini\"";
        String answered = "model=\"gpt-4o-mini\",outcome=\"ok\",provider=\"openai\",status=\"200\"";
        awaitMore(before, "serai_calls_total{door=\"http\"," + answered + "}", 2);
        awaitMore(before, "serai_calls_total{door=\"queue\"," + answered + "}", 1);
        awaitMore(before, "gen_ai_client_operation_duration_seconds_count{error_type=\"none\"," + called + "}", 3);
        awaitMore(before, "gen_ai_client_operation_time_to_first_chunk_seconds_count{" + called + "}", 1);
        awaitMore(before, "gen_ai_client_token_usage_sum{" + called + ",gen_ai_token_type=\"input\"}", 300);
        awaitMore(before, "gen_ai_client_token_usage_sum{" + called + ",gen_ai_token_type=\"output\"}", 21);
        awaitMore(before, "serai_tokens_total{class=\"cache-read\",model=\"gpt-4o-mini\",provider=\"openai\"}", 180);
        awaitMore(before, "serai_tokens_total{class=\"input\",model=\"gpt-4o-mini\",provider=\"openai\"}", 120);
        awaitMore(
                before,
                "gen_ai_server_request_duration_seconds_count{door=\"http\",error_type=\"none\"," + called + "}",
                2);
        awaitMore(
                before,
                "gen_ai_server_time_to_first_token_seconds_count{door=\"http\",gen_ai_operation_name=\"chat\"}",
                1);
        awaitMore(before, "serai_own_time_seconds_count{door=\"queue\"}", 1);
        assertThat(scrape().more(before, "serai_cost_usd_total{model=\"gpt-4o-mini\",provider=\"openai\"}"))
                .isPositive()
                .isLessThan(0.01);
    }

    @Test
    void theWaitForAProviderIsNotTheGatewaysOwnTime() {
        gateway.openai.always(Behaviour.answer("late").firstAfter(Duration.ofMillis(1_500)));
        Scrape before = scrape();
        assertThat(gateway.chat(ask("gpt-4o-mini", false)).statusCode()).isEqualTo(200);
        String own = "serai_own_time_seconds_";
        awaitMore(before, own + "count{door=\"http\"}", 1);
        // Other calls of the same gateway may end meanwhile, none of which takes long of itself.
        assertThat(scrape().more(before, own + "sum{door=\"http\"}")).isBetween(0.0, 1.4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void countsACallWhoseOnlyAttemptFails(boolean stream) {
        gateway.openai.always("hostile-0", Behaviour.status(500));
        gateway.openai.knows("hostile-0");
        Scrape before = scrape();
        assertThat(gateway.chat(ask("hostile-0", stream)).statusCode()).isEqualTo(502);
        awaitMore(
                before,
                "serai_calls_total{door=\"http\",model=\"none\",outcome=\"failed\",provider=\"none\",status=\"502\"}",
                1);
        awaitMore(
                before,
                "gen_ai_client_operation_duration_seconds_count{error_type=\"server\",gen_ai_operation_name=\"chat\","
                        + "gen_ai_provider_name=\"openai\",gen_ai_request_model=\"hostile-0\"}",
                2);
    }

    @Test
    void countsRefusalsByStatus() {
        Scrape before = scrape();
        gateway.post("/v1/chat/completions", "sk-serai-of-nobody", ask("gpt-4o-mini", false));
        gateway.chat("{\"model\":");
        gateway.chat(ask("no-such-model", false));
        for (String status : new String[] {"400", "401", "404"}) {
            awaitMore(
                    before,
                    "serai_calls_total{door=\"http\",model=\"none\",outcome=\"refused\",provider=\"none\",status=\""
                            + status + "\"}",
                    1);
        }
    }

    @Test
    void namesThatCallersMakeUpAreOneModel() {
        for (int i = 0; i < 30; i++) {
            gateway.chat(ask("openai/invented-" + i, false));
        }
        Scrape after = scrape();
        assertThat(after.text.contains("model=\"unlisted\"")).isTrue();
        for (String name : new String[] {"invented-", "key_", "req_", gateway.key()}) {
            assertThat(after.text.contains(name)).as(name).isFalse();
        }
    }

    @Test
    void tellsHowThingsStand() {
        gateway.chat(ask("gpt-4o-mini", false));
        Scrape now = scrape();
        assertThat(now.value("serai_queue_messages{queue=\"llm.requests\"}")).isNotNegative();
        assertThat(now.value("serai_queue_messages{queue=\"serai.usage.dlq\"}")).isNotNegative();
        assertThat(now.value("serai_outbox_records")).isNotNegative();
        assertThat(now.value("serai_outbox_age_seconds")).isNotNegative();
        assertThat(now.value("serai_outbox_writable")).isEqualTo(1);
        assertThat(now.value("serai_calls_active")).isNotNegative();
        assertThat(now.value("serai_breaker_open{model=\"gpt-4o-mini\",provider=\"openai\"}"))
                .isZero();
        assertThat(now.value("camel_exchanges_inflight{camelContext=\"serai\",routeId=\"chat\"}"))
                .isNotNegative();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/prometheus", "/actuator/prometheus/", "/actuator/env", "/actuator"})
    void strangersReadNone(String path) {
        HttpResponse<String> answer = gateway.send(
                HttpRequest.newBuilder(URI.create(gateway.url(path))).build());
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("needs the admin key").doesNotContain("serai_calls");
    }

    @Test
    void callersReadNone() {
        HttpResponse<String> answer = gateway.get("/actuator/prometheus", gateway.key());
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("This is a virtual key");
    }

    /** One table names all meters with their tags, and none that there is not. */
    @Test
    void theTableOfTheDocumentationIsWhatThereIs() throws Exception {
        gateway.chat(ask("gpt-4o-mini", false));
        gateway.chat(ask("gpt-4o-mini", true));
        MeterRegistry registry = gateway.bean(MeterRegistry.class);
        await().untilAsserted(() -> assertThat(meters(registry)).isEqualTo(documented()));
    }

    private static Map<String, Set<String>> meters(MeterRegistry registry) {
        Map<String, Set<String>> meters = new TreeMap<>();
        for (Meter meter : registry.getMeters()) {
            if (OURS.matcher(meter.getId().getName()).matches()) {
                meters.computeIfAbsent(meter.getId().getName(), name -> new TreeSet<>())
                        .addAll(meter.getId().getTags().stream()
                                .map(Tag::getKey)
                                .toList());
            }
        }
        return meters;
    }

    private static Map<String, Set<String>> documented() throws Exception {
        String text = Files.readString(Path.of("docs/observability.md"));
        return Pattern.compile("^\\| `([a-z_.]+)` \\| (counter|gauge|histogram) \\|([^|]*)\\|", Pattern.MULTILINE)
                .matcher(text)
                .results()
                .collect(Collectors.toMap(
                        row -> row.group(1),
                        row -> Pattern.compile("`([a-zA-Z_.]+)`")
                                .matcher(row.group(3))
                                .results()
                                .map((MatchResult tag) -> tag.group(1))
                                .collect(Collectors.toCollection(TreeSet::new)),
                        (one, other) -> one,
                        TreeMap::new));
    }

    private static String ask(String model, boolean stream) {
        return "{\"model\": \"" + model + "\", \"stream\": " + stream
                + ", \"messages\": [{\"role\": \"user\", \"content\": \"hello meters\"}]}";
    }

    /** Calls are counted when they have ended, which their callers may see a moment before. */
    private void awaitMore(Scrape before, String series, double by) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(scrape().more(before, series)).as(series).isEqualTo(by));
    }

    private Scrape scrape() {
        HttpResponse<String> answer = gateway.admin("GET", "/actuator/prometheus", "");
        assertThat(answer.statusCode()).isEqualTo(200);
        return new Scrape(answer.body());
    }

    /** What one scrape read. */
    private record Scrape(String text) {

        double more(Scrape before, String series) {
            return value(series) - before.value(series);
        }

        /** Nothing yet is nothing. */
        double value(String series) {
            return text.lines()
                    .filter(line -> line.startsWith(series + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                    .findFirst()
                    .orElse(0);
        }
    }
}
