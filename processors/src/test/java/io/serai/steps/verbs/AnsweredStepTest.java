package io.serai.steps.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.reply.ChatReply;
import io.serai.steps.call.Slot;
import org.junit.jupiter.api.Test;

class AnsweredStepTest {

    @Test
    void endsTheLoopWithTheAnswerAndBillsNothingYet() {
        try (AskedCall call = new AskedCall().admitted("one").asking()) {
            ChatReply.Whole reply = call.answered();

            new AnsweredStep().process(call.exchange);

            assertThat(Slot.REPLY.of(call.exchange)).isSameAs(reply);
            assertThat(Slot.UNANSWERED.of(call.exchange)).isFalse();
            assertThat(call.billed).isEmpty();
        }
    }
}
