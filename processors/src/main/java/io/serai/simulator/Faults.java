package io.serai.simulator;

import io.serai.simulator.fault.Fault;
import io.serai.simulator.fault.Fault.Trouble;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that goes wrong with one answer.
 *
 * @param instead what comes in place of an answer: the first such fault, or null
 * @param at      what happens somewhere in the answer: the last such fault, or null
 * @param late    how much later the first token comes
 * @param others  what the answer lacks or does
 */
record Faults(@Nullable Fault instead, Fault.@Nullable At at, Duration late, Set<Trouble> others) {

    static Faults of(List<Fault> faults) {
        Fault instead = null;
        Fault.At at = null;
        Duration late = Duration.ZERO;
        Set<Trouble> others = EnumSet.noneOf(Trouble.class);
        for (Fault fault : faults) {
            switch (fault) {
                case Fault.Status status -> instead = instead == null ? status : instead;
                case Fault.At placed -> at = placed;
                case Fault.Late later -> late = later.by();
                case Trouble trouble -> {
                    if (inside(trouble)) {
                        others.add(trouble);
                    } else {
                        instead = instead == null ? trouble : instead;
                    }
                }
            }
        }
        return new Faults(instead, at, late, others);
    }

    boolean has(Trouble trouble) {
        return others.contains(trouble);
    }

    private static boolean inside(Trouble trouble) {
        return switch (trouble) {
            case SLOW, NOTHING, NO_USAGE, NO_END, LEFT_OPEN, NO_PREFILL -> true;
            case CUT, END, TORN, STALL, ERROR, BADJSON, MALFORMED ->
                throw new IllegalArgumentException(trouble + " needs a place");
            case REFUSE, RESET, CLOSED, SILENCE, HEADERS, HTML, EMPTY, CONTEXT_TOO_LONG, CONTENT_FILTER, QUOTA -> false;
        };
    }
}
