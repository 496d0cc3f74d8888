package io.serai.simulator.fault;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A script that cannot be played; its message says what is wrong and which words there are. */
public final class BadScript extends RuntimeException {

    private static final int LONGEST_SHOWN = 60;
    private static final String WORDS =
            " A script is steps with commas between them, one an ask, and its last step stays:"
                    + " \"429 retry-after 2, ok\". A step is ok, a status from 400 to 599 (with retry-after 2, retry-after-ms 500,"
                    + " retry-after-date 2 or retry-after none behind it), late 5 (seconds), or one or more of "
                    + Arrays.stream(Fault.Trouble.values())
                            .map(trouble -> trouble.hasPlace() ? trouble.word() + " 20" : trouble.word())
                            .collect(Collectors.joining(", "))
                    + "; the number after how many tokens is optional. x3 behind a step plays it three times, and again as the last"
                    + " step begins anew.";

    BadScript(String what) {
        super(what + WORDS, null, false, false);
    }

    static String shown(String text) {
        int end = Math.min(text.length(), LONGEST_SHOWN);
        if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return "'" + text.substring(0, end) + (end < text.length() ? "…" : "") + "'";
    }

    public String message() {
        return String.valueOf(getMessage());
    }
}
