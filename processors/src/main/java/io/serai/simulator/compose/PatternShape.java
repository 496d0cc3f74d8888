package io.serai.simulator.compose;

/**
 * Judges whether matching a regular expression costs little whatever the text.
 *
 * <p>The letters that are read are counted; a loop over an empty group reads none, and two ways to match nothing, one behind
 * the other, make four. So what is repeated must take a letter each time, nothing looks around or back, and there are few
 * choices between two ways to match nothing.
 */
final class PatternShape {

    /** Most times that a counted repetition may ask for at least. */
    private static final int MOST_TIMES = 1_000;

    /** The same for repetitions within one another. */
    private static final int MOST_NESTED = 10_000;

    private static final int MOST_CHOICES = 4;
    private static final int DEEPEST = 50;

    private final String pattern;
    private int at;
    private int choices;

    private PatternShape(String pattern) {
        this.pattern = pattern;
    }

    /** What a part of the pattern may match: nothing at all, and how often what is innermost is repeated at least. */
    private record Part(boolean maybeEmpty, long times) {}

    static boolean isTame(String pattern) {
        try {
            PatternShape shape = new PatternShape(pattern);
            shape.alternatives(0);
            return shape.at == pattern.length();
        } catch (Wild | IndexOutOfBoundsException | NumberFormatException e) {
            return false;
        }
    }

    private Part alternatives(int depth) {
        if (depth > DEEPEST) {
            throw new Wild();
        }
        Part all = sequence(depth);
        while (at < pattern.length() && pattern.charAt(at) == '|') {
            at++;
            Part other = sequence(depth);
            if (all.maybeEmpty && other.maybeEmpty) {
                choice();
            }
            all = new Part(all.maybeEmpty || other.maybeEmpty, Math.max(all.times, other.times));
        }
        return all;
    }

    private Part sequence(int depth) {
        boolean maybeEmpty = true;
        long times = 1;
        while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
            Part part = repeated(atom(depth));
            maybeEmpty &= part.maybeEmpty;
            times = Math.max(times, part.times);
        }
        return new Part(maybeEmpty, times);
    }

    private Part atom(int depth) {
        char c = pattern.charAt(at++);
        return switch (c) {
            case '^', '$' -> new Part(true, 1);
            case '*', '+', '?', '{' -> throw new Wild();
            case '(' -> {
                if (pattern.startsWith("?:", at)) {
                    at += 2;
                } else if (pattern.charAt(at) == '?') {
                    throw new Wild(); // looks around, sets a flag, or has a name to be called back by
                }
                Part inside = alternatives(depth + 1);
                if (pattern.charAt(at++) != ')') {
                    throw new Wild();
                }
                yield inside;
            }
            case '[' -> characterClass();
            case '\\' -> new Part(isPlace(escaped()), 1);
            default -> new Part(false, 1);
        };
    }

    private static boolean isPlace(char escaped) {
        return "bBAGzZ".indexOf(escaped) >= 0;
    }

    /** The character behind a backslash; not one that changes what follows, nor a back reference. */
    private char escaped() {
        char c = pattern.charAt(at++);
        if ("123456789kQEcXRN".indexOf(c) >= 0) {
            throw new Wild();
        }
        return c;
    }

    private Part characterClass() {
        if (pattern.charAt(at) == '^') {
            at++;
        }
        if (pattern.charAt(at) == ']') {
            throw new Wild(); // read in two ways
        }
        for (char c = pattern.charAt(at++); c != ']'; c = pattern.charAt(at++)) {
            if (c == '\\') {
                escaped();
            } else if (c == '[') {
                throw new Wild();
            }
        }
        return new Part(false, 1);
    }

    private Part repeated(Part part) {
        if (at >= pattern.length()) {
            return part;
        }
        int least;
        char c = pattern.charAt(at);
        if (c == '?' || c == '*' || c == '+') {
            at++;
            least = c == '+' ? 1 : 0;
        } else if (c == '{') {
            int close = pattern.indexOf('}', at);
            int comma = pattern.indexOf(',', at);
            least = Integer.parseInt(pattern.substring(at + 1, comma > 0 && comma < close ? comma : close));
            at = close + 1;
        } else {
            return part;
        }
        if (part.maybeEmpty) {
            if (c != '?') {
                throw new Wild();
            }
            choice();
        }
        long times = part.times * Math.max(least, 1);
        if (least > MOST_TIMES || times > MOST_NESTED) {
            throw new Wild();
        }
        if (at < pattern.length() && (pattern.charAt(at) == '?' || pattern.charAt(at) == '+')) {
            at++;
        }
        return new Part(least == 0 || part.maybeEmpty, times);
    }

    private void choice() {
        if (++choices > MOST_CHOICES) {
            throw new Wild();
        }
    }

    /** Comparing with the pattern might take for ever. */
    private static final class Wild extends RuntimeException {

        private static final long serialVersionUID = 1;

        Wild() {
            super(null, null, false, false);
        }
    }
}
