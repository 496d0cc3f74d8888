package io.serai.steps.verbs;

import io.serai.call.Attempt;
import io.serai.chat.reply.ChatReply;
import io.serai.routing.HealthView;
import io.serai.steps.alerts.Alarms;
import io.serai.steps.call.Call;
import io.serai.steps.call.Slot;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The verb {@code answered}: the attempt has an answer, or at least its first content; nobody else will be asked. */
public final class AnsweredStep implements Processor {

    private final HealthView health;
    private final Alarms alarms;

    public AnsweredStep(HealthView health, Alarms alarms) {
        this.health = health;
        this.alarms = alarms;
    }

    @Override
    public void process(Exchange exchange) {
        Attempt attempt = Slot.ATTEMPT.of(exchange);
        Call call = Slot.CALL.of(exchange);
        ChatReply reply = exchange.getMessage().getBody(ChatReply.class);
        Slot.REPLY.set(exchange, reply);
        Slot.UNANSWERED.set(exchange, false);
        String deployment = attempt.candidate().deployment();
        if (reply instanceof ChatReply.Streamed) {
            call.firstContent();
            health.firstToken(deployment, call.askedMillis());
        } else {
            alarms.answered(attempt.candidate());
        }
        health.breaker(deployment, false);
    }
}
