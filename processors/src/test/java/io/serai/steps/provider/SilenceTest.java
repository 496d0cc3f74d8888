package io.serai.steps.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.ToolCall;
import io.serai.chat.reply.ChatReply;
import io.serai.chat.reply.FinishReason;
import io.serai.usage.Usage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An answer with nothing in it is told from one that says something. */
class SilenceTest {

    @Test
    void anAnswerWithoutWordsCallsAndRefusalIsNone() {
        assertThat(Silence.isAll(reply("", null, FinishReason.STOP, null))).isTrue();
        assertThat(Silence.isAll(reply(null, null, FinishReason.STOP, Usage.of(900, 0))))
                .isTrue();
        assertThat(Silence.isAll(reply("", null, FinishReason.TOOL_CALLS, Usage.of(900, 1))))
                .as("the end is a token")
                .isTrue();
        assertThat(Silence.isAll(new ChatReply.Whole("id", "m", 0, List.of(), null, null)))
                .isTrue();
    }

    @Test
    void whatSaysSomethingIsAnAnswer() {
        assertThat(Silence.isAll(reply("a", null, FinishReason.STOP, null))).isFalse();
        assertThat(Silence.isAll(reply(null, "no", FinishReason.STOP, null))).isFalse();
        assertThat(Silence.isAll(reply("", null, FinishReason.LENGTH, null))).isFalse();
        assertThat(Silence.isAll(reply("", null, FinishReason.CONTENT_FILTER, null)))
                .isFalse();
        assertThat(Silence.isAll(reply("", null, FinishReason.STOP, Usage.of(9, 500))))
                .as("a picture perhaps")
                .isFalse();
        ChatReply.Choice call = new ChatReply.Choice(
                0, null, null, null, List.of(new ToolCall("c", "f", "{}")), FinishReason.TOOL_CALLS);
        assertThat(Silence.isAll(new ChatReply.Whole("id", "m", 0, List.of(call), null, null)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'data: {}',true",
        "'event: x',true",
        "': hello',true",
        "' data:x',true",
        "'{\"data:\":1}',false",
        "'',false",
        "'<html>',false"
    })
    void tellsEventsFromAWholeAnswer(String body, boolean events) {
        assertThat(Silence.isEvents(body.getBytes(StandardCharsets.UTF_8))).isEqualTo(events);
    }

    private static ChatReply.Whole reply(
            @Nullable String text, @Nullable String refusal, FinishReason finish, @Nullable Usage usage) {
        return new ChatReply.Whole(
                "id", "m", 0, List.of(new ChatReply.Choice(0, text, null, refusal, List.of(), finish)), usage, null);
    }
}
