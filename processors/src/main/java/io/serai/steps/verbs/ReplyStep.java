package io.serai.steps.verbs;

import io.serai.call.Decision;
import io.serai.chat.reply.ChatReply;
import io.serai.steps.call.Attempts;
import io.serai.steps.call.Call;
import io.serai.steps.call.CallerConnection.Facts;
import io.serai.steps.call.Pump;
import io.serai.steps.call.RunningAttempt;
import io.serai.steps.call.Slot;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The verb {@code reply}: the answer leaves in the dialect of its door, and the call is settled. */
public final class ReplyStep implements Processor {

    @Override
    public void process(Exchange exchange) {
        Call call = Slot.CALL.of(exchange);
        Attempts attempts = Slot.ATTEMPTS.of(exchange);
        RunningAttempt attempt = attempts.running();
        switch (Slot.REPLY.of(exchange)) {
            case ChatReply.Whole reply -> {
                // Settled first: a caller that has its answer has a record of it, whatever happens to us next.
                attempts.answered();
                call.side().whole(reply, facts(exchange, attempts, attempt));
            }
            case ChatReply.Streamed reply ->
                Pump.run(reply.stream(), facts(exchange, attempts, attempt), call.side(), attempts);
        }
    }

    private static Facts facts(Exchange exchange, Attempts attempts, RunningAttempt attempt) {
        Decision decision = Slot.DECISION.of(exchange);
        return new Facts(
                attempt.candidate().model(),
                attempt.candidate().provider(),
                decision.preference().rule(),
                Slot.TASK.of(exchange).type(),
                attempt.attempt().number(),
                attempts.cost(),
                () -> attempt.meter().usage());
    }
}
