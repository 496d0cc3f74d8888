package io.serai.simulator.fault;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The scripts in force on this node, by the simulator's models, and how far each has been played. */
public final class FaultPlans {

    private static final int MOST_NAMES = 512;

    private record Plan(FaultScript script, AtomicLong asks) {}

    /** A script in force. */
    public record Rehearsal(String model, String script, long asks) {}

    private final Map<String, Plan> plans = new ConcurrentSkipListMap<>();
    /** Of scripts that stand in a model's name, which callers choose. */
    private final Map<String, Long> asksByName = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST_NAMES;
        }
    };

    /** Plays a script from its first step on, in place of the one before; the model must be one of the simulator's. */
    public Rehearsal play(String model, FaultScript script) {
        plans.put(model, new Plan(script, new AtomicLong()));
        return new Rehearsal(model, script.text(), 0);
    }

    /** Whether there was one to be ended. */
    public boolean end(String model) {
        return plans.remove(model) != null;
    }

    public List<Rehearsal> inForce() {
        return plans.entrySet().stream()
                .map(each -> new Rehearsal(
                        each.getKey(),
                        each.getValue().script().text(),
                        each.getValue().asks().get()))
                .toList();
    }

    /** What comes with this ask of a model; null where no script is in force. */
    public @Nullable List<Fault> next(String model) {
        Plan plan = plans.get(model);
        return plan == null ? null : plan.script().faults(plan.asks().getAndIncrement());
    }

    /** What comes with this ask of a model whose name is its script. */
    public List<Fault> next(String name, FaultScript script) {
        synchronized (asksByName) {
            long ask = asksByName.merge(name, 1L, Long::sum) - 1;
            return script.faults(ask);
        }
    }
}
