package io.serai.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.chat.ToolCall;
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

class AnthropicReadTest {

    private final AnthropicDialect dialect = new AnthropicDialect(InstantSource.fixed(Instant.ofEpochSecond(1_700)));

    @Test
    void readsAStreamOfTextWithItsCaches() {
        Heard heard = Heard.whole(dialect.decodeStream(), recording("text.sse"));

        assertThat(heard.start).isEqualTo(new Delta.Start("msg_01", "claude-sonnet-4-5-20250929", 1_700));
        assertThat(heard.text).hasToString("Hallo, Welt ☂");
        assertThat(heard.finish).containsExactly(Map.entry(0, FinishReason.STOP));
        assertThat(heard.usage).isEqualTo(new Usage(25, 100, 10, 20, 0, 15, 0, 0));
    }

    @Test
    void countsOnlyToolsAndGivesEachItsArguments() {
        Heard heard = Heard.whole(dialect.decodeStream(), recording("thinking-tools.sse"));

        assertThat(heard.reasoning).hasToString("Two cities, two calls.");
        assertThat(heard.text).hasToString("Let me look.");
        assertThat(heard.ids).containsExactly("toolu_01A", "toolu_01B");
        assertThat(heard.names).containsExactly("get_weather", "now");
        assertThat(heard.arguments.get(0)).hasToString("{\"city\": \"Berlin\"}");
        assertThat(heard.arguments.get(1)).hasToString("{}");
        assertThat(heard.finish).containsEntry(0, FinishReason.TOOL_CALLS);
        assertThat(heard.usage).isEqualTo(new Usage(472, 0, 0, 0, 0, 49, 40, 0));
    }

    @Test
    void turnsTheForcedToolBackIntoStreamedText() {
        Heard heard = Heard.whole(dialect.decodeStream(), recording("json-answer.sse"));

        assertThat(heard.text).hasToString("{\"ok\": true}");
        assertThat(heard.ids).isEmpty();
        assertThat(heard.finish).containsEntry(0, FinishReason.STOP);
    }

    @Test
    void failsWithTheErrorInsideAStream() {
        StreamDecoder decoder = dialect.decodeStream();

        ProviderFailure failure = catchThrowableOfType(
                ProviderFailure.class, () -> new Heard().feed(decoder, recording("overloaded.sse")));

        assertThat(failure.kind()).isEqualTo(Kind.SERVER);
        assertThat(failure.status()).isEqualTo(529);
        assertThat(failure.code()).isEqualTo("overloaded_error");
        assertThat(failure.words()).isEqualTo("Overloaded");
    }

    @Test
    void isCutAtEveryEventBeforeItSaysWhyItStopped() {
        String[] events = recording("thinking-tools.sse").split("\n\n");
        for (int kept = 0; kept < events.length - 1; kept++) {
            StreamDecoder decoder = dialect.decodeStream();
            Heard heard = new Heard();
            for (int i = 0; i < kept; i++) {
                heard.feed(decoder, events[i]);
            }
            assertThat(decoder.complete()).as("after %d events", kept).isFalse();
            ProviderFailure failure = catchThrowableOfType(ProviderFailure.class, decoder::end);
            assertThat(failure.kind()).as("after %d events", kept).isEqualTo(Kind.CUT);
        }
    }

    @Test
    void isCompleteWithMessageStopAndDeafAfterwards() {
        StreamDecoder decoder = dialect.decodeStream();
        new Heard().feed(decoder, recording("text.sse"));

        assertThat(decoder.complete()).isTrue();
        assertThat(decoder.read("error", bytes("{\"type\":\"error\"}"))).isNull();
        assertThat(decoder.end()).isNull();
    }

    @Test
    void refusesAStreamThatDoesNotBeginAtItsBeginning() {
        StreamDecoder decoder = dialect.decodeStream();

        ProviderFailure failure =
                catchThrowableOfType(ProviderFailure.class, () -> decoder.read("content_block_delta", bytes("""
                                {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"x"}}""")));

        assertThat(failure.kind()).isEqualTo(Kind.MALFORMED);
    }

    @Test
    void passesOverEventsOfALaterVersion() {
        StreamDecoder decoder = dialect.decodeStream();

        assertThat(decoder.read("vault_opened", bytes("{\"type\":\"vault_opened\"}")))
                .isNull();
    }

    @Test
    void saysWhatARefusalSays() {
        String sse = recording("text.sse")
                .replace(
                        "\"stop_reason\":\"end_turn\"",
                        "\"stop_reason\":\"refusal\",\"stop_details\":{\"type\":\"refusal\",\"explanation\":\"No.\"}");

        Heard heard = Heard.whole(dialect.decodeStream(), sse);

        assertThat(heard.refusal).hasToString("No.");
        assertThat(heard.finish).containsEntry(0, FinishReason.CONTENT_FILTER);
    }

    @Test
    void readsAWholeAnswerWithTools() {
        ChatReply.Whole reply = dialect.decode(bytes(recording("tools.json")));

        assertThat(reply.id()).isEqualTo("msg_05");
        assertThat(reply.created()).isEqualTo(1_700);
        assertThat(reply.verbatim()).isNull();
        ChatReply.Choice choice = reply.choices().getFirst();
        assertThat(choice.text()).isEqualTo("I will look.");
        assertThat(choice.reasoning()).isEqualTo("Hm.");
        assertThat(choice.finish()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(choice.toolCalls())
                .containsExactly(
                        new ToolCall("toolu_9", "price", "{\"sku\":\"a\",\"max\":1.10,\"big\":12345678901234567890}"),
                        new ToolCall("toolu_10", "now", "{}"));
        assertThat(reply.usage()).isEqualTo(new Usage(2095, 50, 400, 56, 0, 303, 200, 0));
    }

    @Test
    void turnsTheForcedToolBackIntoWholeText() {
        ChatReply.Whole reply = dialect.decode(bytes("""
                        {"type":"message","id":"m","model":"c","stop_reason":"tool_use","content":[
                         {"type":"tool_use","id":"t","name":"serai_json_answer","input":{"a":[1,2]}}]}"""));

        ChatReply.Choice choice = reply.choices().getFirst();
        assertThat(choice.text()).isEqualTo("{\"a\":[1,2]}");
        assertThat(choice.toolCalls()).isEmpty();
        assertThat(choice.finish()).isEqualTo(FinishReason.STOP);
        assertThat(reply.usage()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn,STOP",
        "stop_sequence,STOP",
        "pause_turn,STOP",
        "max_tokens,LENGTH",
        "model_context_window_exceeded,LENGTH",
        "refusal,CONTENT_FILTER",
        "something_new,STOP"
    })
    void translatesEveryStopReason(String reason, FinishReason expected) {
        ChatReply.Whole reply = dialect.decode(bytes("{\"type\":\"message\",\"content\":[],\"stop_reason\":\"" + reason
                + "\",\"usage\":{\"input_tokens\":1,\"output_tokens\":0}}"));

        assertThat(reply.choices().getFirst().finish()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"<html>|", "[1]|", "{}|", "''|", "{\"content\":[|"})
    void callsWhatIsNoAnswerMalformed(String body) {
        ProviderFailure failure =
                catchThrowableOfType(ProviderFailure.class, () -> dialect.decode(bytes(body == null ? "" : body)));

        assertThat(failure.kind()).isEqualTo(Kind.MALFORMED);
    }

    @Test
    void findsAnErrorUnderStatus200() {
        ProviderFailure failure = catchThrowableOfType(
                ProviderFailure.class,
                () -> dialect.decode(
                        bytes("{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"Oh\"}}")));

        assertThat(failure.kind()).isEqualTo(Kind.SERVER);
    }

    @ParameterizedTest
    @CsvSource({
        "400,invalid_request_error,prompt is too long: 210000 tokens > 200000 maximum,TOO_LONG",
        "400,invalid_request_error,Your credit balance is too low to access the Anthropic API.,CREDENTIALS",
        "400,invalid_request_error,You have reached your specified API usage limits.,CREDENTIALS",
        "401,authentication_error,invalid x-api-key,CREDENTIALS",
        "402,billing_error,no money,CREDENTIALS",
        "403,permission_error,not yours,CREDENTIALS",
        "404,not_found_error,model: claude-x,NO_SUCH_MODEL",
        "413,request_too_large,too large,REQUEST_REFUSED",
        "429,rate_limit_error,slow down,LIMITED",
        "500,api_error,oh,SERVER",
        "504,timeout_error,late,TIMEOUT",
        "529,overloaded_error,Overloaded,SERVER"
    })
    void explainsEveryError(int status, String type, String message, Kind kind) {
        String body = "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"" + message
                + "\"},\"request_id\":\"req_1\"}";

        ProviderFailure failure = dialect.explain(status, name -> null, bytes(body));

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure.code()).isEqualTo(type);
        assertThat(failure.words()).isEqualTo(message);
    }

    @Test
    void passesOnHowLongToWaitAndWhichFieldIsBlamed() {
        ProviderFailure failure = dialect.explain(
                400,
                name -> "retry-after".equals(name) ? "7" : null,
                bytes("{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"stop_sequences.0: too short\"}}"));

        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(7));
        assertThat(failure.param()).isEqualTo("stop");
    }

    @Test
    void explainsAnHtmlPageAndTellsNoSecrets() {
        assertThat(dialect.explain(502, name -> null, bytes("<html>Bad gateway</html>"))
                        .kind())
                .isEqualTo(Kind.SERVER);
        assertThat(dialect.explain(
                                401,
                                name -> null,
                                bytes("{\"error\":{\"message\":\"bad key sk-ant-api03-AbCdEf123\"}}"))
                        .words())
                .isEqualTo("bad key ***");
    }

    private static String recording(String name) {
        return Heard.file(AnthropicReadTest.class, name);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
