package io.serai.steps.callers;

import io.serai.steps.call.Call;
import io.serai.steps.call.Slot;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import org.apache.camel.Exchange;
import org.apache.camel.component.jms.MessageCreatedStrategy;
import org.jspecify.annotations.Nullable;

/** Tells a caller's side that its answer, or its dead letter, is on its way, whichever route sends it. */
public final class AnswerSent implements MessageCreatedStrategy {

    @Override
    public void onMessageCreated(
            Message message, @Nullable Session session, Exchange exchange, @Nullable Throwable cause) {
        tell(message, exchange);
    }

    static void tell(Message message, Exchange exchange) {
        Call call = Slot.CALL.find(exchange);
        if (call != null && call.side() instanceof QueueCaller caller && isAnswer(message)) {
            caller.sent();
        }
    }

    private static boolean isAnswer(Message message) {
        try {
            return message.propertyExists(QueueCaller.STATUS);
        } catch (JMSException e) {
            return false; // then the answer would come twice rather than never
        }
    }
}
