package io.serai.steps.ledger;

import io.serai.chat.reply.ChatReply;
import io.serai.chat.reply.Chunk;
import io.serai.chat.reply.ReplyStream;
import io.serai.steps.call.Attempts;
import io.serai.steps.call.Slot;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;
import org.jspecify.annotations.Nullable;

/**
 * Taps an answer on its way to the caller: its usage record is in the outbox before the caller can see its end.
 *
 * <p>A whole answer is billed at once, a stream when its last chunk has passed by. What the call's {@link Attempts} bill besides,
 * such as a call that fails or a caller that hangs up, needs no tap; and where a route has none, they bill the answer too.
 */
final class OutboxProducer extends DefaultProducer {

    OutboxProducer(OutboxEndpoint endpoint) {
        super(endpoint);
    }

    @Override
    public void process(Exchange exchange) {
        Attempts attempts = Slot.ATTEMPTS.of(exchange);
        switch (Slot.REPLY.of(exchange)) {
            case ChatReply.Whole whole -> attempts.billed();
            case ChatReply.Streamed streamed ->
                Slot.REPLY.set(exchange, new ChatReply.Streamed(new Tapped(streamed.stream(), attempts)));
        }
    }

    private record Tapped(ReplyStream stream, Attempts attempts) implements ReplyStream {

        @Override
        public @Nullable Chunk next() {
            Chunk next = stream.next();
            if (next == null) {
                attempts.billed();
            }
            return next;
        }

        @Override
        public void close() {
            stream.close();
        }
    }
}
