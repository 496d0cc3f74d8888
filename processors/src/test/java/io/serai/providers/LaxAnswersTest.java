package io.serai.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.chat.ToolCall;
import io.serai.chat.reply.AnswerCollector;
import io.serai.chat.reply.ChatReply;
import io.serai.chat.reply.FinishReason;
import io.serai.chat.reply.OneAnswer;
import io.serai.chat.reply.ReplyStream;
import io.serai.providers.anthropic.AnthropicDialect;
import io.serai.providers.gemini.GeminiDialect;
import io.serai.providers.openai.OpenAiDialect;
import io.serai.usage.Usage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of servers that do not keep to their format are understood, in every dialect. */
class LaxAnswersTest {

    /** One wire, and how it says things. */
    enum Wire {
        OPENAI(OpenAiDialect.compatible()),
        ANTHROPIC(new AnthropicDialect()),
        GEMINI(new GeminiDialect());

        final Dialect dialect;

        Wire(Dialect dialect) {
            this.dialect = dialect;
        }

        List<String> begin() {
            return switch (this) {
                case OPENAI -> List.of(openai("{'role':'assistant','content':''}", "null"));
                case ANTHROPIC ->
                    List.of(
                            "{'type':'message_start','message':{'id':'m','model':'c','usage':{'input_tokens':9,'output_tokens':1}}}");
                case GEMINI -> List.of();
            };
        }

        String text(String text) {
            return text(text, false);
        }

        String text(String text, boolean stop) {
            return switch (this) {
                case OPENAI -> openai("{'content':'" + text + "'}", stop ? "'stop'" : "null");
                case ANTHROPIC ->
                    "{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'" + text + "'}}";
                case GEMINI ->
                    "{'candidates':[{'index':0,'content':{'parts':[{'text':'" + text + "'}]}"
                            + (stop ? ",'finishReason':'STOP'" : "")
                            + "}],'usageMetadata':{'promptTokenCount':9,'candidatesTokenCount':4}}";
            };
        }

        String finish() {
            return switch (this) {
                case OPENAI -> openai("{}", "'stop'");
                case ANTHROPIC ->
                    "{'type':'message_delta','delta':{'stop_reason':'end_turn'},'usage':{'input_tokens':0,'output_tokens':4}}";
                case GEMINI ->
                    "{'candidates':[{'index':0,'finishReason':'STOP'}],'usageMetadata':{'promptTokenCount':9,'candidatesTokenCount':4}}";
            };
        }

        /** A usage of nothing. */
        String zero() {
            return switch (this) {
                case OPENAI ->
                    "{'id':'c','object':'chat.completion.chunk','created':1,'model':'m','choices':[],"
                            + "'usage':{'prompt_tokens':0,'completion_tokens':0,'total_tokens':0}}";
                case ANTHROPIC -> "{'type':'message_delta','delta':{},'usage':{'input_tokens':0,'output_tokens':0}}";
                case GEMINI -> "{'usageMetadata':{'promptTokenCount':0,'candidatesTokenCount':0}}";
            };
        }

        String broken() {
            return switch (this) {
                case OPENAI -> "{'id':'c','choices':[{'index':0,'delta':{";
                case ANTHROPIC -> "{'type':'content_block_delta','index':0,";
                case GEMINI -> "{'candidates':[{'index':0,";
            };
        }

        String torn() {
            return text("lost").substring(0, text("lost").indexOf("lost") + 2);
        }

        private static String openai(String delta, String finish) {
            return "{'id':'c','object':'chat.completion.chunk','created':1,'model':'m','choices':[{'index':0,'delta':"
                    + delta + ",'finish_reason':" + finish + "}]}";
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void aReasonWithoutAnEndMarkIsAnEnd(Wire wire) {
        ChatReply.Whole answer = read(wire, List.of(wire.text("one "), wire.text("two"), wire.finish()));
        assertThat(text(answer)).isEqualTo("one two");
        assertThat(answer.choices().getFirst().finish()).isEqualTo(FinishReason.STOP);
        if (wire != Wire.OPENAI) {
            assertThat(answer.usage()).isEqualTo(Usage.of(9, 4));
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void anEndThatIsMissingIsACut(Wire wire) {
        failsWith(Kind.CUT, wire, List.of(wire.text("one "), wire.text("two")));
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void aReasonSaidTooEarlyLosesNoText(Wire wire) {
        ChatReply.Whole answer = read(
                wire, List.of(wire.text("one "), wire.finish(), wire.text("two "), wire.text("three"), wire.finish()));
        assertThat(text(answer)).isEqualTo("one two three");
        failsWith(Kind.CUT, wire, List.of(wire.text("one "), wire.finish(), wire.text("two")));
    }

    @ParameterizedTest
    @EnumSource(
            value = Wire.class,
            names = {"OPENAI", "GEMINI"})
    void aReasonSaidWithEveryPieceLosesNoText(Wire wire) {
        ChatReply.Whole answer =
                read(wire, List.of(wire.text("one ", true), wire.text("two ", true), wire.text("three", true)));
        assertThat(text(answer)).isEqualTo("one two three");
        assertThat(answer.choices()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void aReasonSaidTwiceIsSaidOnce(Wire wire) {
        assertThat(text(read(wire, List.of(wire.text("one"), wire.finish(), wire.finish()))))
                .isEqualTo("one");
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void aZeroBehindARealUsageIsNoCorrection(Wire wire) {
        String usage = wire == Wire.OPENAI
                ? wire.finish()
                        .replace(
                                "'choices'",
                                "'usage':{'prompt_tokens':9,'completion_tokens':4,'total_tokens':13},'choices'")
                : wire.finish();
        assertThat(read(wire, List.of(wire.text("one"), usage, wire.zero())).usage())
                .isEqualTo(Usage.of(9, 4));
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void anUnreadableEventIsPassedOver(Wire wire) {
        for (String garbage : List.of(wire.broken(), "upstream hiccup", "<html>", "[1]", "null")) {
            ReplyStream stream =
                    stream(wire, List.of(wire.text("one "), garbage, wire.text("two"), garbage, wire.finish()));
            assertThat(text(AnswerCollector.whole(stream))).as(garbage).isEqualTo("one two");
            assertThat(stream.skipped()).as(garbage).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void wordsInAnUnreadableEventAreNotLostInSilence(Wire wire) {
        failsWith(Kind.MALFORMED, wire, List.of(wire.text("one "), wire.torn(), wire.text("two"), wire.finish()));
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void severalUnreadableEventsAreAFailure(Wire wire) {
        failsWith(
                Kind.MALFORMED,
                wire,
                List.of(wire.text("one "), "garbage", "garbage", wire.text("two"), wire.finish()));
        failsWith(Kind.CUT, wire, List.of(wire.text("one "), "garbage"));
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            many.add("garbage");
            many.add(wire.text("x"));
        }
        failsWith(Kind.MALFORMED, wire, many);
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void whatIsNoAnswerIsMalformed(Wire wire) {
        for (String body : List.of("", "<html></html>", "{'a':", "[]", "null", "{}")) {
            assertThatThrownBy(() -> wire.dialect.decode(bytes(body)))
                    .as(body)
                    .isInstanceOfSatisfying(
                            ProviderFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(Kind.MALFORMED));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'input_tokens':0,'output_tokens':0}", "{'server_tool_use':null}"})
    void aUsageOfNothingIsNone(String usage) {
        String body = "{'type':'message','id':'m','model':'c','content':[{'type':'text','text':'hi'}],"
                + "'stop_reason':'end_turn','usage':" + usage + "}";
        assertThat(Wire.ANTHROPIC.dialect.decode(bytes(body)).usage()).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCallEndsWithItsOwnWord(boolean official) {
        OpenAiDialect dialect = official ? OpenAiDialect.official() : OpenAiDialect.compatible();
        ChatReply.Whole whole = dialect.decode(
                bytes(
                        "{'id':'c','object':'chat.completion','created':1,'model':'m','choices':"
                                + "[{'index':0,'message':{'role':'assistant','refusal':null,'content':null,'tool_calls':[{'id':'call_5',"
                                + "'type':'function','function':{'name':'f','arguments':'{}'}}]},'logprobs':null,'finish_reason':'stop'}]}"));
        assertThat(whole.choices().getFirst().finish()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(new String(Objects.requireNonNull(whole.verbatim()).bytes(), StandardCharsets.UTF_8))
                .contains(official ? "\"finish_reason\":\"stop\"" : "\"finish_reason\":\"tool_calls\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'function_call':{'name':'','arguments':''}",
                "'tool_calls':[{'index':0,'id':'','type':'function','function':{'name':'','arguments':''}}]",
                "'tool_calls':[{'index':0,'id':null,'function':{}}]"
            })
    void leftoversOfEmptyCallsAreNoCalls(String leftover) {
        String piece = Wire.openai("{'content':'one '," + leftover + "}", "null");
        ChatReply.Whole answer = read(Wire.OPENAI, List.of(piece, piece, Wire.OPENAI.finish(), "[DONE]"));
        assertThat(text(answer)).isEqualTo("one one ");
        assertThat(answer.choices().getFirst().toolCalls()).isEmpty();
        assertThat(answer.choices().getFirst().finish()).isEqualTo(FinishReason.STOP);

        ChatReply.Whole whole = Wire.OPENAI.dialect.decode(bytes(
                "{'id':'c','object':'chat.completion','created':1,'model':'m','choices':[{'index':0,'message':{'role':"
                        + "'assistant','content':'hi'," + leftover + "},'finish_reason':'stop'}]}"));
        assertThat(whole.choices().getFirst().toolCalls()).isEmpty();
        assertThat(new String(Objects.requireNonNull(whole.verbatim()).bytes(), StandardCharsets.UTF_8))
                .doesNotContain("tool_calls", "function_call");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneAnswerInTwoChoicesIsOne(boolean textFirst) {
        int text = textFirst ? 0 : 1;
        int call = 1 - text;
        List<String> events = List.of(
                "{'id':'c','model':'m','choices':[{'index':" + text
                        + ",'delta':{'role':'assistant','content':'I look.'}}]}",
                "{'id':'c','model':'m','choices':[{'index':" + call
                        + ",'delta':{'tool_calls':[{'index':0,'id':'call_1','type':'function','function':{'name':'f','arguments':'{}'}}]}}]}",
                "{'id':'c','model':'m','choices':[{'index':0,'delta':{},'finish_reason':'tool_calls'},"
                        + "{'index':1,'delta':{},'finish_reason':'tool_calls'}]}");
        ChatReply.Whole streamed = AnswerCollector.whole(OneAnswer.of(stream(Wire.OPENAI, events)));
        String message = "{'message':{'role':'assistant','content':'I look.'},'finish_reason':'tool_calls'}";
        String calling = "{'message':{'role':'assistant','content':null,'tool_calls':[{'id':'call_1','type':'function',"
                + "'function':{'name':'f','arguments':'{}'}}]},'finish_reason':'tool_calls'}";
        ChatReply.Whole whole = OneAnswer.of(Wire.OPENAI.dialect.decode(bytes("{'id':'c','model':'m','choices':["
                + (textFirst ? message + "," + calling : calling + "," + message) + "]}")));
        for (ChatReply.Whole answer : List.of(streamed, whole)) {
            assertThat(answer.choices()).hasSize(1);
            assertThat(text(answer)).isEqualTo("I look.");
            assertThat(answer.choices().getFirst().toolCalls()).containsExactly(new ToolCall("call_1", "f", "{}"));
            assertThat(answer.choices().getFirst().finish()).isEqualTo(FinishReason.TOOL_CALLS);
        }
    }

    /** A relay that says STOP with every piece: where its connection breaks, nobody knows whether that was all. */
    @ParameterizedTest
    @EnumSource(
            value = Wire.class,
            names = {"OPENAI", "GEMINI"})
    void aBrokenConnectionIsNoEndWhereTheReasonMeansNothing(Wire wire) {
        StringBuilder body = new StringBuilder();
        for (String event : List.of(wire.text("one ", true), wire.text("two ", true))) {
            body.append("data: ").append(event).append("\n\n");
        }
        InputStream breaking =
                new SequenceInputStream(new ByteArrayInputStream(bytes(body.toString())), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("reset");
                    }
                });
        assertThatThrownBy(() -> AnswerCollector.whole(wire.dialect.stream(breaking, () -> {})))
                .isInstanceOf(ProviderFailure.class)
                .hasMessageContaining("reset");
    }

    private static void failsWith(Kind kind, Wire wire, List<String> events) {
        assertThatThrownBy(() -> read(wire, events))
                .isInstanceOfSatisfying(
                        ProviderFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind));
    }

    private static String text(ChatReply.Whole answer) {
        return String.valueOf(answer.choices().getFirst().text());
    }

    private static ChatReply.Whole read(Wire wire, List<String> events) {
        return AnswerCollector.whole(stream(wire, events));
    }

    private static ReplyStream stream(Wire wire, List<String> events) {
        StringBuilder body = new StringBuilder();
        wire.begin().forEach(event -> body.append("data: ").append(event).append("\n\n"));
        events.forEach(event -> body.append("data: ").append(event).append("\n\n"));
        return wire.dialect.stream(new ByteArrayInputStream(bytes(body.toString())), () -> {});
    }

    private static byte[] bytes(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
