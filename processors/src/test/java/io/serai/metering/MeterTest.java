package io.serai.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.ToolCall;
import io.serai.chat.reply.ChatReply;
import io.serai.chat.reply.Chunk;
import io.serai.chat.reply.Delta;
import io.serai.chat.reply.FinishReason;
import io.serai.usage.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MeterTest {

    private static final Instant ASKED = Instant.parse("2026-11-23T12:00:00Z");

    private Instant now = ASKED;
    private int tokenizings;

    /** One token a character, so that counts can be read. */
    private final Meter meter = new Meter(
            ASKED,
            1_000,
            text -> {
                tokenizings++;
                return text.length();
            },
            () -> now);

    @Test
    void takesTheLastReportOfTheProviderAndCountsNothingItself() {
        meter.passed(chunk(new Delta.Start("id", "model", 0)));
        meter.passed(chunk(new Delta.Text(0, "Hello")));
        meter.passed(chunk(new Delta.UsageReport(Usage.of(12, 1))));
        meter.passed(chunk(new Delta.Text(0, " world")));
        meter.passed(chunk(new Delta.Finish(0, FinishReason.STOP)));
        meter.passed(chunk(new Delta.UsageReport(new Usage(10, 2, 0, 0, 0, 2, 7, 0))));

        assertThat(meter.usage()).isEqualTo(new Usage(10, 2, 0, 0, 0, 2, 7, 0));
        assertThat(meter.estimated()).isFalse();
        assertThat(tokenizings).isZero();
    }

    @Test
    void countsTextReasoningAndToolCallsWhereNothingWasReported() {
        meter.passed(chunk(new Delta.Reasoning(0, "hmm")));
        meter.passed(chunk(new Delta.Text(0, "Hello"), new Delta.Text(1, "Hi")));
        meter.passed(chunk(new Delta.ToolCallStart(0, 0, "call_1", "find"), new Delta.ToolCallArguments(0, 0, "{}")));
        meter.passed(chunk(new Delta.Refusal(0, "no")));

        assertThat(meter.usage()).isEqualTo(new Usage(1_000, 0, 0, 0, 0, 5 + 2 + 4 + 2 + 2, 3, 0));
        assertThat(meter.estimated()).isTrue();
    }

    @Test
    void addsWhatPassedAfterAReportThatCountedTextBefore() {
        meter.passed(chunk(new Delta.Text(0, "Hello"), new Delta.UsageReport(Usage.of(12, 2))));
        meter.passed(chunk(new Delta.Text(0, " world")));

        assertThat(meter.usage()).isEqualTo(Usage.of(12, 2 + 6));
        assertThat(meter.estimated()).isTrue();
    }

    @Test
    void doesNotCountTwiceTheFirstTokensThatAReportAnnouncesBeforeTheText() {
        meter.passed(chunk(new Delta.Start("id", "model", 0), new Delta.UsageReport(Usage.of(12, 3))));
        assertThat(meter.usage()).isEqualTo(Usage.of(12, 3));
        assertThat(meter.estimated()).isFalse();

        meter.passed(chunk(new Delta.Text(0, "Hello")));

        assertThat(meter.usage()).isEqualTo(Usage.of(12, 5));
        assertThat(meter.estimated()).isTrue();
    }

    @Test
    void believesAProviderThatReportsWithEveryChunk() {
        for (int i = 1; i <= 3; i++) {
            meter.passed(chunk(new Delta.UsageReport(Usage.of(12, i)), new Delta.Text(0, "abc")));
        }

        assertThat(meter.usage()).isEqualTo(Usage.of(12, 3));
        assertThat(meter.estimated()).isFalse();
    }

    @Test
    void countsLongTextInPiecesAndWhole() {
        String part = "x".repeat(1_000);
        for (int i = 0; i < 100; i++) {
            meter.passed(chunk(new Delta.Text(0, part)));
        }

        assertThat(tokenizings).isBetween(1, 10);
        assertThat(meter.usage().output()).isEqualTo(100_000);
        assertThat(meter.usage().output()).as("asked again").isEqualTo(100_000);
    }

    @Test
    void knowsWhenTheFirstContentCame() {
        assertThat(meter.answered()).isFalse();
        now = ASKED.plusMillis(200);
        meter.passed(chunk(new Delta.Start("id", "model", 0)));
        assertThat(meter.answered()).isTrue();
        assertThat(meter.firstTokenMs()).isEqualTo(-1);

        now = ASKED.plusMillis(310);
        meter.passed(chunk(new Delta.Text(0, "Hello")));
        now = ASKED.plus(Duration.ofSeconds(9));
        meter.passed(chunk(new Delta.Text(0, " world")));

        assertThat(meter.firstTokenMs()).isEqualTo(310);
    }

    @Test
    void takesTheUsageOfAWholeAnswer() {
        now = ASKED.plusMillis(900);
        meter.passed(whole(Usage.of(7, 8)));

        assertThat(meter.usage()).isEqualTo(Usage.of(7, 8));
        assertThat(meter.estimated()).isFalse();
        assertThat(meter.firstTokenMs()).isEqualTo(900);
    }

    @Test
    void countsAWholeAnswerWithoutUsage() {
        meter.passed(whole(null));

        assertThat(meter.usage()).isEqualTo(new Usage(1_000, 0, 0, 0, 0, 5 + 4 + 2, 3, 0));
        assertThat(meter.estimated()).isTrue();
    }

    @Test
    void estimatesThePromptOfACallThatNobodyAnswered() {
        assertThat(meter.usage()).isEqualTo(Usage.of(1_000, 0));
        assertThat(meter.estimated()).isTrue();
    }

    private static ChatReply.Whole whole(@Nullable Usage usage) {
        ChatReply.Choice choice = new ChatReply.Choice(
                0, "Hello", "hmm", null, List.of(new ToolCall("call_1", "find", "")), FinishReason.STOP);
        return new ChatReply.Whole("id", "model", 0, List.of(choice), usage, null);
    }

    private static Chunk chunk(Delta... deltas) {
        return new Chunk(List.of(deltas), null);
    }
}
