package io.serai.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.chat.reply.ChatReply;
import io.serai.chat.reply.Delta;
import io.serai.chat.reply.FinishReason;
import io.serai.providers.Heard;
import io.serai.providers.StreamDecoder;
import io.serai.usage.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeminiReadTest {

    private final GeminiDialect dialect = new GeminiDialect(InstantSource.fixed(Instant.ofEpochSecond(1_700)));

    @Test
    void readsAStreamOfTextWithThoughtsAndCaches() {
        StreamDecoder decoder = dialect.decodeStream();

        Heard heard = new Heard().feed(decoder, recording("text.sse"));

        assertThat(decoder.end()).isNull();
        assertThat(heard.start).isEqualTo(new Delta.Start("Zx01", "gemini-2.5-flash", 1_700));
        assertThat(heard.reasoning).hasToString("Let me count.");
        assertThat(heard.text).hasToString("Drei Äpfel.");
        assertThat(heard.finish).containsExactly(Map.entry(0, FinishReason.STOP));
        assertThat(heard.usage).isEqualTo(new Usage(20, 100, 0, 0, 0, 4, 30, 0));
    }

    @Test
    void readsCallsWholeAndTheUsageAfterThem() {
        StreamDecoder decoder = dialect.decodeStream();
        String[] events = recording("tools.sse").split("\n\n");
        Heard heard = new Heard().feed(decoder, events[0]).feed(decoder, events[1]);

        heard.feed(decoder, events[2]);

        assertThat(decoder.end()).isNull();
        assertThat(heard.names).containsExactly("get_weather", "now");
        assertThat(heard.arguments.get(0)).hasToString("{\"city\":\"Berlin\"}");
        assertThat(heard.arguments.get(1)).hasToString("{}");
        assertThat(heard.finish).containsEntry(0, FinishReason.TOOL_CALLS);
        assertThat(heard.usage).isEqualTo(new Usage(60, 0, 0, 0, 0, 24, 70, 0));
    }

    @Test
    void hidesIdAndSignatureInIdsThatFitEveryWire() {
        Heard heard = Heard.whole(dialect.decodeStream(), recording("tools.sse"));

        assertThat(heard.ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[A-Za-z0-9_-]+"));
        assertThat(GeminiCallId.parse(heard.ids.get(0))).isEqualTo(new GeminiCallId("fc-1", "Ep8B+/abc+d="));
        assertThat(GeminiCallId.parse(heard.ids.get(1))).isEqualTo(new GeminiCallId(null, null));
        assertThat(heard.ids.get(1)).hasSize(17);
    }

    @Test
    void isCompleteAtTheEndOfTheBodyWhereNoUsageCame() {
        StreamDecoder decoder = dialect.decodeStream();
        String[] events = recording("tools.sse").split("\n\n");
        new Heard().feed(decoder, events[1]);

        assertThat(decoder.complete()).isFalse();
        assertThat(decoder.end()).isNull();
    }

    @Test
    void isCutWithoutAFinishReason() {
        String[] events = recording("text.sse").split("\n\n");
        for (int kept = 0; kept < events.length; kept++) {
            StreamDecoder decoder = dialect.decodeStream();
            Heard heard = new Heard();
            for (int i = 0; i < kept; i++) {
                heard.feed(decoder, events[i]);
            }
            assertThat(decoder.complete()).isFalse();
            ProviderFailure failure = catchThrowableOfType(ProviderFailure.class, decoder::end);
            assertThat(failure.kind()).as("after %d events", kept).isEqualTo(Kind.CUT);
        }
    }

    @Test
    void turnsTheForcedFunctionBackIntoText() {
        String body = """
                {"candidates":[{"content":{"parts":[{"functionCall":{"name":"serai_json_answer","args":{"a":1}}}]},
                 "finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":1}}""";

        Heard heard = Heard.whole(dialect.decodeStream(), "data: " + body.replace("\n", ""));
        ChatReply.Choice whole = dialect.decode(bytes(body)).choices().getFirst();

        assertThat(heard.text).hasToString("{\"a\":1}");
        assertThat(heard.ids).isEmpty();
        assertThat(heard.finish).containsEntry(0, FinishReason.STOP);
        assertThat(whole.text()).isEqualTo("{\"a\":1}");
        assertThat(whole.toolCalls()).isEmpty();
        assertThat(whole.finish()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void keepsSeveralAnswersApart() {
        String first = """
                {"candidates":[{"index":0,"content":{"parts":[{"text":"a"}]}},{"index":1,"content":{"parts":[{"text":"b"}]}}]}""";
        String second = """
                {"candidates":[{"index":1,"content":{"parts":[{"text":"B"}]},"finishReason":"MAX_TOKENS"}],"usageMetadata":{"promptTokenCount":1}}""";
        String third = """
                {"candidates":[{"index":0,"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":1}}""";
        StreamDecoder decoder = dialect.decodeStream();

        Heard heard = new Heard().feed(decoder, "data: " + first).feed(decoder, "data: " + second);
        assertThatThrownBy(decoder::end).isInstanceOf(ProviderFailure.class);
        heard.feed(decoder, "data: " + third);

        assertThat(decoder.end()).isNull();
        assertThat(heard.texts).containsExactly(Map.entry(0, "a"), Map.entry(1, "bB"));
        assertThat(heard.finish).containsExactly(Map.entry(0, FinishReason.STOP), Map.entry(1, FinishReason.LENGTH));
    }

    @Test
    void answersABlockedPromptWithARefusal() {
        String body = """
                {"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":{"promptTokenCount":9,"totalTokenCount":9},"modelVersion":"gemini-2.5-flash","responseId":"b"}""";

        Heard heard = Heard.whole(dialect.decodeStream(), "data: " + body);
        ChatReply.Whole whole = dialect.decode(bytes(body));

        assertThat(heard.refusal).asString().contains("PROHIBITED_CONTENT");
        assertThat(heard.finish).containsEntry(0, FinishReason.CONTENT_FILTER);
        assertThat(heard.usage).isEqualTo(Usage.of(9, 0));
        assertThat(whole.choices().getFirst().refusal()).contains("PROHIBITED_CONTENT");
        assertThat(whole.choices().getFirst().text()).isNull();
        assertThat(whole.choices().getFirst().finish()).isEqualTo(FinishReason.CONTENT_FILTER);
        assertThat(whole.usage()).isEqualTo(Usage.of(9, 0));
    }

    @Test
    void readsAWholeAnswer() {
        ChatReply.Whole reply = dialect.decode(bytes(recording("whole.json")));

        assertThat(reply.id()).isEqualTo("Zx03");
        assertThat(reply.model()).isEqualTo("gemini-2.5-pro");
        assertThat(reply.created()).isEqualTo(1_700);
        assertThat(reply.verbatim()).isNull();
        ChatReply.Choice choice = reply.choices().getFirst();
        assertThat(choice.text()).isEqualTo("Looking it up.");
        assertThat(choice.reasoning()).isEqualTo("Thinking.");
        assertThat(choice.finish()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(choice.toolCalls()).hasSize(1);
        assertThat(choice.toolCalls().getFirst().arguments()).isEqualTo("{\"sku\":\"a\",\"max\":1.10}");
        assertThat(reply.usage()).isEqualTo(new Usage(75, 200, 0, 0, 40, 20, 50, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "STOP,STOP",
        "MAX_TOKENS,LENGTH",
        "SAFETY,CONTENT_FILTER",
        "RECITATION,CONTENT_FILTER",
        "LANGUAGE,CONTENT_FILTER",
        "BLOCKLIST,CONTENT_FILTER",
        "PROHIBITED_CONTENT,CONTENT_FILTER",
        "SPII,CONTENT_FILTER",
        "OTHER,CONTENT_FILTER",
        "SOMETHING_NEW,CONTENT_FILTER"
    })
    void translatesEveryFinishReason(String reason, FinishReason expected) {
        ChatReply.Whole reply = dialect.decode(
                bytes("{\"candidates\":[{\"finishReason\":\"" + reason + "\",\"finishMessage\":\"why\"}]}"));

        assertThat(reply.choices().getFirst().finish()).isEqualTo(expected);
        assertThat(reply.choices().getFirst().refusal())
                .isEqualTo(expected == FinishReason.CONTENT_FILTER ? "why" : null);
    }

    @ParameterizedTest
    @CsvSource({"MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS"})
    void letsAnotherTryWhereTheModelGarbledACall(String reason) {
        ProviderFailure failure = catchThrowableOfType(
                ProviderFailure.class,
                () -> dialect.decode(bytes("{\"candidates\":[{\"finishReason\":\"" + reason + "\"}]}")));

        assertThat(failure.kind()).isEqualTo(Kind.MALFORMED);
        assertThat(failure.code()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"<html>", "{}", "[]", "{\"candidates\":[]}", "{\"candidates\":[{\"content\":{}}]}"})
    void callsWhatIsNoAnswerMalformed(String body) {
        ProviderFailure failure = catchThrowableOfType(ProviderFailure.class, () -> dialect.decode(bytes(body)));

        assertThat(failure.kind()).isEqualTo(Kind.MALFORMED);
    }

    @Test
    void failsWithTheErrorInsideAStream() {
        StreamDecoder decoder = dialect.decodeStream();
        new Heard().feed(decoder, recording("text.sse").split("\n\n")[0]);

        ProviderFailure failure = catchThrowableOfType(ProviderFailure.class, () -> decoder.read(null, bytes("""
                                {"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}""")));

        assertThat(failure.kind()).isEqualTo(Kind.SERVER);
        assertThat(failure.status()).isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400|INVALID_ARGUMENT|API key not valid. Please pass a valid API key.|CREDENTIALS",
                "400|FAILED_PRECONDITION|User location is not supported for the API use.|CREDENTIALS",
                "400|INVALID_ARGUMENT|The input token count (9) exceeds the maximum number of tokens allowed (8).|TOO_LONG",
                "401|UNAUTHENTICATED|no|CREDENTIALS",
                "403|PERMISSION_DENIED|no|CREDENTIALS",
                "404|NOT_FOUND|models/x is not found|NO_SUCH_MODEL",
                "429|RESOURCE_EXHAUSTED|quota|LIMITED",
                "500|INTERNAL|oh|SERVER",
                "503|UNAVAILABLE|The model is overloaded. Please try again later.|SERVER",
                "503|UNAVAILABLE|The service is currently unavailable.|SERVER",
                "504|DEADLINE_EXCEEDED|late|TIMEOUT"
            })
    void explainsEveryError(int status, String state, String message, Kind kind) {
        String body =
                "{\"error\":{\"code\":" + status + ",\"message\":\"" + message + "\",\"status\":\"" + state + "\"}}";

        ProviderFailure failure = dialect.explain(status, name -> null, bytes(body));

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure.code()).isEqualTo(state);
        assertThat(failure.words()).isEqualTo(message);
    }

    @Test
    void readsTheDetailsOfAnError() {
        ProviderFailure limited = dialect.explain(429, name -> null, bytes("""
                        [{"error":{"code":429,"message":"Quota.","status":"RESOURCE_EXHAUSTED","details":[
                         {"@type":"type.googleapis.com/google.rpc.QuotaFailure"},
                         {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.07s"}]}}]"""));
        ProviderFailure key = dialect.explain(400, name -> null, bytes("""
                        {"error":{"code":400,"message":"Bad AIzaSyA1234567890abcdef","status":"INVALID_ARGUMENT",
                         "details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}]}}"""));

        assertThat(limited.retryAfter()).isEqualTo(Duration.ofMillis(34_070));
        assertThat(key.kind()).isEqualTo(Kind.CREDENTIALS);
        assertThat(key.words()).isEqualTo("Bad ***");
    }

    @Test
    void explainsAPageThatIsNoJson() {
        ProviderFailure failure = dialect.explain(
                502, name -> "retry-after".equals(name) ? "3" : null, bytes("<html>Error 502 (Server Error)</html>"));

        assertThat(failure.kind()).isEqualTo(Kind.SERVER);
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(3));
    }

    private static String recording(String name) {
        return Heard.file(GeminiReadTest.class, name);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
