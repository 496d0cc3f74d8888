package io.serai.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.call.ProviderFailure;
import io.serai.chat.ToolCall;
import io.serai.chat.reply.ChatReply;
import io.serai.chat.reply.Chunk;
import io.serai.chat.reply.FinishReason;
import io.serai.json.ProviderJson;
import io.serai.providers.Heard;
import io.serai.providers.SseReplyStream;
import io.serai.providers.openai.OpenAiDialect;
import io.serai.simulator.fault.FaultScript;
import io.serai.usage.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class SimulatorTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-23T10:00:00Z"));
    private static final String WEATHER =
            ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"get_weather\",\"parameters\":{\"type\":\"object\","
                    + "\"properties\":{\"city\":{\"type\":\"string\"},\"unit\":{\"enum\":[\"c\",\"f\"]}},"
                    + "\"required\":[\"city\",\"unit\"],\"additionalProperties\":false}}}]";

    private final OpenAiDialect dialect = OpenAiDialect.simulator();
    private final Simulator simulator = quick();

    @Test
    void answersInBytesThatMayPassAsTheyAre() throws IOException {
        byte[] body = bytes(simulator.answer(ask("fast", "How do I plan a launch?", "")));
        ChatReply.Whole reply = dialect.decode(body);
        assertThat(Objects.requireNonNull(reply.verbatim()).bytes()).isSameAs(body);
        assertThat(reply.choices().getFirst().text())
                .contains("How do I plan a launch")
                .contains("1. ");
        assertThat(reply.choices().getFirst().finish()).isEqualTo(FinishReason.STOP);
        assertThat(usage(reply).promptTotal()).isEqualTo(3 + 3 + tokens("How do I plan a launch?"));
        assertThat(usage(reply).output()).isEqualTo(tokens(text(reply)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "strong"})
    void saysTheSameStreamedAsWholeAndTheSameEveryTime(String model) throws IOException {
        ChatReply.Whole whole = whole(ask(model, "Tell me about Kenya and Peru.", ""));
        assertThat(text(whole(ask(model, "Tell me about Kenya and Peru.", "")))).isEqualTo(text(whole));
        List<Chunk> chunks = streamed(ask(model, "Tell me about Kenya and Peru.", STREAM));
        assertThat(chunks)
                .filteredOn(Chunk::hasContent)
                .allMatch(chunk -> chunk.verbatim() != null)
                .hasSizeGreaterThan(20);
        Heard heard = Heard.all(chunks);
        assertThat(heard.text).hasToString(text(whole));
        assertThat(heard.finish.get(0)).isEqualTo(FinishReason.STOP);
        assertThat(heard.usage).isEqualTo(whole.usage());
    }

    private static final String STREAM = ",\"stream\":true,\"stream_options\":{\"include_usage\":true}";

    @Test
    void reportsUsageOfAStreamOnlyWhenAsked() throws IOException {
        String stream = text(simulator.answer(ask("fast", "Hi", ",\"stream\":true")));
        assertThat(stream).doesNotContain("usage").endsWith("data: [DONE]\n\n");
    }

    @Test
    void thinksWithTheStrongModelAndBillsIt() throws IOException {
        assertThat(usage(whole(ask("strong", "Why?", ""))).reasoning()).isEqualTo(48);
        assertThat(usage(whole(ask("strong", "Why?", ",\"reasoning_effort\":\"high\"")))
                        .reasoning())
                .isEqualTo(144);
        assertThat(usage(whole(ask("fast", "Why?", ""))).reasoning()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "strong"})
    void neverCountsMoreThanTheLimit(String model) throws IOException {
        for (int limit = 1; limit < 120; limit += 7) {
            ChatReply.Whole reply = whole(ask(model, "Explain gravity", ",\"max_completion_tokens\":" + limit));
            assertThat(usage(reply).completionTotal()).isLessThanOrEqualTo(limit);
        }
        ChatReply.Whole cut = whole(ask("fast", "Explain gravity", ",\"max_tokens\":9"));
        assertThat(cut.choices().getFirst().finish()).isEqualTo(FinishReason.LENGTH);
        assertThat(text(cut)).isNotEmpty();
    }

    @Test
    void stopsBeforeAStopSequence() throws IOException {
        ChatReply.Whole reply = whole(ask("fast", "Explain gravity", ",\"stop\":[\"2. \"]"));
        assertThat(text(reply)).contains("1. ").doesNotContain("2. ");
        assertThat(reply.choices().getFirst().finish()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void givesSeveralAnswersAndHowSureItWas() throws IOException {
        byte[] request = ask("fast", "Explain gravity", ",\"n\":3,\"logprobs\":true");
        assertThat(whole(request).choices()).extracting(ChatReply.Choice::index).containsExactly(0, 1, 2);
        JsonNode body = ProviderJson.read(bytes(simulator.answer(request)));
        assertThat(body.at("/choices/2/logprobs/content")).isNotEmpty();
        Heard heard = Heard.all(streamed(ask("fast", "Explain gravity", ",\"n\":3" + STREAM)));
        assertThat(heard.texts).hasSize(3);
        assertThat(heard.finish).hasSize(3);
    }

    @Test
    void callsAToolOnceForEachThingThatWasAskedAbout() throws IOException {
        ChatReply.Choice choice = whole(ask("fast", "What is the weather in Paris and New York?", WEATHER))
                .choices()
                .getFirst();
        assertThat(choice.finish()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(choice.text()).isNull();
        assertThat(choice.toolCalls())
                .extracting(ToolCall::arguments)
                .containsExactly("{\"city\":\"Paris\",\"unit\":\"c\"}", "{\"city\":\"New York\",\"unit\":\"c\"}");
        Heard heard = Heard.all(streamed(ask("fast", "What is the weather in Paris and New York?", WEATHER + STREAM)));
        assertThat(heard.names).containsExactly("get_weather", "get_weather");
        assertThat(heard.arguments.get(1)).hasToString("{\"city\":\"New York\",\"unit\":\"c\"}");
        assertThat(whole(ask("fast", "The weather in Paris and Rome?", WEATHER + ",\"parallel_tool_calls\":false"))
                        .choices()
                        .getFirst()
                        .toolCalls())
                .hasSize(1);
    }

    @Test
    void callsToolsOnlyWhereItFitsOrMust() throws IOException {
        assertThat(calls("Tell me a joke.", WEATHER)).isEmpty();
        assertThat(calls("What is the weather?", WEATHER + ",\"tool_choice\":\"none\""))
                .isEmpty();
        assertThat(calls("Tell me a joke.", WEATHER + ",\"tool_choice\":\"required\""))
                .hasSize(1);
        assertThat(calls(
                        "Tell me a joke.",
                        WEATHER + ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"get_weather\"}}"))
                .hasSize(1);
    }

    @Test
    void answersFromTheResultsOfItsTools() throws IOException {
        String request = "{\"model\":\"fast\",\"messages\":[{\"role\":\"user\",\"content\":\"Weather in Paris?\"},"
                + "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"call_1\",\"type\":\"function\","
                + "\"function\":{\"name\":\"get_weather\",\"arguments\":\"{}\"}}]},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"call_1\",\"content\":\"21 degrees\"}]" + WEATHER + "}";
        ChatReply.Whole reply = whole(request.getBytes(StandardCharsets.UTF_8));
        assertThat(text(reply)).contains("21 degrees");
        assertThat(reply.choices().getFirst().toolCalls()).isEmpty();
    }

    @Test
    void billsALongBeginningAsCachedWhenItComesAgain() throws IOException {
        String system = "Be kind. ".repeat(800);
        byte[] request = ("{\"model\":\"fast\",\"messages\":[{\"role\":\"system\",\"content\":\"" + system
                        + "\"},{\"role\":\"user\",\"content\":\"Hi\"}]}")
                .getBytes(StandardCharsets.UTF_8);
        Usage first = usage(whole(request));
        Usage second = usage(whole(request));
        assertThat(first.cacheRead()).isZero();
        assertThat(second.cacheRead()).isBetween(1_024L, 1_800L);
        assertThat(second.promptTotal()).isEqualTo(first.promptTotal());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{|400||parse",
                "{\"messages\":[]}|400||model parameter",
                "{\"model\":\"gpt-9\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}|404|model_not_found|gpt-9",
                "{\"model\":\"fast+quick\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}|404|model_not_found|fast+quick",
                "{\"model\":\"fast\"}|400|missing_required_parameter|messages",
                "{\"model\":\"fast\",\"messages\":[]}|400|empty_array|empty array",
                "{\"model\":\"fast\",\"messages\":[{\"role\":\"boss\",\"content\":\"x\"}]}|400|invalid_value|boss",
                "{\"model\":\"fast\",\"messages\":[{\"role\":\"user\",\"content\":null}]}|400||content",
                "{\"model\":\"fast\",\"messages\":[{\"role\":\"tool\",\"tool_call_id\":\"x\",\"content\":\"x\"}]}|400||preceeding",
                "{\"model\":\"fast\",\"temperature\":3,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}|400|decimal_above_max_value|temperature",
                "{\"model\":\"fast\",\"max_tokens\":0,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}|400|integer_below_min_value|max_tokens",
                "{\"model\":\"fast\",\"stream_options\":{},\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}|400||stream_options",
                "{\"model\":\"fast\",\"metadata\":{\"simulate\":\"boo\"},\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}|400||boo"
            })
    void refusesBadRequestsInOpenAisWords(String request, int status, @Nullable String code, String words)
            throws IOException {
        SimulatedAnswer answer = simulator.answer(request.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).isEqualTo(status);
        ProviderFailure failure = dialect.explain(status, name -> null, bytes(answer));
        assertThat(failure.words()).contains(words);
        assertThat(failure.code()).isEqualTo(code == null ? "invalid_request_error" : code);
    }

    @Test
    void failsAsItIsTold() throws IOException {
        assertThat(simulator.answer(ask("fast+503", "x", "")).status()).isEqualTo(503);
        SimulatedAnswer limited = simulator.answer(ask("simulator/fast+429", "x", ""));
        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.headers()).containsEntry("retry-after", "1");
        assertThat(simulator
                        .answer(ask("fast", "x", ",\"metadata\":{\"simulate\":\"529\"}"))
                        .status())
                .isEqualTo(529);
        assertThatThrownBy(() -> simulator.answer(ask("fast+refuse", "x", ""))).isInstanceOf(ConnectException.class);
        assertThatThrownBy(() -> simulator.answer(ask("fast+reset", "x", ""))).isInstanceOf(SocketException.class);
        assertThat(text(simulator.answer(ask("fast+html", "x", "")))).startsWith("<!doctype html>");
        assertThat(text(simulator.answer(ask("fast+empty", "x", "")))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"cut,CUT", "end,CUT", "badjson,CUT", "error,SERVER"})
    void breaksAStreamInItsMiddle(String fault, ProviderFailure.Kind kind) throws IOException {
        List<Chunk> heard = new ArrayList<>();
        SseReplyStream stream = stream(simulator.answer(ask("fast+" + fault, "Explain gravity", STREAM)));
        assertThatThrownBy(() -> addAll(stream, heard))
                .isInstanceOfSatisfying(
                        ProviderFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind));
        assertThat(heard).hasSizeGreaterThan(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut", "end", "badjson", "error"})
    void breaksAWholeAnswerInItsMiddle(String fault) {
        assertThatThrownBy(() -> whole(ask("fast+" + fault, "Explain gravity", "")))
                .isInstanceOfAny(ProviderFailure.class, SocketException.class);
    }

    @Test
    void playsAScriptOfTheOperator() throws IOException {
        simulator.plans().play("fast", FaultScript.parse("429 retry-after-ms 500, quota, ok"));
        SimulatedAnswer limited = simulator.answer(ask("fast", "x", ""));
        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.headers()).containsEntry("retry-after-ms", "500").doesNotContainKey("retry-after");
        SimulatedAnswer spent = simulator.answer(ask("fast", "x", ""));
        assertThat(spent.headers()).doesNotContainKey("retry-after");
        assertThat(dialect.explain(429, name -> null, bytes(spent)).kind()).isEqualTo(ProviderFailure.Kind.CREDENTIALS);
        assertThat(simulator.answer(ask("fast", "x", "")).status()).isEqualTo(200);
    }

    @Test
    void playsAScriptOfACallInPlaceOfTheOperators() throws IOException {
        simulator.plans().play("fast", FaultScript.parse("503"));
        assertThat(simulator.compose(ask("fast", "x", ""), "401, ok", 0).begin().status())
                .isEqualTo(401);
        assertThat(simulator.compose(ask("fast", "x", ""), "401, ok", 1).begin().status())
                .isEqualTo(200);
        SimulatedAnswer bad = simulator.compose(ask("fast", "x", ""), "boo", 0).begin();
        assertThat(bad.status()).isEqualTo(400);
        assertThat(text(bad)).contains("knows no fault 'boo'");
    }

    @Test
    void playsAScriptInAModelsName() throws IOException {
        assertThat(simulator.answer(ask("fault-503-once", "x", "")).status()).isEqualTo(503);
        assertThat(simulator.answer(ask("fault-503-once", "x", "")).status()).isEqualTo(200);
        assertThat(simulator.answer(ask("fault-503-once", "x", "")).status()).isEqualTo(503);
        assertThat(simulator.answer(ask("fault-context-too-long", "x", "")).status())
                .isEqualTo(400);
        assertThat(text(simulator.answer(ask("fault-boo", "x", "")))).contains("does not exist");
    }

    @Test
    void saysNothingOrNoUsage() throws IOException {
        ChatReply.Whole nothing = whole(ask("fast+nothing", "Explain gravity", ""));
        assertThat(text(nothing)).isEmpty();
        assertThat(usage(nothing).output()).isZero();
        assertThat(text(simulator.answer(ask("fast+no-usage", "Explain gravity", ""))))
                .doesNotContain("usage");
        assertThat(text(simulator.answer(ask("fast+no-usage", "Explain gravity", STREAM))))
                .doesNotContain("usage")
                .endsWith("data: [DONE]\n\n");
        assertThat(text(simulator.answer(ask("fast+no-end", "Explain gravity", STREAM))))
                .contains("\"usage\":{")
                .doesNotContain("[DONE]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut 7", "end 7", "torn 7", "badjson 7", "error 7"})
    void breaksAStreamAfterSoManyTokens(String script) {
        simulator.plans().play("fast", FaultScript.parse(script));
        List<Chunk> heard = new ArrayList<>();
        assertThatThrownBy(() -> addAll(stream(simulator.answer(ask("fast", "Explain gravity", STREAM))), heard))
                .isInstanceOf(ProviderFailure.class);
        assertThat(Heard.all(heard).text.length()).isPositive();
        // The role, and a piece each.
        assertThat(heard).hasSize(1 + 7);
    }

    @Test
    void goesOnBehindAMalformedEvent() throws IOException {
        String broken = text(simulator.answer(ask("fast+malformed", "Explain gravity", STREAM)));
        String well = text(simulator.answer(ask("fast", "Explain gravity", STREAM)));
        assertThat(broken.lines().filter(line -> line.startsWith("data: ")).count())
                .isEqualTo(
                        well.lines().filter(line -> line.startsWith("data: ")).count() + 1);
        assertThat(broken).endsWith("data: [DONE]\n\n");
    }

    @Test
    void goesOnBehindAPrefill() throws IOException {
        String all = text(whole(ask("fast", "Explain gravity", "")));
        String rest =
                text(whole(("{\"model\":\"fast\",\"messages\":[{\"role\":\"user\",\"content\":\"Explain gravity\"},"
                                + "{\"role\":\"assistant\",\"content\":\"" + all.substring(0, 20) + "\"}]}")
                        .getBytes(StandardCharsets.UTF_8)));
        assertThat(all.substring(0, 20) + rest).isEqualTo(all);
    }

    @Test
    void refusesAPrefillWhereItIsTold() throws IOException {
        String prefilled = "{\"model\":\"fast+no-prefill\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"},"
                + "{\"role\":\"assistant\",\"content\":\"y\"}]}";
        assertThat(simulator.answer(prefilled.getBytes(StandardCharsets.UTF_8)).status())
                .isEqualTo(400);
        assertThat(simulator.answer(ask("fast+no-prefill", "x", "")).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"silence", "stall", "headers", "left-open"})
    void keepsSilentUntilInterrupted(String fault) throws Exception {
        byte[] request = ask("fast+" + fault, "Explain gravity", STREAM);
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread reader = Thread.ofVirtual().start(() -> {
            try (SimulatedAnswer answer = simulator.answer(request);
                    InputStream body = answer.body()) {
                body.readAllBytes();
            } catch (IOException e) {
                end.set(e);
            }
        });
        Awaitility.await().until(() -> reader.getState() == Thread.State.TIMED_WAITING);
        reader.interrupt();
        assertThat(reader.join(Duration.ofSeconds(5))).isTrue();
        assertThat(end.get()).isInstanceOf(InterruptedIOException.class);
    }

    @Test
    void letsGoOfAStalledReaderWhenClosed() throws Exception {
        SimulatedAnswer answer = simulator.answer(ask("fast+stall", "Explain gravity", STREAM));
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                answer.body().readAllBytes();
            } catch (IOException e) {
                end.set(e);
            }
        });
        Awaitility.await().until(() -> reader.getState() == Thread.State.TIMED_WAITING);
        answer.close();
        assertThat(reader.join(Duration.ofSeconds(5))).isTrue();
        assertThat(end.get()).hasMessage("Stream closed");
    }

    @Test
    void failsThreeFlakyCallsInTenAndTheSameOnesForTheSameSeed() {
        List<Boolean> once = flaky(quick());
        assertThat(once).isEqualTo(flaky(quick()));
        assertThat(once.stream().filter(failed -> failed).count()).isBetween(230L, 370L);
    }

    @Test
    void takesItsTime() throws IOException {
        Simulator real = new Simulator(SimulatorTest::tokens, 0.5, 0, CLOCK);
        long begin = System.nanoTime();
        SimulatedAnswer answer = real.answer(ask("fast", "Hi", STREAM));
        answer.body().read();
        Duration first = Duration.ofNanos(System.nanoTime() - begin);
        answer.body().readAllBytes();
        Duration all = Duration.ofNanos(System.nanoTime() - begin);
        assertThat(first).isGreaterThanOrEqualTo(Duration.ofMillis(30));
        assertThat(all.minus(first)).isGreaterThanOrEqualTo(Duration.ofMillis(20));
    }

    private static List<Boolean> flaky(Simulator simulator) {
        List<Boolean> failed = new ArrayList<>();
        Thread.currentThread().interrupt(); // a silent answer ends at once
        for (int i = 0; i < 1_000; i++) {
            boolean bad;
            try (SimulatedAnswer answer = simulator.answer(ask("flaky", "Hi", ""))) {
                bad = answer.status() != 200 || answer.body().readAllBytes().length < 300;
            } catch (IOException e) {
                bad = true;
            }
            failed.add(bad);
        }
        assertThat(Thread.interrupted()).isTrue();
        return failed;
    }

    private List<ToolCall> calls(String question, String more) throws IOException {
        return whole(ask("fast", question, more)).choices().getFirst().toolCalls();
    }

    private static Simulator quick() {
        return new Simulator(SimulatorTest::tokens, 0, 7, CLOCK);
    }

    private static int tokens(String text) {
        return (text.length() + 3) / 4;
    }

    private static byte[] ask(String model, String question, String more) {
        return ("{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + question + "\"}]"
                        + more + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private ChatReply.Whole whole(byte[] request) throws IOException {
        return dialect.decode(bytes(simulator.answer(request)));
    }

    private List<Chunk> streamed(byte[] request) throws IOException {
        List<Chunk> chunks = new ArrayList<>();
        addAll(stream(simulator.answer(request)), chunks);
        return chunks;
    }

    private SseReplyStream stream(SimulatedAnswer answer) {
        assertThat(answer.headers()).containsEntry("content-type", "text/event-stream");
        return new SseReplyStream(answer.body(), dialect.decodeStream(), () -> {});
    }

    private static void addAll(SseReplyStream stream, List<Chunk> chunks) {
        for (Chunk chunk = stream.next(); chunk != null; chunk = stream.next()) {
            chunks.add(chunk);
        }
    }

    private static String text(ChatReply.Whole reply) {
        return Objects.requireNonNull(reply.choices().getFirst().text());
    }

    private static Usage usage(ChatReply.Whole reply) {
        return Objects.requireNonNull(reply.usage());
    }

    private static String text(SimulatedAnswer answer) throws IOException {
        return new String(bytes(answer), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(SimulatedAnswer answer) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (InputStream body = answer.body()) {
            body.transferTo(bytes);
        }
        return bytes.toByteArray();
    }
}
