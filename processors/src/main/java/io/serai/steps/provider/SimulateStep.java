package io.serai.steps.provider;

import io.serai.call.Refusal;
import io.serai.simulator.ComposedAnswer;
import io.serai.simulator.SimulatedAnswer;
import io.serai.simulator.Simulator;
import io.serai.steps.call.Slot;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** The verb {@code simulate}: what a {@code to:} is to real providers, answered in this process. */
public final class SimulateStep implements Processor {

    private final Simulator simulator;
    private final WholeAnswers answers;

    public SimulateStep(Simulator simulator, WholeAnswers answers) {
        this.simulator = simulator;
        this.answers = answers;
    }

    @Override
    public void process(Exchange exchange) throws IOException {
        Message message = exchange.getMessage();
        ComposedAnswer composed = simulator.compose((byte[]) message.getBody());
        try {
            answers.hold(composed.heldBytes(), Slot.ATTEMPTS.of(exchange)::holds);
        } catch (Refusal noRoom) {
            // Thrown outside of the breaker: it says nothing of the provider.
            message.setBody(noRoom);
            return;
        }
        SimulatedAnswer answer = composed.begin();
        Map<String, Object> headers = new HashMap<>(answer.headers());
        headers.put(Exchange.HTTP_RESPONSE_CODE, answer.status());
        message.setHeaders(headers);
        message.setBody(answer.body());
    }
}
