package io.serai.steps.verbs;

import io.serai.chat.reply.ChatReply;
import io.serai.steps.call.Slot;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The verb {@code answered}: the attempt has an answer, or at least its first content; nobody else will be asked. */
public final class AnsweredStep implements Processor {

    @Override
    public void process(Exchange exchange) {
        Slot.REPLY.set(exchange, exchange.getMessage().getBody(ChatReply.class));
        Slot.UNANSWERED.set(exchange, false);
        Slot.ATTEMPTS.of(exchange).firstContent();
    }
}
