package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.e2e.provider.Behaviour;
import io.serai.e2e.provider.Received;
import io.serai.e2e.provider.StandIn;
import io.serai.routing.HealthView;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.component.http.HttpComponent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one caller provokes takes nothing away from others, and no provider's key is told to anybody. */
class OthersUnharmedTest {

    private static final String MODERATED = "{\"code\":\"The caller does not have permission to execute the specified"
            + " operation\",\"error\":\"Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_BIO\"}";

    private TestGateway gateway;

    @BeforeEach
    void fresh() {
        gateway = TestGateway.fresh();
        gateway.openai.knows("refusing", "key-telling");
        gateway.anthropic.knows("claude-key-telling");
        gateway.gemini.knows("gemini-key-telling");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRefusedPromptIsItsCallersAlone(boolean stream) {
        gateway.openai.always("refusing", new Behaviour.Page(403, MODERATED));
        for (int i = 0; i < 8; i++) {
            HttpResponse<String> refused = ask("refusing", ",\"models\":[\"claude-haiku-4-5\"],\"stream\":" + stream);
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body())
                    .contains("Content violates usage guidelines")
                    .contains("invalid_request_error");
        }
        assertThat(gateway.anthropic.received()).isEmpty();
        goesOn("refusing");
    }

    @Test
    void aLongErrorIsStillTheRequests() {
        String told = "{\"error\":{\"message\":\"Invalid value: '" + "x".repeat(200_000)
                + "'\",\"type\":\"invalid_request_error\"}}";
        gateway.openai.always("refusing", new Behaviour.Page(400, told));
        for (int i = 0; i < 8; i++) {
            HttpResponse<String> refused = ask("refusing", "");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).hasSizeLessThan(3_000);
        }
        goesOn("refusing");
    }

    @Test
    void aRequestThatIsLargerThanTheLimitIsItsCallersAlone() {
        String words = "Request too large for m on tokens per min (TPM): Limit 30000, Requested 52000.";
        gateway.openai.always(
                "refusing",
                new Behaviour.Page(
                        429,
                        "{\"error\":{\"message\":\"" + words
                                + "\",\"type\":\"tokens\",\"code\":\"rate_limit_exceeded\"}}"));
        for (int i = 0; i < 8; i++) {
            HttpResponse<String> refused = ask("refusing", "");
            assertThat(refused.statusCode()).as("no SDK tries it again").isEqualTo(413);
            assertThat(refused.body()).contains("Requested 52000");
        }
        assertThat(ask("refusing", ",\"models\":[\"claude-haiku-4-5\"]").statusCode())
                .isEqualTo(200);
        goesOn("refusing");
    }

    /** The deployment answers the next caller, is not resting, and nobody was woken for it. */
    private void goesOn(String model) {
        gateway.openai.always(model, Behaviour.echo());
        HttpResponse<String> answer = ask(model, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-serai-attempts")).contains("1");
        var health = gateway.bean(HealthView.class).all().stream()
                .filter(one -> one.deployment().equals("openai/" + model))
                .toList();
        assertThat(health).noneMatch(one -> one.coolingOff(Instant.now()) || one.breakerOpen(Instant.now()));
        assertThat(gateway.alerts.heard()).noneMatch(alert -> alert.contains("openai/" + model));
    }

    @Test
    void inventedNamesShareOneRouteAndTakeNothingAway() {
        gateway.openai.knows("gpt-unlisted");
        assertThat(ask("openai/gpt-unlisted", "").statusCode()).isEqualTo(200);
        CamelContext camel = gateway.bean(CamelContext.class);
        int routes = camel.getRoutes().size();
        int endpoints = camel.getEndpoints().size();
        for (int i = 0; i < 60; i++) {
            HttpResponse<String> refused = ask("openai/made-up-" + i, "");
            assertThat(refused.statusCode()).as("no SDK tries it again").isEqualTo(404);
            assertThat(refused.body()).contains("made-up-" + i).contains("model_not_found");
        }
        assertThat(camel.getRoutes()).hasSize(routes);
        assertThat(camel.getEndpoints()).hasSize(endpoints);
        assertThat(gateway.bean(HealthView.class).all())
                .noneMatch(one -> one.deployment().contains("made-up"));
        assertThat(gateway.alerts.heard()).isEmpty();
        HttpResponse<String> other = ask("openai/gpt-unlisted", "");
        assertThat(other.statusCode()).as(other.body()).isEqualTo(200);
        assertThat(gateway.openai.last().json().path("model").asText()).isEqualTo("gpt-unlisted");
        assertThat(ask("gpt-4o-mini", "").statusCode()).isEqualTo(200);
    }

    @Test
    void longAnswersGiveTheirMemoryBack() {
        String text = "long ".repeat(800_000);
        for (int i = 0; i < 30; i++) {
            gateway.openai.then(Behaviour.answer(text));
            HttpResponse<String> answer = ask("gpt-4o-mini", "");
            assertThat(answer.statusCode()).as("call " + i).isEqualTo(200);
            assertThat(answer.body()).hasSizeGreaterThan(text.length());
        }
    }

    /** Names that are not listed share a breaker, which what one of them does must not open. */
    @ParameterizedTest
    @ValueSource(strings = {"server", "credentials", "html", "malformed", "cut", "silent"})
    void aBadUnlistedNameLeavesTheOthersBe(String how) {
        String bad = "bad-unlisted-" + how;
        gateway.openai.knows(bad, "gpt-unlisted");
        gateway.openai.always(
                bad,
                switch (how) {
                    case "server" -> Behaviour.status(500);
                    case "credentials" -> Behaviour.status(403);
                    case "html" -> Behaviour.htmlPage(502);
                    case "malformed" -> Behaviour.invalidJson();
                    case "cut" -> Behaviour.cutAfter(2);
                    default -> Behaviour.silence();
                });
        String more = how.equals("cut") ? ",\"stream\":true" : "";
        try (ExecutorService threads = Executors.newFixedThreadPool(12)) {
            for (int i = 0; i < 12; i++) {
                threads.submit(() -> ask("openai/" + bad, more));
            }
        }
        HttpResponse<String> other = ask("openai/gpt-unlisted", "");
        assertThat(other.statusCode()).as(other.body()).isEqualTo(200);
    }

    @Test
    void manyInventAndAskNamesAtOnceAndNoneIsDead() throws Exception {
        gateway.openai.knows("gpt-unlisted");
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            for (int i = 0; i < 300; i++) {
                int number = i;
                threads.submit(() -> {
                    expect(ask("openai/invented-" + number, ""), 404, wrong);
                    expect(ask("gemini/invented-" + number, ""), 404, wrong);
                    expect(ask(number % 2 == 0 ? "gpt-4o-mini" : "openai/gpt-unlisted", ""), 200, wrong);
                });
            }
        }
        assertThat(wrong).isEmpty();
        CamelContext camel = gateway.bean(CamelContext.class);
        assertThat(camel.getRoutes())
                .allMatch(route -> camel.getRouteController().getRouteStatus(route.getId()) != ServiceStatus.Stopped);
    }

    private static void expect(HttpResponse<String> answer, int status, Queue<String> wrong) {
        boolean dead = answer.body().contains("not in force");
        if (answer.statusCode() != status || dead) {
            wrong.add(answer.statusCode() + " " + answer.body());
        }
    }

    @Test
    void aModelsNameStaysInItsPlaceOfTheAddress() {
        gateway.gemini.knows("gemini-next", "a:b@c+d");
        assertThat(ask("gemini/gemini-next", "").statusCode()).isEqualTo(200);
        assertThat(gateway.gemini.last().path()).isEqualTo("/v1beta/models/gemini-next:generateContent");
        assertThat(ask("gemini/gemini-next", ",\"stream\":true").body()).contains("[DONE]");
        assertThat(gateway.gemini.last().query()).containsEntry("alt", "sse");
        for (String name : List.of("a:b@c+d", "x/y", "x:countTokens", "a/./b", "-", "a%2e")) {
            HttpResponse<String> answer = ask("gemini/" + name, "");
            assertThat(answer.statusCode()).as(name + answer.body()).isGreaterThanOrEqualTo(400);
        }
        for (Received request : gateway.gemini.received()) {
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.path()).startsWith("/v1beta/models/").endsWith("enerateContent");
        }
        assertThat(gateway.gemini.received())
                .anyMatch(request -> request.path().contains("a%3Ab%40c%2Bd")
                        || request.path().contains("a:b@c+d:"));
    }

    /** Usage beyond all sense, fields given twice, places beyond every list: an answer or a failure, never a defect. */
    @Test
    void aHostileAnswerIsNoDefectOfOurs() {
        List<String> hostile = List.of(
                "'usage':{'prompt_tokens':9223372036854775807,'completion_tokens':9223372036854775807,'total_tokens':10}",
                "'usage':{'prompt_tokens':-5,'completion_tokens':-9223372036854775808,'total_tokens':-1}",
                "'usage':{'prompt_tokens':1e300,'completion_tokens':'many','total_tokens':0.5}",
                "'usage':{'prompt_tokens':123456789012345678901234567890,'completion_tokens':1,'total_tokens':1}",
                "'usage':[[]]",
                "'choices':[{'index':0,'message':{'role':'assistant','content':'again'},'finish_reason':'stop'}]",
                "'choices':[{'index':2147483648}]",
                "'created':1e999999999",
                "'created':-1",
                "'model':{'a':1}");
        for (int i = 0; i < hostile.size(); i++) {
            String json =
                    ("{'id':'x','object':'chat.completion','created':1,'model':'m','choices':[{'index':0,'message':"
                                    + "{'role':'assistant','content':'hello','refusal':null},'logprobs':null,"
                                    + "'finish_reason':'stop'}]," + hostile.get(i) + "}")
                            .replace('\'', '"');
            String model = "hostile-" + i % 5; // few enough failures for each to keep its breaker closed
            gateway.openai.knows(model);
            gateway.openai.then(new Behaviour.Page(200, json));
            HttpResponse<String> answer = ask(model, "");
            assertThat(answer.statusCode()).as(hostile.get(i) + answer.body()).isIn(200, 502);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void theClientOfBothSchemesIsConfigured(String scheme) {
        HttpComponent client = gateway.bean(CamelContext.class).getComponent(scheme, HttpComponent.class);
        assertThat(client.getConnectionsPerRoute()).isEqualTo(4000);
        assertThat(client.getMaxTotalConnections()).isEqualTo(12000);
        assertThat(client.getHttpClientConfigurer()).isNotNull();
        assertThat(client.getClass().getSimpleName()).isEqualTo("BoundedHttp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai/key-telling", "anthropic/claude-key-telling", "gemini/gemini-key-telling"})
    void noProvidersKeyIsTold(String deployment) {
        StandIn provider = deployment.startsWith("openai")
                ? gateway.openai
                : deployment.startsWith("anthropic") ? gateway.anthropic : gateway.gemini;
        String key = provider.key();
        String hidden = Base64.getEncoder().encodeToString(("x:" + key).getBytes(StandardCharsets.UTF_8));
        String json = "{\"type\":\"error\",\"error\":{\"message\":\"bad " + key + " or " + hidden + "\",\"type\":\""
                + key + "\",\"code\":\"" + key + "\",\"param\":\"" + key + "\",\"status\":\"" + key + "\"}}";
        for (int status : new int[] {400, 500, 200}) {
            provider.always(new Behaviour.Page(status, json));
            tellsNot(key, ask(deployment, ""));
        }
        int middle = provider == gateway.gemini ? 1 : 2;
        provider.always(Behaviour.errorEventAfter(1, "torn by " + key));
        tellsNot(key, ask(deployment, ",\"stream\":true"));
        provider.always(Behaviour.errorEventAfter(middle, "torn by " + key));
        tellsNot(key, ask(deployment, ",\"stream\":true"));
        provider.always(Behaviour.echo());
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(gateway.alerts.heard()).isNotEmpty());
        assertThat(gateway.alerts.heard()).allSatisfy(alert -> assertThat(alert).doesNotContain(key));
    }

    private static void tellsNot(String key, HttpResponse<String> answer) {
        String hidden = Base64.getEncoder().encodeToString(("x:" + key).getBytes(StandardCharsets.UTF_8));
        assertThat(answer.body()).contains("error").doesNotContain(key).doesNotContain(hidden);
        assertThat(answer.headers().map().toString()).doesNotContain(key);
    }

    private HttpResponse<String> ask(String model, String more) {
        return gateway.chat("{\"model\": \"" + model + "\"" + more
                + ", \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}");
    }
}
