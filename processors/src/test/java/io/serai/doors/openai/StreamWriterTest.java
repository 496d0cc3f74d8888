package io.serai.doors.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.call.GatewayError;
import io.serai.chat.reply.Chunk;
import io.serai.chat.reply.Delta;
import io.serai.chat.reply.FinishReason;
import io.serai.chat.reply.Verbatim;
import io.serai.doors.SseFraming;
import io.serai.doors.StreamEvent;
import io.serai.usage.Usage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The wire rules of streamed answers; each test names its rule by number. */
class StreamWriterTest {

    private static final Delta START = new Delta.Start("msg_1", "claude", 1700000000L);

    private static final SseFraming SSE = new SseFraming();

    private final StreamWriter plain = new StreamWriter(false);
    private final StreamWriter withUsage = new StreamWriter(true);

    @Test
    void wire17EventsAreDataLinesAndTheLastIsDone() {
        String events = write(plain, START, new Delta.Text(0, "Hi\n\"there\""), new Delta.Finish(0, FinishReason.STOP))
                + text(plain.end(null));

        assertThat(events).endsWith("}\n\ndata: [DONE]\n\n");
        assertThat(events.lines().filter(line -> !line.isEmpty()))
                .hasSize(4)
                .allMatch(line -> line.startsWith("data: "));
    }

    @Test
    void wire17ALineBreakInAProvidersChunkDoesNotBreakTheEvent() {
        assertThat(text(plain.chunk(verbatim("{\n\"a\":\r\n1}")))).isEqualTo("data: { \"a\":  1}\n\n");
    }

    @Test
    void wire18EveryChunkHasTheSameIdAndAllThatIsRequired() throws JsonProcessingException {
        List<JsonNode> chunks =
                parsed(write(plain, START, new Delta.Text(0, "a"), new Delta.Finish(0, FinishReason.LENGTH)));

        assertThat(chunks).hasSize(3).allSatisfy(chunk -> {
            assertThat(chunk.path("id").textValue()).isEqualTo("msg_1");
            assertThat(chunk.path("object").textValue()).isEqualTo("chat.completion.chunk");
            assertThat(chunk.path("created").longValue()).isEqualTo(1700000000L);
            assertThat(chunk.path("model").textValue()).isEqualTo("claude");
            assertThat(chunk.path("choices").path(0).has("delta")).isTrue();
            assertThat(chunk.path("choices").path(0).has("finish_reason")).isTrue();
            assertThat(chunk.path("choices").path(0).path("index").isInt()).isTrue();
        });
    }

    @Test
    void wire19NoChunkHasAnErrorKey() {
        assertThat(write(withUsage, START, new Delta.Text(0, "a"), new Delta.Finish(0, FinishReason.STOP))
                        + text(withUsage.end(Usage.of(1, 1))))
                .doesNotContain("error");
    }

    @Test
    void wire20TheRoleComesOnceAChoiceAndFirst() throws JsonProcessingException {
        List<JsonNode> chunks = parsed(write(
                plain,
                START,
                new Delta.Reasoning(0, "hm"),
                new Delta.Text(0, "a"),
                new Delta.Text(1, "b"),
                new Delta.Text(0, "c"),
                new Delta.Finish(0, FinishReason.STOP),
                new Delta.Finish(1, FinishReason.STOP)));

        assertThat(chunks)
                .map(chunk -> chunk.path("choices").path(0).path("index").asText()
                        + chunk.path("choices").path(0).path("delta"))
                .containsExactly(
                        "0{\"role\":\"assistant\",\"content\":\"\"}",
                        "0{\"reasoning_content\":\"hm\"}",
                        "0{\"content\":\"a\"}",
                        "1{\"role\":\"assistant\",\"content\":\"\"}",
                        "1{\"content\":\"b\"}",
                        "0{\"content\":\"c\"}",
                        "0{}",
                        "1{}");
    }

    @Test
    void wire20NoRoleIsAddedToAProvidersOwnChunks() {
        plain.chunk(new Chunk(List.of(START), own("{\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}")));

        assertThat(text(plain.chunk(new Chunk(
                        List.of(new Delta.Finish(0, FinishReason.STOP), new Delta.UsageReport(Usage.of(1, 1))),
                        own("{\"usage\":{}}")))))
                .doesNotContain("role", "usage")
                .contains("\"finish_reason\":\"stop\"");
    }

    @Test
    void wire21IdTypeAndNameOfAToolCallComeOnlyInItsFirstFragment() throws JsonProcessingException {
        List<JsonNode> chunks = parsed(write(
                plain,
                START,
                new Delta.ToolCallStart(0, 0, "call_1", "f"),
                new Delta.ToolCallArguments(0, 0, "{\"a\""),
                new Delta.ToolCallArguments(0, 0, ":1}"),
                new Delta.ToolCallStart(0, 1, "call_2", "g")));

        assertThat(chunks)
                .map(chunk -> chunk.path("choices").path(0).path("delta").toString())
                .containsExactly(
                        "{\"role\":\"assistant\",\"content\":null}",
                        "{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\","
                                + "\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}",
                        "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"a\\\"\"}}]}",
                        "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\":1}\"}}]}",
                        "{\"tool_calls\":[{\"index\":1,\"id\":\"call_2\",\"type\":\"function\","
                                + "\"function\":{\"name\":\"g\",\"arguments\":\"\"}}]}");
    }

    @Test
    void wire22UsageComesOnceDirectlyBeforeDoneWhenAskedFor() throws JsonProcessingException {
        String events = write(
                        withUsage,
                        START,
                        new Delta.UsageReport(Usage.of(5, 1)),
                        new Delta.Text(0, "a"),
                        new Delta.UsageReport(Usage.of(5, 2)),
                        new Delta.Finish(0, FinishReason.STOP))
                + text(withUsage.end(Usage.of(5, 2)));
        List<JsonNode> chunks = parsed(events);

        assertThat(chunks.subList(0, chunks.size() - 1)).hasSize(3).allSatisfy(chunk -> {
            assertThat(chunk.has("usage")).isTrue();
            assertThat(chunk.path("usage").isNull()).isTrue();
        });
        assertThat(chunks.getLast().path("choices").isArray()).isTrue();
        assertThat(chunks.getLast().path("choices")).isEmpty();
        assertThat(chunks.getLast().path("usage").path("total_tokens").intValue())
                .isEqualTo(7);
        assertThat(chunks.getLast().path("id").textValue()).isEqualTo("msg_1");
        assertThat(events).endsWith("}\n\ndata: [DONE]\n\n");
    }

    @Test
    void wire22UsageIsKeptFromWhoDidNotAsk() {
        Chunk usage = new Chunk(List.of(new Delta.UsageReport(Usage.of(5, 2))), own("{\"choices\":[],\"usage\":{}}"));

        assertThat(plain.chunk(usage)).isEmpty();
        assertThat(text(plain.end(Usage.of(5, 2)))).isEqualTo("data: [DONE]\n\n");
    }

    @Test
    void wire23EachChoiceFinishesOnce() throws JsonProcessingException {
        String events = write(
                plain,
                START,
                new Delta.Text(0, "a"),
                new Delta.Finish(0, FinishReason.TOOL_CALLS),
                new Delta.Finish(0, FinishReason.STOP),
                new Delta.Text(0, "late"));

        assertThat(parsed(events))
                .map(chunk ->
                        chunk.path("choices").path(0).path("finish_reason").textValue())
                .containsExactly(null, null, "tool_calls");
    }

    @Test
    void wire24ABrokenAnswerEndsWithAnErrorAndWithoutDone() {
        assertThat(text(plain.error(new GatewayError.Interrupted("the provider broke off"))))
                .isEqualTo("data: {\"error\":{\"message\":\"the provider broke off\",\"type\":\"server_error\","
                        + "\"param\":null,\"code\":\"upstream_stream_interrupted\"}}\n\n");
    }

    @Test
    void wire26DeltasHoldNoNumbers() throws JsonProcessingException {
        assertThat(parsed(write(plain, START, new Delta.Text(0, "a"), new Delta.Refusal(0, "b"))))
                .allSatisfy(chunk ->
                        assertThat(chunk.path("choices").path(0).path("delta")).noneMatch(JsonNode::isNumber));
    }

    @Test
    void wire29AProvidersOwnChunkPassesAsItCame() {
        String own = "{\"id\":\"x\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"logprobs\":{}}],"
                + "\"obfuscation\":\"zz\"}";

        assertThat(text(plain.chunk(new Chunk(List.of(START, new Delta.Text(0, "a")), own(own)))))
                .isEqualTo("data: " + own + "\n\n");
    }

    @Test
    void aChunkOfAnotherWireIsBuiltAnew() {
        assertThat(text(plain.chunk(new Chunk(
                        List.of(START, new Delta.Text(0, "a")), new Verbatim("anthropic", new byte[] {'{', '}'})))))
                .contains("\"content\":\"a\"");
    }

    @Test
    void anAnswerWithoutABeginningIsADefect() {
        assertThatThrownBy(() -> write(plain, new Delta.Text(0, "a"))).isInstanceOf(IllegalStateException.class);
    }

    private static String write(StreamWriter writer, Delta... deltas) {
        StringBuilder events = new StringBuilder();
        for (Delta delta : deltas) {
            events.append(text(writer.chunk(new Chunk(List.of(delta), null))));
        }
        return events.toString();
    }

    private static List<JsonNode> parsed(String events) throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        List<JsonNode> chunks = new ArrayList<>();
        for (String event : events.split("\n\n")) {
            String data = event.substring("data: ".length());
            if (!data.equals("[DONE]")) {
                chunks.add(mapper.readTree(data));
            }
        }
        return chunks;
    }

    private static Chunk verbatim(String json) {
        return new Chunk(List.of(), own(json));
    }

    private static Verbatim own(String json) {
        return new Verbatim("openai", json.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(List<StreamEvent> events) {
        StringBuilder text = new StringBuilder();
        for (StreamEvent event : events) {
            text.append(new String(SSE.frame(event), StandardCharsets.UTF_8));
        }
        return text.toString();
    }
}
