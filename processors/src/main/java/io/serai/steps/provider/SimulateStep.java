package io.serai.steps.provider;

import io.serai.call.Refusal;
import io.serai.live.swap.NoFault;
import io.serai.simulator.ComposedAnswer;
import io.serai.simulator.SimulatedAnswer;
import io.serai.simulator.Simulator;
import io.serai.steps.call.Slot;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** The verb {@code simulate}: what a {@code to:} is to real providers, answered in this process. */
public final class SimulateStep implements Processor {

    private final Simulator simulator;
    private final WholeAnswers answers;
    private final Function<Exchange, @Nullable String> script;

    /** @param script the faults that the caller asks for, as far as callers may; null for none */
    public SimulateStep(Simulator simulator, WholeAnswers answers, Function<Exchange, @Nullable String> script) {
        this.simulator = simulator;
        this.answers = answers;
        this.script = script;
    }

    @Override
    public void process(Exchange exchange) throws IOException {
        Message message = exchange.getMessage();
        ComposedAnswer composed = simulator.compose(
                (byte[]) message.getBody(),
                script.apply(exchange),
                Slot.ATTEMPT.of(exchange).number() - 1);
        try {
            answers.hold(composed.heldBytes(), Slot.ATTEMPTS.of(exchange)::holds);
        } catch (Refusal noRoom) {
            throw new NoFault(noRoom);
        }
        SimulatedAnswer answer = composed.begin();
        Map<String, Object> headers = new HashMap<>(answer.headers());
        headers.put(Exchange.HTTP_RESPONSE_CODE, answer.status());
        message.setHeaders(headers);
        message.setBody(answer.body());
    }
}
