package io.serai.simulator.compose;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Writes a text that a regular expression of the usual kind accepts. */
final class PatternText {

    private static final int MOST = 64;

    /** Longer patterns, and longer texts for one, are beyond the simulator. */
    private static final int LONGEST = 2_000;

    private final String pattern;
    private final int turn;
    private final Budget budget;
    private int at;

    private PatternText(String pattern, int turn, Budget budget) {
        this.pattern = pattern;
        this.turn = turn;
        this.budget = budget;
    }

    /**
     * A text the pattern accepts, or null where it is beyond us (look-around, back references).
     *
     * <p>The pattern is a stranger's: comparing may go back and forth for ever, so each letter that is looked at takes from
     * the budget, and what comparing may do without looking at one is bounded by {@link PatternShape}.
     *
     * @param turn another one gives another text where the pattern leaves a choice
     */
    static @Nullable String of(String pattern, int turn, Budget budget) {
        if (pattern.length() > LONGEST) {
            return null;
        }
        budget.steps(10L + 10L * pattern.length());
        if (!PatternShape.isTame(pattern)) {
            return null;
        }
        try {
            String text = new PatternText(pattern, turn, budget).alternatives();
            boolean found = text.length() <= LONGEST
                    && Pattern.compile(pattern)
                            .matcher(new Watched(text, 1 + pattern.length() / 50, budget))
                            .find();
            return found ? text : null;
        } catch (PatternSyntaxException
                | IndexOutOfBoundsException
                | NumberFormatException
                | ArithmeticException
                | StackOverflowError e) {
            return null;
        }
    }

    /** A text that counts how often one of its letters is looked at. */
    private record Watched(String text, int steps, Budget budget) implements CharSequence {

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            budget.steps(steps);
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Writes the first alternative and passes over the others. */
    private String alternatives() {
        String first = sequence();
        while (at < pattern.length() && pattern.charAt(at) == '|') {
            at++;
            sequence();
        }
        return first;
    }

    private String sequence() {
        StringBuilder text = new StringBuilder();
        while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
            int begin = at;
            String atom = atom(0);
            int times = times();
            for (int i = 0; i < times; i++) {
                int end = at;
                at = begin;
                String more = i == 0 ? atom : atom(i);
                budget.steps(1 + more.length());
                text.append(more);
                at = end;
            }
        }
        return text.toString();
    }

    private String atom(int repeat) {
        char c = pattern.charAt(at++);
        return switch (c) {
            case '^', '$' -> "";
            case '.' -> pick("abcdefghij", repeat);
            case '(' -> {
                if (pattern.startsWith("?:", at)) {
                    at += 2;
                }
                String inside = alternatives();
                at++;
                yield inside;
            }
            case '[' -> oneOf(repeat);
            case '\\' -> escaped(pattern.charAt(at++), repeat);
            default -> String.valueOf(c);
        };
    }

    private String escaped(char c, int repeat) {
        return switch (c) {
            case 'd' -> pick("1234567890", repeat);
            case 'w' -> pick("abcdefghij", repeat);
            case 's' -> " ";
            case 'b', 'B' -> "";
            case 'D', 'S', 'W' -> c == 'W' ? "-" : pick("abcdefghij", repeat);
            case 'n' -> "\n";
            case 't' -> "\t";
            default -> String.valueOf(c);
        };
    }

    /** A class of characters: its members by its first few, or one that it does not exclude. */
    private String oneOf(int repeat) {
        int begin = at;
        boolean not = pattern.charAt(at) == '^';
        if (not) {
            at++;
        }
        StringBuilder members = new StringBuilder();
        boolean first = true;
        while (pattern.charAt(at) != ']' || first) {
            first = false;
            char c = pattern.charAt(at++);
            if (c == '\\') {
                members.append(escapedMembers(pattern.charAt(at++)));
            } else if (pattern.charAt(at) == '-' && pattern.charAt(at + 1) != ']') {
                char to = pattern.charAt(at + 1);
                at += 2;
                for (char member = c; member <= to && members.length() < MOST * 2; member++) {
                    members.append(member);
                }
            } else {
                members.append(c);
            }
        }
        at++;
        budget.steps(at - begin + members.length());
        return not ? outside(members) : pick(members.toString(), repeat);
    }

    private static String escapedMembers(char c) {
        return switch (c) {
            case 'd' -> "0123456789";
            case 'w' -> "abcdefghijklmnopqrstuvwxyz0123456789_";
            case 's' -> " ";
            default -> String.valueOf(c);
        };
    }

    private static String outside(StringBuilder members) {
        for (char c : "abcxyz019-_ ".toCharArray()) {
            if (members.indexOf(String.valueOf(c)) < 0) {
                return String.valueOf(c);
            }
        }
        return "~";
    }

    private String pick(String members, int repeat) {
        return String.valueOf(members.charAt((turn + repeat) % members.length()));
    }

    private int times() {
        if (at >= pattern.length()) {
            return 1;
        }
        switch (pattern.charAt(at)) {
            case '?' -> {
                at++;
                return 1;
            }
            case '*', '+' -> {
                at++;
                lazy();
                return 3;
            }
            case '{' -> {
                int close = pattern.indexOf('}', at);
                String[] bounds = pattern.substring(at + 1, close).split(",", -1);
                at = close + 1;
                lazy();
                int least = Integer.parseInt(bounds[0].strip());
                if (bounds.length == 1) {
                    return Math.min(least, MOST);
                }
                int most = bounds[1].isBlank() ? least + 3 : Integer.parseInt(bounds[1].strip());
                return Math.min(Math.max(least, Math.min(most, 3)), MOST);
            }
            default -> {
                return 1;
            }
        }
    }

    private void lazy() {
        if (at < pattern.length() && (pattern.charAt(at) == '?' || pattern.charAt(at) == '+')) {
            at++;
        }
    }
}
