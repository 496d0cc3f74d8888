package io.serai.steps.continuation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.reply.Chunk;
import io.serai.chat.reply.Delta;
import io.serai.chat.reply.FinishReason;
import io.serai.chat.reply.ReplyStream;
import io.serai.chat.reply.Verbatim;
import io.serai.providers.Ask;
import io.serai.providers.Prefill;
import io.serai.usage.Usage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What may be continued, how the rest is asked for, and what of it the caller hears. */
class ContinuationTest {

    private static final ProviderFailure CUT = new ProviderFailure(Kind.CUT, "the stream ended");
    private static final Delta.Start START = new Delta.Start("id-2", "model-2", 2);
    private static final Delta.Text TEXT = new Delta.Text(0, "one two ");

    static Stream<Arguments> answers() {
        ChatRequest plain = Ask.user("x").build();
        Ask two = Ask.user("x");
        two.n = 2;
        Ask logs = Ask.user("x");
        logs.logprobs = true;
        ChatRequest json = Ask.user("x").jsonObject().build();
        Delta thought = new Delta.Reasoning(0, "hm");
        Delta call = new Delta.ToolCallStart(0, 0, "call_1", "f");
        return Stream.of(
                Arguments.of("words", plain, true, List.of(TEXT)),
                Arguments.of("thoughts", plain, true, List.of(thought)),
                Arguments.of("thoughts and words", plain, true, List.of(thought, TEXT)),
                Arguments.of("a call", plain, false, List.of(call)),
                Arguments.of("words and a call", plain, false, List.of(TEXT, call)),
                Arguments.of("a refusal", plain, false, List.of(new Delta.Refusal(0, "no"))),
                Arguments.of("the end", plain, false, List.of(TEXT, new Delta.Finish(0, FinishReason.STOP))),
                Arguments.of("a second answer", plain, false, List.of(TEXT, new Delta.Text(1, "a"))),
                Arguments.of("too much", plain, false, List.of(new Delta.Text(0, "x".repeat(300_000)))),
                Arguments.of("JSON", json, false, List.of(TEXT)),
                Arguments.of("thoughts before JSON", json, true, List.of(thought)),
                Arguments.of("two answers", two.build(), false, List.of(TEXT)),
                Arguments.of("log probabilities", logs.build(), false, List.of(TEXT)),
                Arguments.of(
                        "sound",
                        Ask.user("x")
                                .extra("modalities", "[\"text\",\"audio\"]")
                                .build(),
                        false,
                        List.of(TEXT)),
                Arguments.of("a prefill", Ask.user("x").assistant("y").build(), false, List.of(TEXT)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void onlyWordsAreContinued(String what, ChatRequest request, boolean possible, List<Delta> deltas) {
        Continuation continuation = new Continuation(request);
        continuation.delivered(new Chunk(deltas, null));
        assertThat(continuation.possible(CUT)).isEqualTo(possible);
        assertThat(continuation.possible(new ProviderFailure(Kind.REQUEST_REFUSED, "filtered")))
                .as("what was refused is not asked elsewhere")
                .isFalse();
    }

    @Test
    void aModelThatGoesOnIsGivenTheBeginningAndWhatTheLimitLeaves() {
        ChatRequest rest =
                broken("one two ").rest(Ask.user("count").maxTokens(10).build(), Prefill.STRIPPED);
        assertThat(rest.messages()).hasSize(2);
        assertThat(rest.messages().getLast())
                .isInstanceOfSatisfying(
                        Message.Assistant.class, said -> assertThat(said.text()).isEqualTo("one two "));
        assertThat(rest.sampling().maxOutputTokens()).isEqualTo(2);
    }

    @Test
    void anyOtherIsToldWhatWasSaid() {
        ChatRequest rest =
                broken("one two ").rest(Ask.user("count").maxTokens(10).build(), Prefill.NONE);
        assertThat(rest.messages()).hasSize(3);
        assertThat(rest.messages().get(1).text()).isEqualTo("one two ");
        assertThat(rest.messages().getLast())
                .isInstanceOfSatisfying(
                        Message.User.class, told -> assertThat(told.text()).contains("cut off", "one two"));
        assertThat(rest.sampling().maxOutputTokens()).isEqualTo(10);
    }

    @Test
    void afterARefusalOfTheBeginningEverybodyIsTold() {
        Continuation continuation = broken("one two ");
        ChatRequest request = Ask.user("count").build();
        continuation.rest(request, Prefill.EXACT);
        assertThat(continuation.refused()).as("the same may be asked again").isTrue();
        assertThat(continuation.rest(request, Prefill.EXACT).messages()).hasSize(3);
        assertThat(continuation.refused()).as("but only once").isFalse();
    }

    @Test
    void thoughtsAloneAreNothingToGoOnWith() {
        Continuation continuation = new Continuation(Ask.user("count").build());
        continuation.delivered(new Chunk(List.of(new Delta.Reasoning(0, "hm")), null));
        continuation.brokeOff(Usage.NONE, String::length);
        ChatRequest request = Ask.user("count").build();
        assertThat(continuation.rest(request, Prefill.EXACT)).isSameAs(request);
        assertThat(heard(continuation.joined(stream(START, new Delta.Reasoning(0, "hm"), TEXT))))
                .containsExactly(TEXT);
    }

    @Test
    void theCallerHearsOneAnswer() {
        Continuation continuation = broken("one two ");
        continuation.rest(Ask.user("count").build(), Prefill.NONE);
        assertThat(heard(continuation.joined(stream(
                        START,
                        new Delta.Reasoning(0, "hm"),
                        new Delta.Text(0, "one "),
                        new Delta.Text(0, "two three"),
                        new Delta.UsageReport(Usage.of(1, 1)),
                        new Delta.Text(0, " four"),
                        new Delta.Finish(0, FinishReason.STOP)))))
                .containsExactly(
                        new Delta.Text(0, "three"), new Delta.Text(0, " four"), new Delta.Finish(0, FinishReason.STOP));
    }

    @Test
    void whatIsHeldBackGoesBeforeTheEnd() {
        Continuation continuation = broken("one two three");
        continuation.rest(Ask.user("count").build(), Prefill.NONE);
        assertThat(heard(continuation.joined(stream(TEXT, new Delta.Finish(0, FinishReason.LENGTH)))))
                .as("it may have been a repetition")
                .containsExactly(TEXT, new Delta.Finish(0, FinishReason.LENGTH));
    }

    @Test
    void anAnswerThatCannotBeJoinedFailsAndSaysNothing() {
        Continuation continuation = broken("It is a truth universally acknowledged");
        continuation.rest(Ask.user("x").build(), Prefill.NONE);
        ReplyStream joined = continuation.joined(stream(new Delta.Text(0, "It is a truth universally disputed")));
        assertThatThrownBy(() -> heard(joined))
                .isInstanceOfSatisfying(
                        ProviderFailure.class,
                        failure ->
                                assertThat(failure.kind().provokedByRequest()).isTrue());
        assertThat(continuation.possible(CUT)).isTrue();
    }

    @Test
    void whatTheBrokenAttemptsConsumedAddsUp() {
        Continuation continuation = broken("one ");
        continuation.delivered(new Chunk(List.of(new Delta.Text(0, "two ")), null));
        continuation.brokeOff(Usage.of(20, 2), String::length);
        assertThat(continuation.spent()).isEqualTo(Usage.of(30, 5));
        assertThat(continuation.tokens()).isEqualTo("one two ".length());
    }

    private static Continuation broken(String delivered) {
        Continuation continuation = new Continuation(Ask.user("count").build());
        continuation.delivered(new Chunk(List.of(new Delta.Text(0, delivered)), null));
        continuation.brokeOff(Usage.of(10, 3), String::length);
        return continuation;
    }

    private static List<Delta> heard(ReplyStream stream) {
        List<Delta> heard = new ArrayList<>();
        for (Chunk chunk = stream.next(); chunk != null; chunk = stream.next()) {
            assertThat(chunk.verbatim()).isNull();
            heard.addAll(chunk.deltas());
        }
        return heard;
    }

    private static ReplyStream stream(Delta... deltas) {
        Deque<Delta> left = new ArrayDeque<>(Arrays.asList(deltas));
        return new ReplyStream() {
            @Override
            public @Nullable Chunk next() {
                Delta next = left.poll();
                return next == null ? null : new Chunk(List.of(next), new Verbatim("openai", new byte[0]));
            }

            @Override
            public void close() {}
        };
    }
}
