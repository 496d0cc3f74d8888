package io.serai.simulator;

import java.io.IOException;

/** An answer of the simulator that is made up and not told yet. */
public final class ComposedAnswer {

    private final long held;
    private final Telling telling;

    ComposedAnswer(long held, Telling telling) {
        this.held = held;
        this.telling = telling;
    }

    static ComposedAnswer small(Telling telling) {
        return new ComposedAnswer(0, telling);
    }

    static ComposedAnswer failing(Failing failing) {
        return new ComposedAnswer(0, () -> {
            throw failing.failure();
        });
    }

    /** About how many bytes of memory it takes until it is told. */
    public long heldBytes() {
        return held;
    }

    /** Tells it, as {@link Simulator#answer} does. */
    public SimulatedAnswer begin() throws IOException {
        return telling.begin();
    }

    @FunctionalInterface
    interface Telling {
        SimulatedAnswer begin() throws IOException;
    }

    @FunctionalInterface
    interface Failing {
        IOException failure() throws IOException;
    }
}
