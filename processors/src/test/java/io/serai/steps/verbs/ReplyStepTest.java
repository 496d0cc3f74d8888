package io.serai.steps.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.call.Outcome;
import io.serai.catalog.Tokenizer;
import io.serai.chat.reply.ChatReply;
import io.serai.steps.call.CallerConnection.Facts;
import org.junit.jupiter.api.Test;

class ReplyStepTest {

    @Test
    void sendsAWholeAnswerOnceItIsBilled() {
        try (AskedCall call = new AskedCall().admitted("one").asking()) {
            ChatReply.Whole reply = call.answered();
            new AnsweredStep().process(call.exchange);

            new ReplyStep(true, new Tokenizer()).process(call.exchange);

            assertThat(call.billed)
                    .singleElement()
                    .satisfies(record -> assertThat(record.outcome()).isEqualTo(Outcome.OK));
            assertThat(call.side.heard).first().isSameAs(reply);
            assertThat(call.side.heard).element(1).isInstanceOfSatisfying(Facts.class, facts -> {
                assertThat(facts.model()).isEqualTo("one");
                assertThat(facts.provider()).isEqualTo("a");
                assertThat(facts.rule()).isEqualTo("a rule");
                assertThat(facts.task()).isEqualTo("support");
                assertThat(facts.attempts()).isEqualTo(1);
                assertThat(facts.cost()).isEqualTo(call.billed.getFirst().cost());
            });
        }
    }
}
