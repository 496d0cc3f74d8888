package io.serai.steps;

import io.serai.providers.simulator.SimulatedAnswer;
import io.serai.providers.simulator.Simulator;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** The verb {@code simulate}: what a {@code to:} is to real providers, answered in this process. */
final class SimulateStep implements Processor {

    private final Simulator simulator;

    SimulateStep(Simulator simulator) {
        this.simulator = simulator;
    }

    @Override
    public void process(Exchange exchange) throws IOException {
        Message message = exchange.getMessage();
        SimulatedAnswer answer = simulator.answer((byte[]) message.getBody());
        Map<String, Object> headers = new HashMap<>(answer.headers());
        headers.put(Exchange.HTTP_RESPONSE_CODE, answer.status());
        message.setHeaders(headers);
        message.setBody(answer.body());
    }
}
