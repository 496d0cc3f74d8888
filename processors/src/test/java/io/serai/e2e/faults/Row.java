package io.serai.e2e.faults;

import io.serai.e2e.provider.Behaviour;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A fault and what is to come of it: how the first choice and the fallback behave, who calls, what is expected.
 *
 * <p>Behaviours are made for a place in the answer, since vendors send different numbers of events before its first word.
 */
final class Row {

    /** How one deployment behaves: some asks by a script, all others alike. */
    record Conduct(List<IntFunction<Behaviour>> script, IntFunction<Behaviour> always) {}

    /** Which answers a row is about. */
    enum Mode {
        STREAMED,
        WHOLE;

        String label() {
            return this == STREAMED ? "streamed" : "whole";
        }
    }

    final String id;
    final List<Mode> modes = new ArrayList<>(List.of(Mode.values()));
    Conduct first = good();

    @Nullable
    Conduct next = good();
    /** What the first turns to before the last call, as an outage that ends. */
    @Nullable
    Conduct later;

    int calls = 1;
    /** Whether the caller asks again until the first answers. */
    boolean untilFirst;

    /** How long callers wait; of the first calls of a row only, where there are fewer than calls. */
    final List<Duration> patience = new ArrayList<>();

    final List<String> headers = new ArrayList<>();
    boolean gone;
    int firstWindow = 128_000;
    /** Whether every attempt but the last consumed nothing, so that the ledger has its cost as 0. */
    boolean free;

    private final List<Consumer<Seen>> expectations = new ArrayList<>();

    Row(String id) {
        this.id = id;
    }

    static Conduct good() {
        return always(words -> Behaviour.numbered(Seen.WORDS));
    }

    static Conduct always(IntFunction<Behaviour> behaviour) {
        return new Conduct(List.of(), behaviour);
    }

    /** The first choice fails every time. */
    Row fails(Behaviour behaviour) {
        first = always(words -> behaviour);
        return this;
    }

    /** The first choice fails every time, somewhere in its answer. */
    Row breaks(IntFunction<Behaviour> behaviour) {
        first = always(behaviour);
        return this;
    }

    /** The first choice behaves so in turn and then well. */
    Row first(Behaviour... behaviours) {
        List<IntFunction<Behaviour>> script = new ArrayList<>();
        for (Behaviour behaviour : behaviours) {
            script.add(words -> behaviour);
        }
        first = new Conduct(script, words -> Behaviour.numbered(Seen.WORDS));
        return this;
    }

    Row next(Behaviour behaviour) {
        next = always(words -> behaviour);
        return this;
    }

    Row nextIn(Behaviour... behaviours) {
        List<IntFunction<Behaviour>> script = new ArrayList<>();
        for (Behaviour behaviour : behaviours) {
            script.add(words -> behaviour);
        }
        next = new Conduct(script, words -> Behaviour.numbered(Seen.WORDS));
        return this;
    }

    Row alone() {
        next = null;
        return this;
    }

    /** Nobody listens where the first choice should be. */
    Row gone() {
        gone = true;
        return this;
    }

    Row window(int tokens) {
        firstWindow = tokens;
        return this;
    }

    Row only(Mode mode) {
        modes.removeIf(each -> each != mode);
        return this;
    }

    /** Calls one after the other. */
    Row calls(int count) {
        calls = count;
        return this;
    }

    /** After the calls the first is well, and is asked again until it answers. */
    Row recovers() {
        later = good();
        untilFirst = true;
        return this;
    }

    Row patience(Duration... each) {
        patience.addAll(List.of(each));
        return this;
    }

    Row header(String name, String value) {
        headers.add(name);
        headers.add(value);
        return this;
    }

    Row free() {
        free = true;
        return this;
    }

    Row expect(Consumer<Seen> expectation) {
        expectations.add(expectation);
        return this;
    }

    /** How often each was asked by all calls. */
    Row asks(int ofFirst, int ofNext) {
        return expect(seen -> seen.asked(ofFirst, ofNext));
    }

    void check(Seen seen) {
        expectations.forEach(each -> each.accept(seen));
    }

    /** A behaviour of an answer that goes wrong after so many words. */
    static IntFunction<Behaviour> after(int words, BiFunction<Behaviour.Answer, Integer, Behaviour> how) {
        return before -> how.apply(Behaviour.numbered(Seen.WORDS), before + words);
    }
}
