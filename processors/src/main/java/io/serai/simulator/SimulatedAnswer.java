package io.serai.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * What the simulator answers, as an HTTP client would hand it over.
 *
 * @param headers by lower-case name
 * @param body    a stream's reads block until the next event is due, and give way to an interrupt and to a close by
 *                another thread
 */
public record SimulatedAnswer(int status, Map<String, String> headers, InputStream body) implements AutoCloseable {

    public SimulatedAnswer {
        headers = Map.copyOf(headers);
    }

    /** Ends the answer; whoever reads its body gets an IOException. */
    @Override
    public void close() throws IOException {
        body.close();
    }
}
