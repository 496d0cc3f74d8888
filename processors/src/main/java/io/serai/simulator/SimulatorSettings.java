package io.serai.simulator;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What callers may do with the simulator.
 *
 * @param header whether the header {@code x-serai-simulate} is a script of faults for the simulator's models
 */
@ConfigurationProperties("serai.simulator")
public record SimulatorSettings(@DefaultValue("false") boolean header) {

    /** The header, and the property of a message. */
    public static final String HEADER = "x-serai-simulate";
}
