package io.serai.simulator.fault;

import io.serai.simulator.fault.Fault.Wait;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which faults come with which ask, such as {@code 429 retry-after 2, ok}: a step an ask, and the last one stays.
 *
 * @param text  as it was given
 * @param again whether it begins anew after its last step
 */
public record FaultScript(String text, List<Step> steps, boolean again) {

    private static final int LONGEST = 500;
    private static final int MOST_STEPS = 50;
    private static final int MOST_TIMES = 1000;
    private static final int MOST_SECONDS = 600;
    private static final int MOST_TOKENS = 100_000;

    /** What comes with so many asks in a row; no faults for a good answer. */
    public record Step(List<Fault> faults, int times) {
        public Step {
            faults = List.copyOf(faults);
        }
    }

    public FaultScript {
        steps = List.copyOf(steps);
    }

    /** @throws BadScript with what is wrong */
    public static FaultScript parse(String text) {
        if (text.length() > LONGEST) {
            throw new BadScript("The script is longer than " + LONGEST + " characters.");
        }
        List<Step> steps = new ArrayList<>();
        boolean again = false;
        for (String part : text.split(",", -1)) {
            if (again) {
                throw new BadScript("Nothing may stand behind 'again'.");
            }
            Deque<String> words = words(part);
            if (words.isEmpty()) {
                throw new BadScript(text.isBlank() ? "The script is empty." : "A step of the script is empty.");
            }
            if (words.size() == 1 && words.getFirst().equals("again")) {
                if (steps.isEmpty()) {
                    throw new BadScript("'again' needs steps before it.");
                }
                again = true;
            } else {
                steps.add(step(words));
            }
        }
        if (steps.size() > MOST_STEPS) {
            throw new BadScript("The script has " + steps.size() + " steps; at most " + MOST_STEPS + " are played.");
        }
        return new FaultScript(text.strip(), steps, again);
    }

    /**
     * Reads the script in a model's name: {@code fault-503}, {@code fault-cut-20}, {@code fault-429-2-once}.
     *
     * <p>A number behind a status is a wait in seconds. {@code once} and {@code twice} fail so many asks of the model, let the
     * next pass and begin anew, so that every call meets the same.
     *
     * @return null where the name is none of these
     */
    public static @Nullable FaultScript named(String model) {
        if (!model.startsWith("fault-")) {
            return null;
        }
        String rest = model.substring("fault-".length());
        int times = 0;
        for (String often : List.of("once", "twice", "always")) {
            if (rest.endsWith("-" + often)) {
                rest = rest.substring(0, rest.length() - often.length() - 1);
                times = often.equals("once") ? 1 : often.equals("twice") ? 2 : 0;
                break;
            }
        }
        String script = rest;
        int dash = rest.lastIndexOf('-');
        if (dash > 0 && rest.substring(dash + 1).matches("[0-9]{1,6}")) {
            String word = rest.substring(0, dash);
            script = word
                    + (Fault.named(word) instanceof Fault.Status ? " retry-after " : " ")
                    + rest.substring(dash + 1);
        }
        try {
            return parse(times == 0 ? script : script + " x" + times + ", ok, again");
        } catch (BadScript e) {
            return null;
        }
    }

    /** What comes with an ask, counted from 0. */
    public List<Fault> faults(long ask) {
        long length = steps.stream().mapToLong(Step::times).sum();
        long place = again ? ask % length : ask;
        for (Step step : steps) {
            if (place < step.times()) {
                return step.faults();
            }
            place -= step.times();
        }
        return steps.getLast().faults();
    }

    private static Step step(Deque<String> words) {
        List<Fault> faults = new ArrayList<>();
        int times = 1;
        boolean good = false;
        while (!words.isEmpty()) {
            String word = words.removeFirst();
            if (word.equals("ok")) {
                good = true;
            } else if (word.equals("late")) {
                faults.add(new Fault.Late(seconds(word, words.pollFirst())));
            } else if (word.startsWith("retry-after")) {
                wait(word, words.pollFirst(), faults);
            } else if (word.matches("x[0-9]+")) {
                times = number(word, word.substring(1), 1, MOST_TIMES);
            } else {
                faults.add(fault(word, words));
            }
        }
        if (good && !faults.isEmpty()) {
            throw new BadScript("A step is either ok or a fault.");
        }
        if (!good && faults.isEmpty()) {
            throw new BadScript("A step of the script has no fault and is not ok.");
        }
        return new Step(faults, times);
    }

    private static Fault fault(String word, Deque<String> words) {
        Fault fault = Fault.named(word);
        if (fault == null) {
            throw new BadScript("The simulator knows no fault " + BadScript.shown(word) + ".");
        }
        String next = words.peekFirst();
        if (fault instanceof Fault.At at && next != null && next.matches("[0-9]+")) {
            return new Fault.At(at.trouble(), number(word, words.removeFirst(), 0, MOST_TOKENS));
        }
        return fault;
    }

    private static void wait(String word, @Nullable String length, List<Fault> faults) {
        if (faults.isEmpty() || !(faults.getLast() instanceof Fault.Status status)) {
            throw new BadScript("'" + BadScript.shown(word).replace("'", "") + "' must stand behind a status.");
        }
        Wait wait = switch (word) {
            case "retry-after" ->
                new Wait("none".equals(length) ? Duration.ZERO : seconds(word, length), Wait.Form.SECONDS);
            case "retry-after-ms" ->
                new Wait(Duration.ofMillis(number(word, length, 1, MOST_SECONDS * 1000)), Wait.Form.MILLIS);
            case "retry-after-date" -> new Wait(seconds(word, length), Wait.Form.DATE);
            default -> throw new BadScript("The simulator knows no " + BadScript.shown(word) + ".");
        };
        faults.set(faults.size() - 1, new Fault.Status(status.code(), wait));
    }

    private static Duration seconds(String word, @Nullable String text) {
        if (text == null || !text.matches("[0-9]{1,4}(\\.[0-9]{1,3})?")) {
            throw new BadScript("'" + word + "' needs a number of seconds behind it"
                    + (text == null ? "." : ", not " + BadScript.shown(text) + "."));
        }
        Duration length =
                Duration.ofMillis(new BigDecimal(text).movePointRight(3).longValueExact());
        if (length.isZero() || length.toMillis() > MOST_SECONDS * 1000L) {
            throw new BadScript("'" + word + "' takes more than 0 and at most " + MOST_SECONDS + " seconds.");
        }
        return length;
    }

    private static int number(String word, @Nullable String text, int least, int most) {
        if (text == null || !text.matches("[0-9]{1,7}")) {
            throw new BadScript("'" + word + "' needs a whole number"
                    + (text == null ? "." : ", not " + BadScript.shown(text) + "."));
        }
        int number = Integer.parseInt(text);
        if (number < least || number > most) {
            throw new BadScript(BadScript.shown(word) + " takes a number from " + least + " to " + most + ".");
        }
        return number;
    }

    private static Deque<String> words(String part) {
        return new ArrayDeque<>(Arrays.stream(part.toLowerCase(Locale.ROOT).split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList());
    }
}
