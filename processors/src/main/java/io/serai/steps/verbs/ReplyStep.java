package io.serai.steps.verbs;

import io.serai.call.Attempt;
import io.serai.call.Decision;
import io.serai.call.Outcome;
import io.serai.call.ProviderFailure;
import io.serai.chat.reply.ChatReply;
import io.serai.routing.HealthView;
import io.serai.steps.alerts.Alarms;
import io.serai.steps.call.Call;
import io.serai.steps.call.CallerConnection.Facts;
import io.serai.steps.call.CallerGone;
import io.serai.steps.call.Failures;
import io.serai.steps.call.Settlement;
import io.serai.steps.call.Slot;
import io.serai.steps.provider.Connections;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The verb {@code reply}: the answer leaves in the dialect of its door, and the call is settled. */
public final class ReplyStep implements Processor {

    private final HealthView health;
    private final Connections connections;
    private final Alarms alarms;
    private final InstantSource clock;

    public ReplyStep(HealthView health, Connections connections, Alarms alarms, InstantSource clock) {
        this.health = health;
        this.connections = connections;
        this.alarms = alarms;
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) {
        Call call = Slot.CALL.of(exchange);
        Attempt attempt = Slot.ATTEMPT.of(exchange);
        Settlement settlement = Objects.requireNonNull(call.settlement(), "admit comes before reply");
        switch (Slot.REPLY.of(exchange)) {
            case ChatReply.Whole reply -> {
                // Settled first: a caller that has its answer has a record of it, whatever happens to us next.
                settlement.settle(Outcome.OK);
                health.answered(
                        attempt.candidate().deployment(), call.meter().usage().completionTotal(), call.askedMillis());
                call.side().whole(reply, facts(exchange, call, attempt, settlement));
            }
            case ChatReply.Streamed reply -> streamed(exchange, call, attempt, settlement, reply);
        }
    }

    private void streamed(
            Exchange exchange, Call call, Attempt attempt, Settlement settlement, ChatReply.Streamed reply) {
        try (var stream = reply.stream()) {
            call.side().streamed(stream, facts(exchange, call, attempt, settlement), () -> {
                settlement.settle(Outcome.OK);
                health.completed(
                        attempt.candidate().deployment(),
                        call.meter().usage().completionTotal(),
                        call.sinceFirstContentMillis());
                alarms.answered(attempt.candidate());
            });
        } catch (CallerGone gone) {
            settlement.settle(Outcome.HUNG_UP);
        } catch (ProviderFailure broken) {
            // The caller has been told in its stream; the breaker saw a good beginning, so both must hear of the end.
            settlement.settle(Outcome.FAILED);
            String deployment = attempt.candidate().deployment();
            if (Failures.countsAgainst(attempt.candidate(), broken)) {
                health.failed(deployment, broken, clock.instant());
                if (Failures.opensBreaker(attempt.candidate(), broken)) {
                    connections
                            .breaker(attempt.candidate())
                            .ifPresent(breaker -> breaker.failed(Duration.ofMillis(call.askedMillis()), broken));
                }
                alarms.missed(call.id(), attempt.candidate(), broken, null);
            }
        }
    }

    private static Facts facts(Exchange exchange, Call call, Attempt attempt, Settlement settlement) {
        Decision decision = Slot.DECISION.of(exchange);
        return new Facts(
                attempt.candidate().model(),
                attempt.candidate().provider(),
                decision.preference().rule(),
                Slot.TASK.of(exchange).type(),
                attempt.number(),
                settlement.cost(),
                () -> call.meter().usage());
    }
}
