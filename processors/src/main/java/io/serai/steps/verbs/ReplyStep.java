package io.serai.steps.verbs;

import io.serai.call.Decision;
import io.serai.catalog.Tokenizer;
import io.serai.chat.reply.ChatReply;
import io.serai.chat.reply.ReplyStream;
import io.serai.steps.call.Attempts;
import io.serai.steps.call.Call;
import io.serai.steps.call.CallerConnection.Facts;
import io.serai.steps.call.Pump;
import io.serai.steps.call.RunningAttempt;
import io.serai.steps.call.Slot;
import io.serai.steps.continuation.Continuation;
import io.serai.usage.Usage;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** The verb {@code reply}: the answer leaves in the dialect of its door, and the call is settled. */
public final class ReplyStep implements Processor {

    private final boolean continueStreams;
    private final Tokenizer tokenizer;

    /** @param continueStreams whether a streamed answer that breaks off is continued by another attempt */
    public ReplyStep(boolean continueStreams, Tokenizer tokenizer) {
        this.continueStreams = continueStreams;
        this.tokenizer = tokenizer;
    }

    @Override
    public void process(Exchange exchange) {
        Call call = Slot.CALL.of(exchange);
        Attempts attempts = Slot.ATTEMPTS.of(exchange);
        RunningAttempt attempt = attempts.running();
        switch (Slot.REPLY.of(exchange)) {
            case ChatReply.Whole reply -> {
                // Settled first: a caller that has its answer has a record of it, whatever happens to us next.
                attempts.answered();
                call.side().whole(reply, facts(exchange, attempts, attempt, null));
            }
            case ChatReply.Streamed reply -> {
                Continuation continuation = continuation(exchange, call);
                ReplyStream stream = continuation != null && continuation.underWay()
                        ? continuation.joined(reply.stream())
                        : reply.stream();
                boolean brokeOff = Pump.run(stream, facts(exchange, attempts, attempt, continuation), call, attempts);
                if (brokeOff && continuation != null) {
                    continuation.brokeOff(attempt.meter().usage(), tokenizer::count);
                    Slot.UNANSWERED.set(exchange, true);
                }
            }
        }
    }

    private @Nullable Continuation continuation(Exchange exchange, Call call) {
        Boolean ofRule = Slot.DECISION.of(exchange).preference().handling().continues();
        boolean wanted = ofRule == null ? continueStreams : ofRule;
        if (wanted && call.continuation() == null && call.side().wantsContinuation()) {
            call.mayContinue(new Continuation(Slot.REQUEST.of(exchange)));
        }
        return call.continuation();
    }

    private static Facts facts(
            Exchange exchange, Attempts attempts, RunningAttempt attempt, @Nullable Continuation continuation) {
        Decision decision = Slot.DECISION.of(exchange);
        Usage before = continuation == null ? Usage.NONE : continuation.spent();
        return new Facts(
                attempt.candidate().model(),
                attempt.candidate().provider(),
                decision.preference().rule(),
                Slot.TASK.of(exchange).type(),
                attempt.attempt().number(),
                attempts.cost(),
                () -> before.plus(attempt.meter().usage()));
    }
}
