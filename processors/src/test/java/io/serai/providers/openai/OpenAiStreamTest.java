package io.serai.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.chat.reply.Chunk;
import io.serai.chat.reply.Delta;
import io.serai.chat.reply.FinishReason;
import io.serai.chat.reply.Verbatim;
import io.serai.providers.Heard;
import io.serai.providers.Pieces;
import io.serai.providers.SseReplyStream;
import io.serai.providers.openai.reply.OpenAiStreamDecoder;
import io.serai.usage.Usage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiStreamTest {

    private static final String HEAD =
            "\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\"";
    private static final String FIRST = "{" + HEAD
            + ",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"a\"},\"finish_reason\":null}]}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text.sse",
                "tools.sse",
                "two-choices.sse",
                "deepseek.sse",
                "openrouter.sse",
                "mistral-thinking.sse",
                "gemini-tools.sse",
                "sloppy-tools.sse",
                "azure.sse"
            })
    void readsTheSameWhereverTheStreamIsCutAndItsBytesAddUpToItsDeltas(String recording) {
        byte[] bytes = recorded(recording).getBytes(StandardCharsets.UTF_8);
        List<Chunk> whole = chunks(new Pieces(bytes, bytes.length));
        for (int cut = 0; cut < bytes.length; cut++) {
            assertSame(chunks(new Pieces(bytes, cut)), whole);
        }
        assertSame(chunks(new Pieces(bytes, 1, 1)), whole);

        Heard heard = heard(whole);
        Accumulated added = new Accumulated();
        whole.forEach(chunk -> {
            if (chunk.verbatim() != null) {
                added.add(chunk.verbatim());
            }
        });
        added.messages.forEach((choice, message) -> {
            assertThat(message.path("role").asText()).isEqualTo("assistant");
            assertThat(message.path("content").asText("").replace("null", ""))
                    .isEqualTo(heard.texts.getOrDefault(choice, ""));
        });
        JsonNode calls = added.message().path("tool_calls");
        assertThat(calls).hasSize(heard.ids.size());
        for (int i = 0; i < calls.size(); i++) {
            assertThat(calls.get(i).path("id").asText()).isEqualTo(heard.ids.get(i));
            assertThat(calls.get(i).path("type").asText()).isEqualTo("function");
            JsonNode function = calls.get(i).path("function");
            assertThat(function.path("name").asText()).isEqualTo(heard.names.get(i));
            assertThat(function.path("arguments").asText())
                    .isEqualTo(heard.arguments.get(i).toString());
        }
        assertThat(added.finishes.keySet()).isEqualTo(heard.finish.keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"text.sse", "tools.sse", "two-choices.sse"})
    void passesOpenAisOwnBytesOnUntouched(String recording) {
        List<String> sent = recorded(recording)
                .lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> line.substring(6))
                .toList();
        assertThat(chunks(recorded(recording)).stream()
                        .map(chunk -> new String(verbatim(chunk).bytes(), StandardCharsets.UTF_8)))
                .containsExactlyElementsOf(sent);
    }

    @Test
    void readsTextWithItsUsageInDisjointClasses() {
        Heard heard = heard(chunks(recorded("text.sse")));
        assertThat(heard.start)
                .isEqualTo(new Delta.Start("chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT", "gpt-4o-2024-08-06", 1741569952));
        assertThat(heard.text).hasToString("Grüße aus dem 中文 world 🙂!\n\"quoted\" \\ back");
        assertThat(heard.finish).isEqualTo(Map.of(0, FinishReason.STOP));
        assertThat(heard.usage).isEqualTo(new Usage(86, 1920, 0, 0, 0, 300, 0, 0));
    }

    @Test
    void readsParallelToolCalls() {
        Heard heard = heard(chunks(recorded("tools.sse")));
        assertThat(heard.names).containsExactly("get_weather", "get_time");
        assertThat(heard.arguments.get(0)).hasToString("{\"city\":\"Paris\"}");
        assertThat(heard.arguments.get(1)).hasToString("{\"zone\":\"Asia/Tokyo\"}");
        assertThat(heard.finish).isEqualTo(Map.of(0, FinishReason.TOOL_CALLS));
    }

    @Test
    void keepsInterleavedChoicesApart() {
        Heard heard = heard(chunks(recorded("two-choices.sse")));
        assertThat(heard.texts).isEqualTo(Map.of(0, "blueish", 1, "red"));
        assertThat(heard.finish).isEqualTo(Map.of(0, FinishReason.LENGTH, 1, FinishReason.STOP));
    }

    @Test
    void readsDeepSeeksThinkingAndCache() {
        Heard heard = heard(chunks(recorded("deepseek.sse")));
        assertThat(heard.reasoning).hasToString("Nine is smaller.");
        assertThat(heard.text).hasToString("9.8 is larger");
        assertThat(heard.usage).isEqualTo(new Usage(1, 16, 0, 0, 0, 4, 5, 0));
    }

    @Test
    void keepsWhatElseAVendorSaidWhenItMendsItsChunks() {
        List<Chunk> chunks = chunks(recorded("openrouter.sse"));
        assertThat(heard(chunks).text).hasToString("Hello");
        assertThat(heard(chunks).usage).isEqualTo(Usage.of(14, 4));
        String third = new String(verbatim(chunks.get(2)).bytes(), StandardCharsets.UTF_8);
        assertThat(third)
                .contains("\"provider\":\"Fireworks\"", "\"logprobs\":{\"content\":[]}")
                .doesNotContain("role");
        assertThat(chunks.getLast().verbatim()).as("usage behind the finish").isNull();
    }

    @Test
    void readsMistralsThinkingInParts() {
        Heard heard = heard(chunks(recorded("mistral-thinking.sse")));
        assertThat(heard.reasoning).hasToString("Let me see.");
        assertThat(heard.text).hasToString("Four it is");
    }

    @Test
    void tellsParallelCallsOfOneIndexApartAndCountsHiddenThinking() {
        Heard heard = heard(chunks(recorded("gemini-tools.sse")));
        assertThat(heard.ids).containsExactly("call_a", "call_b");
        assertThat(heard.finish).isEqualTo(Map.of(0, FinishReason.TOOL_CALLS));
        assertThat(heard.usage).isEqualTo(new Usage(20, 0, 0, 0, 0, 20, 60, 0));
    }

    @Test
    void bringsASloppyVendorIntoForm() {
        Heard heard = heard(chunks(recorded("sloppy-tools.sse")));
        assertThat(heard.text).hasToString("Wait");
        assertThat(heard.names).containsExactly("look_up", "stop_now");
        assertThat(heard.arguments.get(0)).hasToString("{\"q\":1}");
        assertThat(heard.arguments.get(1)).hasToString("{}");
        assertThat(heard.ids).allMatch(id -> id.startsWith("call_"));
        assertThat(heard.finish).isEqualTo(Map.of(0, FinishReason.TOOL_CALLS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'id':'other','object':'chat.completion.chunk','created':1,'model':'m','choices':[{'index':0,'delta':{'content':'b'},'finish_reason':null}]",
                "'object':'chat.completion.chunk','created':1,'model':'m','choices':[{'index':0,'delta':{'content':'b'},'finish_reason':null}]",
                "HEAD,'error':null,'choices':[{'index':0,'delta':{'content':'b'},'finish_reason':null}]",
                "HEAD,'choices':[{'index':0,'delta':{'role':'assistant','content':'b'},'finish_reason':null}]",
                "HEAD,'choices':[{'index':0,'delta':{'role':null,'content':'b'},'finish_reason':null}]",
                "HEAD,'choices':[{'index':0,'delta':{'content':'b'},'finish_reason':''}]",
                "HEAD,'choices':[{'index':0,'delta':{'content':'b'}}]",
                "HEAD,'choices':[{'delta':{'content':'b'},'finish_reason':null}]",
                "HEAD,'choices':[{'index':0,'delta':{'content':'b'},'finish_reason':'eos'}]",
                "HEAD,'choices':[{'index':0,'delta':{'content':'b','tool_calls':[]},'finish_reason':null}]",
                "HEAD,'choices':[{'index':0,'delta':{'content':'b','tool_calls':null},'finish_reason':null}]",
                "HEAD,'choices':[{'index':0,'delta':{'content':'b'},'finish_reason':null}],'usage':{'prompt_tokens':1,'completion_tokens':1,'total_tokens':2}",
                "'id':'c','object':'x','created':1,'model':'m','choices':[{'index':0,'delta':{'content':'b'},'finish_reason':null}]",
                "'id':'c','object':'chat.completion.chunk','created':1.5,'model':'m','choices':[{'index':0,'delta':{'content':'b'},'finish_reason':null}]",
                "'id':'c','object':'chat.completion.chunk','created':1,'choices':[{'index':0,'delta':{'content':'b'},'finish_reason':null}]"
            })
    void neverPassesOnWhatSdksStumbleOver(String event) {
        String json = "{" + event.replace("HEAD", HEAD.replace('"', '\'')).replace('\'', '"') + "}";
        OpenAiStreamDecoder decoder = decoder();
        Accumulated added = new Accumulated();
        added.add(verbatim(read(decoder, FIRST)));
        Chunk second = read(decoder, json);
        assertThat(verbatim(second).bytes()).isNotEqualTo(json.getBytes(StandardCharsets.UTF_8));
        added.add(verbatim(second));
        assertThat(added.message().path("role").asText()).isEqualTo("assistant");
        assertThat(added.message().path("content").asText()).isEqualTo("ab");
    }

    @Test
    void passesUnknownFieldsAndNullUsageOn() {
        OpenAiStreamDecoder decoder = decoder();
        read(decoder, FIRST);
        String odd = "{" + HEAD
                + ",\"obfuscation\":\"x\",\"usage\":null,\"choices\":[{\"index\":0,\"logprobs\":{\"content\":[]},"
                + "\"delta\":{\"content\":\"b\",\"annotations\":[{}]},\"finish_reason\":null,\"content_filter_results\":{}}]}";
        assertThat(verbatim(read(decoder, odd)).bytes()).isEqualTo(odd.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void mendsTheRoleIntoAFirstChunkWithoutOne() {
        Chunk chunk = read(decoder(), FIRST.replace("\"role\":\"assistant\",", ""));
        Accumulated added = new Accumulated();
        added.add(verbatim(chunk));
        assertThat(added.message().path("role").asText()).isEqualTo("assistant");
    }

    @Test
    void reportsUsageAloneForTheDoorToDecide() {
        OpenAiStreamDecoder decoder = decoder();
        read(decoder, FIRST);
        Chunk usage = read(
                decoder,
                "{" + HEAD
                        + ",\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}");
        assertThat(usage.deltas()).containsExactly(new Delta.UsageReport(Usage.of(1, 2)));
        assertThat(decoder.complete()).as("the finish has not come").isFalse();
    }

    @Test
    void isCompleteWithDoneOrWithUsageBehindTheFinish() {
        OpenAiStreamDecoder decoder = decoder();
        read(decoder, FIRST);
        read(decoder, finish("stop"));
        assertThat(decoder.complete()).as("the usage may still come").isFalse();
        read(
                decoder,
                "{" + HEAD
                        + ",\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}");
        assertThat(decoder.complete()).isTrue();

        decoder = decoder();
        read(decoder, FIRST);
        read(decoder, finish("stop"));
        assertThat(decoder.read(null, "[DONE] ".getBytes(StandardCharsets.UTF_8)))
                .isNull();
        assertThat(decoder.complete()).isTrue();
    }

    @Test
    void impliesAFinishThatWasForgottenBeforeDone() {
        OpenAiStreamDecoder decoder = decoder();
        read(decoder, FIRST);
        assertThat(read(decoder, "[DONE]").deltas()).containsExactly(new Delta.Finish(0, FinishReason.STOP));
    }

    @Test
    void endsQuietlyBehindTheFinishAndElseCallsItACut() {
        OpenAiStreamDecoder decoder = decoder();
        assertKind(decoder::end, Kind.CUT);
        read(decoder, FIRST);
        assertKind(decoder::end, Kind.CUT);
        read(decoder, finish("length"));
        assertThat(decoder.end()).isNull();
        assertThat(decoder.complete()).isTrue();
    }

    @Test
    void goesOnBehindAFinishThatWasSaidTooEarly() {
        OpenAiStreamDecoder decoder = decoder();
        read(decoder, FIRST);
        read(decoder, finish("stop"));
        assertThat(decoder.read(null, finish("stop").getBytes(StandardCharsets.UTF_8)))
                .as("said twice")
                .isNull();
        String more = FIRST.replace("\"role\":\"assistant\",", "");
        assertThat(read(decoder, more).deltas()).containsExactly(new Delta.Text(0, "a"));
        assertKind(decoder::end, Kind.CUT);
        assertThat(read(decoder, finish("length")).deltas()).containsExactly(new Delta.Finish(0, FinishReason.LENGTH));
        assertThat(decoder.end()).isNull();
    }

    @Test
    void passesOverEventsThatSayNothing() {
        OpenAiStreamDecoder decoder = decoder();
        assertThat(decoder.read("ping", "{}".getBytes(StandardCharsets.UTF_8))).isNull();
        assertThat(decoder.read(null, new byte[0])).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"error\":{\"message\":\"The server had an error\",\"type\":\"server_error\",\"param\":null,\"code\":null}}|SERVER",
                "{\"error\":{\"message\":\"Slow down\",\"type\":\"tokens\",\"code\":\"rate_limit_exceeded\"}}|LIMITED",
                "{\"error\":{\"message\":\"Too long\",\"type\":\"invalid_request_error\",\"code\":\"context_length_exceeded\"}}|TOO_LONG",
                "{\"id\":\"x\",\"choices\":[],\"error\":{\"message\":\"Upstream\",\"code\":429}}|LIMITED",
                "{\"id\":\"x\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"error\",\"error\":{\"message\":\"Bad\",\"code\":502}}]}|SERVER",
                "{\"object\":\"error\",\"message\":\"boom\",\"type\":\"BadRequestError\",\"code\":400}|REQUEST_REFUSED",
                "{\"error\":\"overloaded\"}|SERVER",
                "{\"error\":{\"message\":\"no money\",\"type\":\"insufficient_quota\"}}|CREDENTIALS",
                "{\"detail\":\"Internal\"}|SERVER",
                "<html>|MALFORMED",
                "[1]|MALFORMED"
            })
    void failsWithAnErrorInTheStream(String event, Kind kind) {
        OpenAiStreamDecoder decoder = decoder();
        read(decoder, FIRST);
        assertKind(() -> read(decoder, event), kind);
    }

    private static String finish(String reason) {
        return "{" + HEAD + ",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}]}";
    }

    private static void assertKind(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, Kind kind) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProviderFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind));
    }

    private static OpenAiStreamDecoder decoder() {
        return (OpenAiStreamDecoder) OpenAiDialect.official().decodeStream();
    }

    private static Chunk read(OpenAiStreamDecoder decoder, String event) {
        Chunk chunk = decoder.read(null, event.getBytes(StandardCharsets.UTF_8));
        assertThat(chunk).isNotNull();
        return chunk;
    }

    private static Verbatim verbatim(Chunk chunk) {
        return Objects.requireNonNull(chunk.verbatim());
    }

    private static String recorded(String name) {
        return Heard.file(OpenAiStreamTest.class, name);
    }

    private static List<Chunk> chunks(String stream) {
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        return chunks(new Pieces(bytes, bytes.length));
    }

    private static List<Chunk> chunks(Pieces body) {
        List<Chunk> chunks = new ArrayList<>();
        try (SseReplyStream stream = new SseReplyStream(body, decoder(), () -> {})) {
            for (Chunk chunk = stream.next(); chunk != null; chunk = stream.next()) {
                if (chunk != Chunk.NOTHING) {
                    chunks.add(chunk);
                }
            }
        }
        return chunks;
    }

    private static void assertSame(List<Chunk> some, List<Chunk> others) {
        assertThat(some).hasSameSizeAs(others);
        for (int i = 0; i < some.size(); i++) {
            assertThat(some.get(i).deltas().toString().replaceAll("call_[0-9a-f]{20,}", "call_"))
                    .isEqualTo(others.get(i).deltas().toString().replaceAll("call_[0-9a-f]{20,}", "call_"));
        }
    }

    private static Heard heard(List<Chunk> chunks) {
        return Heard.all(chunks);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"%s\"}}]",
                "\"function_call\":{\"arguments\":\"%s\"}"
            })
    void argumentsOfACallThatIsNeverNamedFillNoMemory(String fragment) {
        String event = "{" + HEAD + ",\"choices\":[{\"index\":0,\"delta\":{" + fragment.formatted("x".repeat(1_000))
                + "},\"finish_reason\":null}]}";
        OpenAiStreamDecoder decoder = decoder();
        read(decoder, FIRST);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1_000; i++) {
                        decoder.read(null, event.getBytes(StandardCharsets.UTF_8));
                    }
                })
                .isInstanceOfSatisfying(
                        ProviderFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.MALFORMED));
    }

    @Test
    void aChoiceHasNoNegativeIndex() {
        assertThatThrownBy(() -> read(decoder(), FIRST.replace("\"index\":0", "\"index\":-1")))
                .isInstanceOfSatisfying(
                        ProviderFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.MALFORMED));
    }
}
